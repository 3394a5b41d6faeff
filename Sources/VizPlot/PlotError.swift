public import VizBase

/// Why a figure could not be drawn.
public struct PlotError: Problem, Hashable {
  /// What keeps a figure from being drawn.
  public enum Kind: String, ProblemKind {
    /// The figure has no size, or one that nobody could read.
    case size
    /// The data are not what the figure needs.
    case data
    /// An option has no meaning, or none for these data.
    case option

    /// The data for `data`, and what was asked for in every other case.
    public var cause: ProblemCause {
      switch self {
      case .data: .data
      case .size, .option: .request
      }
    }
  }

  /// What keeps the figure from being drawn, for programs.
  public var kind: Kind
  /// What went wrong, in one line.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?

  /// An error with what went wrong and, if there is one, the remedy.
  public init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }
}
