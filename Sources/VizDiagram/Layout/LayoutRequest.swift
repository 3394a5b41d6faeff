/// A graph in Graphviz's language, and how many boxes, edges and panels it has: what the engine
/// needs, and what is sent to a child process.
struct LayoutRequest: Sendable, Equatable {
  var boxes: Int
  var edges: Int
  var panels: Int
  /// Nodes, edges and clusters are numbered as ``LayoutGraph/dot`` numbers them.
  var dot: String

  init(_ graph: LayoutGraph) {
    boxes = graph.boxes.count
    edges = graph.edges.count
    panels = graph.panels.count
    dot = graph.dot
  }

  var encoded: String { "\(boxes) \(edges) \(panels)\n\(dot)" }

  /// Reads ``encoded``; nil where the counts are missing or impossible.
  init?(encoded: String) {
    guard let end = encoded.firstIndex(of: "\n") else { return nil }
    let counts = encoded[..<end].split(separator: " ").compactMap { Int($0) }
    guard counts.count == 3, counts.allSatisfy({ (0...10_000_000).contains($0) }) else {
      return nil
    }
    (boxes, edges, panels) = (counts[0], counts[1], counts[2])
    dot = String(encoded[encoded.index(after: end)...])
  }
}
