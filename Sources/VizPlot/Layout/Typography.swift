import VizDrawing

/// The three sizes of a figure's text, and the distances that go with them.
struct Typography: Sendable, Hashable {
  let large: Font
  let normal: Font
  let strong: Font
  let small: Font
  /// 1 for a figure of the standard size; a small figure has smaller text, as paper has, unless its
  /// size says otherwise.
  let factor: Double

  init(_ size: FigureSize) {
    let standard = FigureSize.standard
    let share = min(size.width / standard.width, size.height / standard.height * 1.1)
    factor = min(max(size.letters ?? share.squareRoot(), 0.66), 2)
    large = Font(size: 18 * factor, cut: .semibold)
    normal = Font(size: 13 * factor)
    strong = Font(size: 13 * factor, cut: .semibold)
    small = Font(size: 11.5 * factor)
  }

  /// The distance from one baseline to the next.
  static func line(_ font: Font) -> Double { font.size * 1.35 }

  /// The height of a digit above its baseline.
  static func digitHeight(_ font: Font) -> Double { font.size * 0.727 }

  static func width(_ text: String, _ font: Font) -> Double {
    TextMeasurer.measure(text, font: font).width
  }
}
