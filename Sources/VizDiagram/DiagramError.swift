public import VizBase

/// Why a graph could not be drawn.
public struct DiagramError: Problem, Hashable {
  /// What keeps a graph from being drawn.
  public enum Kind: ProblemKind {
    /// The graph is sound but cannot be drawn as asked.
    case unsuitable
    /// Graphviz failed, crashed, or took too long.
    case layout

    /// The data for an unsuitable graph; the package's own fault, or Graphviz's, for a layout.
    public var cause: ProblemCause {
      switch self {
      case .unsuitable: .data
      case .layout: .failure
      }
    }
  }

  /// What keeps the graph from being drawn, for programs.
  public var kind: Kind
  /// What went wrong, in one line.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?

  static func layout(_ reason: String, hint: String? = nil) -> DiagramError {
    DiagramError(
      kind: .layout, message: "Graphviz could not lay out the graph: \(reason)", hint: hint)
  }

  static func unsuitable(_ message: String, hint: String? = nil) -> DiagramError {
    DiagramError(kind: .unsuitable, message: message, hint: hint)
  }
}
