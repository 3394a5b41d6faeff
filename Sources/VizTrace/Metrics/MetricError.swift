public import VizBase

/// Why a table of metrics was refused.
public struct MetricError: Problem {
  /// What is wrong with a table.
  public enum Kind: Sendable, ProblemKind {
    /// The text holds no table.
    case syntax
    /// A column of numbers has a cell that is none.
    case mixedColumn
  }

  /// What is wrong, for programs.
  public var kind: Kind
  /// One readable sentence, without the location; foreign text in it is quoted.
  public var message: String
  /// The line and column; whoever knows the file adds its name.
  public var location: ProblemLocation?
  /// What to do about it, in one line.
  public var hint: String?

  /// An error of a kind; without location and hint where there are none.
  public init(
    _ kind: Kind, _ message: String, location: ProblemLocation? = nil, hint: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.location = location
    self.hint = hint
  }
}

extension MetricError {
  init(_ error: JSONError) {
    self.init(
      error.kind == .wrongType ? .mixedColumn : .syntax, error.message,
      location: error.location ?? ProblemLocation(line: 1, column: 1), hint: error.hint)
  }
}
