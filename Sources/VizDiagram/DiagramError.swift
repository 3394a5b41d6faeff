public import VizBase

/// Why a graph could not be drawn.
public struct DiagramError: Problem, Hashable {
  /// What keeps a graph from being drawn.
  public enum Kind: ProblemKind {
    /// The graph is sound but cannot be drawn as asked.
    case unsuitable
    /// What should be in focus is neither a node nor a scope of the graph.
    case focus
    /// Graphviz failed, crashed, or took too long.
    case layout
    /// The program that is to run Graphviz is not there.
    case missingWorker

    /// The data for an unsuitable graph, the request for what it has not; the package's own fault, or
    /// Graphviz's, for a layout.
    public var cause: ProblemCause {
      switch self {
      case .unsuitable: .data
      case .focus: .request
      case .layout, .missingWorker: .failure
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

  static func missingWorker(_ name: String) -> DiagramError {
    var error = layout(
      "\(name) was not found to run it in; name a program in DiagramOptions.worker, or lay out in this"
        + " process with DiagramOptions.isolation = .never",
      hint: "put vizbp on the path")
    error.kind = .missingWorker
    return error
  }

  static func unsuitable(_ message: String, hint: String? = nil) -> DiagramError {
    DiagramError(kind: .unsuitable, message: message, hint: hint)
  }
}
