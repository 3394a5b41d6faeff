import VizDrawing
import VizTrace

/// A drawing of a computational graph.
///
/// ```swift
/// let diagram = try await Diagram(graph)
/// let png = try diagram.picture.png(scale: 2)
/// let svg = try diagram.picture.svg()
/// ```
public struct Diagram: Sendable {
  /// The drawing, which is written as PNG, PDF or SVG.
  public let picture: Picture

  /// Lays out and draws a graph.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none, ``DiagramError`` where it cannot be
  ///   drawn.
  public init(_ graph: ComputationGraph, options: DiagramOptions = DiagramOptions()) async throws {
    let model = try DiagramModel(graph, options: options)
    let placement = try await Placement(model, options: options)
    let heading = Heading(graph, model: model, options: options)
    picture =
      DiagramPainter(model, placement: placement, heading: heading, options: options)
      .picture
  }
}
