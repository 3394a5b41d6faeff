/// What is wrong with a formula or a value, and where.
public struct FormulaError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line that says what is wrong; foreign text in it is quoted, escaped and shortened.
  public var message: String
  /// The 1-based place, counted in characters; nil where the fault has no place in the text.
  public var line: Int?
  public var column: Int?
  /// The line with the place, cut to fit a terminal, and the 1-based column of the place in it.
  public var excerpt: String?
  public var caretColumn: Int?

  init(_ message: String) { self.message = message }

  init(_ message: String, at offset: Int, in source: SourceText) {
    self.message = message
    let position = source.position(of: offset)
    (line, column) = (position.line, position.column)
    let excerpt = source.excerpt(around: offset)
    (self.excerpt, caretColumn) = (excerpt.text, excerpt.caretColumn)
  }

  /// `LINE:COLUMN: message`, on one line.
  public var description: String {
    guard let line, let column else { return message }
    return "\(line):\(column): \(message)"
  }
}
