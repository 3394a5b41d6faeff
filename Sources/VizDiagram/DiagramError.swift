/// Why a graph could not be drawn.
public struct DiagramError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// The graph is sound but cannot be drawn as asked.
    case unsuitable
    /// Graphviz failed, crashed, or took too long.
    case layout
  }

  public var code: Code
  /// What went wrong, in one line.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?

  public var description: String { message }

  static func layout(_ reason: String, hint: String? = nil) -> DiagramError {
    DiagramError(
      code: .layout, message: "Graphviz could not lay out the graph: \(reason)", hint: hint)
  }

  static func unsuitable(_ message: String, hint: String? = nil) -> DiagramError {
    DiagramError(code: .unsuitable, message: message, hint: hint)
  }
}
