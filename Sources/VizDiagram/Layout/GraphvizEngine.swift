import CGraphviz
import Synchronization
import VizDrawing

/// The one place that has Graphviz lay out a ``GraphvizGraph``.
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
      guard let graph = GraphvizGraph(asked) else { throw failure("it refused the graph") }
      defer { agclose(graph.root) }
      var asked = asked
      if asked.alignsRanks { asked.alignRanks(try ranks(graph, handle)) }
      graph.setSizes(asked)
      guard vizbp_layout(handle, graph.root) == 0 else { throw failure("it gave no layout") }
      defer { gvFreeLayout(handle, graph.root) }

      let bounds = vizbp_bounds(graph.root)
      func point(_ p: pointf) -> Point { Point(x: p.x - bounds.LL.x, y: bounds.UR.y - p.y) }
      func rect(_ b: boxf) -> Rect {
        Rect(
          x: b.LL.x - bounds.LL.x, y: bounds.UR.y - b.UR.y, width: b.UR.x - b.LL.x,
          height: b.UR.y - b.LL.y)
      }
      let routes = graph.wires.map { wire in
        guard let wire, vizbp_spline_count(wire) > 0 else { return [Point]() }
        return (0..<vizbp_point_count(wire, 0)).map { point(vizbp_point(wire, 0, $0)) }
      }
      let panels = graph.clusters.compactMap { $0.map { rect(vizbp_bounds($0)) } }
      guard graph.nodes.count == asked.boxes.count, panels.count == asked.panels.count else {
        throw failure("its layout is incomplete")
      }
      let size = Size(
        width: bounds.UR.x - bounds.LL.x, height: bounds.UR.y - bounds.LL.y)
      return Layout(
        size: size, centers: graph.nodes.map { point(vizbp_node_center($0)) },
        ranks: graph.nodes.map { Int(vizbp_node_rank($0)) }, routes: routes, panels: panels)
    }
  }

  /// The ranks of the boxes, which do not depend on sizes.
  private static func ranks(_ graph: GraphvizGraph, _ context: OpaquePointer) throws -> [Int] {
    graph.setRankedOnly(true)
    guard vizbp_layout(context, graph.root) == 0 else { throw failure("it gave no ranks") }
    defer {
      gvFreeLayout(context, graph.root)
      graph.setRankedOnly(false)
    }
    return graph.nodes.map { Int(vizbp_node_rank($0)) }
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
