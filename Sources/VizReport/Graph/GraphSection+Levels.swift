import VizDiagram
import VizDrawing
import VizTrace

extension GraphSection {
  /// Pictures of more cards are too slow to lay out, and too large to read.
  private static let mostCards = 150
  private static let deepestLevel = 8
  /// What a page shows at once, in points.
  private static let widest = 1_500.0

  /// The graph as `options` fold it, and where that hides something, opened further and further.
  static func levels(
    of graph: ComputationGraph, _ options: DiagramOptions
  ) async throws -> [Diagram] {
    var options = options
    options.theme = .light
    var levels = [try await Diagram(graph, options: options)]
    guard options.collapse == .automatic, levels[0].cards.contains(where: \.isFold) else {
      return levels
    }
    // A score that folds repeats opens as cards and wires.
    options.form = .graph
    for collapse in collapses(of: graph) {
      options.collapse = collapse
      let cards = try Diagram.cardCount(of: graph, options: options)
      guard cards > (levels.last?.cards.count ?? 0), cards <= mostCards else { continue }
      levels.append(try await Diagram(graph, options: options))
    }
    return levels
  }

  private static func collapses(of graph: ComputationGraph) -> [DiagramOptions.Collapse] {
    depths(of: graph).map(DiagramOptions.Collapse.depth)
      + (graph.nodes.count <= mostCards ? [.none] : [])
  }

  /// The depths to open a graph to: deeper than its scopes go, it opens no further.
  private static func depths(of graph: ComputationGraph) -> ClosedRange<Int> {
    let deepest = graph.nodes.reduce(0) { deepest, node in
      max(deepest, node.scope.map { $0.utf8.count { $0 == UInt8(ascii: "/") } + 1 } ?? 0)
    }
    return 0...min(deepest, deepestLevel)
  }

  /// The graph of a run over its steps: all of it where it fits a page, else first what a reader
  /// sees at one glance, its scopes, and then opened further and further.
  static func levels(
    of graphs: [ComputationGraph], _ options: DiagramOptions
  ) async throws -> [DiagramSeries] {
    guard let graph = graphs.last else { return [] }
    var options = options
    options.theme = .light
    let direction = options.direction
    /// From left to right where that fits, else from top to bottom.
    func series(_ collapse: DiagramOptions.Collapse) async throws -> DiagramSeries {
      options.collapse = collapse
      options.direction = direction
      let series = try await DiagramSeries(graphs, options: options)
      guard direction == .lr, width(series) > widest else { return series }
      options.direction = .tb
      return try await DiagramSeries(graphs, options: options)
    }
    let whole = try await series(graph.nodes.count <= mostCards ? .none : .automatic)
    guard options.collapse == .none || options.collapse == .automatic,
      options.direction == .tb
    else { return [whole] }
    var levels: [DiagramSeries] = []
    for depth in depths(of: graph) {
      options.collapse = .depth(depth)
      let cards = try Diagram.cardCount(of: graph, options: options)
      // One card says nothing, and two pictures that are almost alike no more than one.
      guard cards > 1, cards > 2 * (levels.last?.cards.count ?? 0),
        3 * cards < 2 * whole.cards.count
      else { continue }
      levels.append(try await series(.depth(depth)))
    }
    return levels + [whole]
  }

  private static func width(_ series: DiagramSeries) -> Double {
    series.pictures.last?.size.width ?? 0
  }
}
