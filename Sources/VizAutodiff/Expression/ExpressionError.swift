public import VizBase

/// What is wrong with an expression or a value, and where.
public struct ExpressionError: Problem {
  /// What is wrong with an expression.
  public enum Kind: ProblemKind { case syntax }

  /// There is one kind alone.
  public var kind: Kind { .syntax }
  /// One line that says what is wrong; foreign text in it is quoted, escaped and shortened.
  public var message: String
  /// The line and the column, which is counted in characters; nil where the fault has no place in
  /// the text.
  public var location: ProblemLocation?
  /// The line with the place, cut to fit a terminal, and the 1-based column of the place in it.
  public var excerpt: String?
  /// The 1-based column of the place in ``excerpt``; nil where the fault has none.
  public var caretColumn: Int?

  init(_ message: String) { self.message = message }

  init(_ message: String, at offset: Int, in source: SourceText) {
    self.message = message
    let position = source.position(of: offset)
    location = ProblemLocation(line: position.line, column: position.column)
    let excerpt = source.excerpt(around: offset)
    (self.excerpt, caretColumn) = (excerpt.text, excerpt.caretColumn)
  }
}
