import CGraphviz
import VizDrawing

/// A graph in Graphviz's memory, made call by call as Graphviz's own parser would make it from text.
///
/// To write it as text and have it read took a quarter of a small layout.
///
/// Nodes are `n0`, `n1`, …; edges and clusters carry their number as an attribute, so that places find
/// their way back.
struct GraphvizGraph {
  /// Who makes the graph closes it, by `agclose`.
  let root: UnsafeMutablePointer<Agraph_t>
  /// The attribute that holds the number of an edge or a cluster.
  static let number = "number"

  /// Makes what is asked for; nil where Graphviz makes no graph at all.
  init?(_ graph: LayoutGraph) {
    guard let root = vizbp_open_graph() else { return nil }
    self.root = root
    declare(AGRAPH, "rankdir", graph.direction == .lr ? "LR" : "TB")
    declare(AGRAPH, "nodesep", "\(graph.nodeSeparation / Self.inch)")
    declare(AGRAPH, "ranksep", "\(graph.rankSeparation / Self.inch)")
    // Steps of the simplex for each of its nodes; ranks, which are found first, need few.
    if let steps = graph.stepsForEachPlace {
      declare(AGRAPH, "nslimit", "\(steps)")
      declare(AGRAPH, "nslimit1", "1")
    }
    // The first of Graphviz's phases, for which neither sizes nor ports matter: half of the time of a
    // layout of a few cards is spent on reading the tables that state them.
    if graph.isRankedOnly { declare(AGRAPH, "phase", "1") }
    declare(AGNODE, "shape", "plain")
    declare(AGEDGE, "arrowhead", "none")

    addPanels(graph)
    addEdges(graph, addBoxes(graph))
  }

  private static let inch = 72.0

  @discardableResult
  private func declare(
    _ kind: Int32, _ name: String, _ value: String = ""
  ) -> UnsafeMutablePointer<Agsym_t>? {
    vizbp_declare(root, kind, name, value)
  }

  /// Panels nest as deeply as scopes do, so they are made from a stack, not by recursion.
  private func addPanels(_ graph: LayoutGraph) {
    guard !graph.panels.isEmpty else { return }
    let number = declare(AGRAPH, Self.number)
    let margin = declare(AGRAPH, "margin")
    let label = declare(AGRAPH, "label")
    let children = Dictionary(
      grouping: graph.panels.indices.filter { graph.panels[$0].parent != nil }
    ) { graph.panels[$0].parent ?? -1 }
    let members = Dictionary(
      grouping: graph.boxes.indices.filter { graph.boxes[$0].panel != nil }
    ) { graph.boxes[$0].panel ?? -1 }
    var waiting = graph.panels.indices.reversed()
      .filter { graph.panels[$0].parent == nil }.map { (index: $0, parent: root) }
    while let (index, parent) = waiting.popLast() {
      guard let cluster = vizbp_subgraph(parent, "cluster_\(index)") else { return }
      let panel = graph.panels[index]
      vizbp_set(cluster, number, "\(index)")
      vizbp_set(cluster, margin, "\(PortTable.points(panel.margin))")
      if panel.title.width > 0, !graph.isRankedOnly {
        vizbp_set_table(cluster, label, PortTable(room: panel.title).markup)
      }
      for box in members[index] ?? [] { vizbp_node(cluster, "n\(box)") }
      waiting += (children[index] ?? []).reversed().map { (index: $0, parent: cluster) }
    }
  }

  private func addBoxes(_ graph: LayoutGraph) -> [UnsafeMutablePointer<Agnode_t>] {
    let label = declare(AGNODE, "label")
    let nodes = graph.boxes.indices.compactMap { vizbp_node(root, "n\($0)") }
    if !graph.isRankedOnly {
      for (node, box) in zip(nodes, graph.boxes) {
        vizbp_set_table(node, label, PortTable(box, graph.direction).markup)
      }
    }
    // Not `rank=source`: for that Graphviz (2.42 at least) searches once more for connected parts,
    // marking nodes with a one-byte counter; when it comes around to 1, which also means "true" to
    // the step before, nodes are missed, and freed memory is read. In a process that draws many
    // graphs about every 128th layout crashed.
    if graph.boxes.contains(where: \.first), let first = vizbp_subgraph(root, nil) {
      vizbp_set(first, declare(AGRAPH, "rank"), "same")
      for (index, box) in graph.boxes.enumerated() where box.first {
        vizbp_node(first, "n\(index)")
      }
    }
    return nodes
  }

  private func addEdges(_ graph: LayoutGraph, _ nodes: [UnsafeMutablePointer<Agnode_t>]) {
    let number = declare(AGEDGE, Self.number, "-1")
    let weight = declare(AGEDGE, "weight", "1")
    let length = declare(AGEDGE, "minlen", "1")
    let (tail, head) = (declare(AGEDGE, "tailport"), declare(AGEDGE, "headport"))
    let (out, into) = graph.direction == .lr ? ("e", "w") : ("s", "n")
    guard nodes.count == graph.boxes.count else { return }
    for (index, edge) in graph.edges.enumerated() where !edge.isOmitted {
      guard let wire = vizbp_edge(root, nodes[edge.from], nodes[edge.to]) else { return }
      vizbp_set(wire, weight, "\(edge.weight)")
      vizbp_set(wire, length, "\(edge.length)")
      if graph.isRankedOnly { continue }
      vizbp_set(wire, number, "\(index)")
      let rows = graph.boxes[edge.to].rows
      let port = rows > 0 ? PortTable.input(min(edge.row, rows - 1)) : PortTable.output
      vizbp_set(wire, tail, "\(PortTable.output):\(out)")
      vizbp_set(wire, head, "\(port):\(into)")
    }
  }
}
