/// How JSON text is laid out.
public enum JSONLayout: Sendable {
  /// On one line, with a space behind commas and colons.
  case line
  /// On one line, without spaces.
  case compact
  /// An element a line, indented by two spaces.
  case indented
}
