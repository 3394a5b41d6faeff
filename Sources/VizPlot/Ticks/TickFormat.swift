/// How the numbers on an axis are written; always with a true minus sign.
public enum TickFormat: Sendable, Hashable {
  /// ``plain`` where that is short, else ``scientific``.
  case automatic
  /// All digits, with a comma between thousands from 10,000 on.
  case plain
  /// A prefix of the SI that all labels share: `20k`, `1.5M`, `30µ`.
  case si
  /// A power of ten that all labels share: `2×10⁻³`.
  case scientific
}
