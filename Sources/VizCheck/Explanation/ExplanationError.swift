public import VizBase

/// Why a gradient cannot be explained.
public struct ExplanationError: Problem {
  /// What is wrong, for programs.
  public enum Kind: String, ProblemKind, CaseIterable {
    /// There is no such node, or it has no such element.
    case noNode, noElement
    /// An operation on the way has no derivative that is known, or numbers are missing.
    case noRule, noNumbers
    /// There is more than can be held.
    case tooLarge
    /// The graph is one of forward mode, in which nothing flows back.
    case forwardMode

    /// Names come from who asks; the rest is the graph's.
    public var cause: ProblemCause {
      switch self {
      case .noNode, .noElement: .request
      default: .data
      }
    }
  }

  /// What is wrong, for programs.
  public var kind: Kind
  /// One readable sentence.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?

  /// An error of a kind; without a hint where there is none.
  public init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }
}
