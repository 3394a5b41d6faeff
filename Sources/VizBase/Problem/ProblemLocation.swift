/// Where a problem is: a file, a place in its text, or both.
public struct ProblemLocation: Sendable, Hashable, CustomStringConvertible {
  /// The path of the file, or the name of what was read.
  public var file: String?
  /// The line, from 1.
  public var line: Int?
  /// The column, from 1.
  public var column: Int?

  /// A location, as far as it is known.
  public init(file: String? = nil, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// A location in text, of a file that has a name or of what only the caller can name.
  public init(file: String? = nil, _ text: TextLocation) {
    self.init(file: file, line: text.line, column: text.column)
  }

  /// `FILE:LINE:COLUMN`, or what is known of it; what would break the line is escaped.
  public var description: String {
    [file?.escaped(limit: 1000), line.map(String.init), column.map(String.init)]
      .compactMap { $0 }.joined(separator: ":")
  }
}
