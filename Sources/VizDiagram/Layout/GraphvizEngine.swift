import CGraphviz
import Synchronization
import VizDrawing

/// The one place that calls Graphviz.
///
/// Graphviz keeps process-wide state that even reading a finished layout touches, so one lock
/// covers everything from the first call to the copied result, and its one context lives as long
/// as the process. Its network simplex recurses once a rank, so it runs on a thread of its own
/// with a large stack.
enum GraphvizEngine {
  /// Lays out in this process.
  ///
  /// - Throws: ``DiagramError`` when Graphviz says that it failed, or returns less than a layout.
  static func layout(_ asked: LayoutGraph) async throws -> Layout {
    // Once begun, Graphviz cannot be stopped.
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      let isTaken = thread.run {
        continuation.resume(with: Result { try layoutHere(asked) })
      }
      if !isTaken {
        continuation.resume(throwing: DiagramError.layout("no thread could be started"))
      }
    }
  }

  /// Sets Graphviz up, so that the first layout need not.
  static func prepare() async {
    await withCheckedContinuation { continuation in
      let isTaken = thread.run {
        lock.withLock { open(&$0) }
        continuation.resume()
      }
      if !isTaken { continuation.resume() }
    }
  }

  private static func open(_ context: inout ContextHandle?) {
    guard context == nil else { return }
    vizbp_silence()
    context = ContextHandle(vizbp_context())
  }

  private static func layoutHere(_ asked: LayoutGraph) throws -> Layout {
    try lock.withLock { context in
      open(&context)
      agreseterrors()
      guard let handle = context?.pointer else { throw failure("it gave no context") }
      guard let graph = GraphvizGraph(asked)?.root else { throw failure("it refused the graph") }
      defer { agclose(graph) }
      guard vizbp_layout(handle, graph) == 0 else { throw failure("it gave no layout") }
      defer { gvFreeLayout(handle, graph) }

      let bounds = vizbp_bounds(graph)
      func point(_ p: pointf) -> Point { Point(x: p.x - bounds.LL.x, y: bounds.UR.y - p.y) }
      func rect(_ b: boxf) -> Rect {
        Rect(
          x: b.LL.x - bounds.LL.x, y: bounds.UR.y - b.UR.y, width: b.UR.x - b.LL.x,
          height: b.UR.y - b.LL.y)
      }
      func number(_ object: UnsafeMutableRawPointer) -> Int {
        vizbp_attribute(object, GraphvizGraph.number).flatMap { Int(String(cString: $0)) } ?? -1
      }

      var centers = [Point?](repeating: nil, count: asked.boxes.count)
      var ranks = [Int](repeating: 0, count: asked.boxes.count)
      var routes = [[Point]](repeating: [], count: asked.edges.count)
      var panels = [Rect?](repeating: nil, count: asked.panels.count)
      var node = agfstnode(graph)
      while let current = node {
        let index = vizbp_node_number(current)
        if centers.indices.contains(index) {
          centers[index] = point(vizbp_node_center(current))
          ranks[index] = Int(vizbp_node_rank(current))
        }
        var edge = agfstout(graph, current)
        while let wire = edge {
          let index = number(wire)
          if routes.indices.contains(index), vizbp_spline_count(wire) > 0 {
            routes[index] = (0..<vizbp_point_count(wire, 0)).map { point(vizbp_point(wire, 0, $0)) }
          }
          edge = agnxtout(graph, wire)
        }
        node = agnxtnode(graph, current)
      }
      var clusters = [graph]
      while let parent = clusters.popLast() {
        for index in stride(from: 1, through: vizbp_cluster_count(parent), by: 1) {
          guard let cluster = vizbp_cluster(parent, index) else { continue }
          let index = number(cluster)
          if panels.indices.contains(index) { panels[index] = rect(vizbp_bounds(cluster)) }
          clusters.append(cluster)
        }
      }
      let placed = centers.compactMap { $0 }
      let framed = panels.compactMap { $0 }
      guard placed.count == asked.boxes.count, framed.count == asked.panels.count else {
        throw failure("its layout is incomplete")
      }
      let size = Size(
        width: bounds.UR.x - bounds.LL.x, height: bounds.UR.y - bounds.LL.y)
      return Layout(size: size, centers: placed, ranks: ranks, routes: routes, panels: framed)
    }
  }

  /// Graphviz's last message, if this layout left one, behind what vizbp saw.
  private static func failure(_ reason: String) -> DiagramError {
    // Graphviz keeps its last message for ever, and counts errors until they are reset.
    guard agerrors() > 0, let message = aglasterr() else {
      return .layout(reason)
    }
    defer { free(message) }
    let text = String(cString: message).split(whereSeparator: \.isNewline).first.map(String.init)
    return .layout(text.map { "\(reason) (\($0))" } ?? reason)
  }

  private static let thread = LayoutThread()
  private static let lock = Mutex<ContextHandle?>(nil)

  /// Graphviz's context: made once, used under the lock alone, never freed.
  private struct ContextHandle: ~Copyable {
    var pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) { self.pointer = pointer }
  }
}
