import CGraphviz
import VizDrawing

/// A graph in Graphviz's memory, made call by call as Graphviz's own parser would make it from text.
///
/// To write it as text and have it read took a quarter of a small layout. It knows which of Graphviz's
/// objects each box, edge and panel has become.
struct GraphvizGraph {
  /// Who makes the graph closes it, by `agclose`.
  let root: UnsafeMutablePointer<Agraph_t>
  private(set) var nodes: [UnsafeMutablePointer<Agnode_t>] = []
  /// Nil for what is omitted.
  private(set) var wires: [UnsafeMutablePointer<Agedge_t>?] = []
  /// Nil for panels that are within each other.
  private(set) var clusters: [UnsafeMutablePointer<Agraph_t>?] = []
  private let phase, label: Attribute?

  private typealias Attribute = UnsafeMutablePointer<Agsym_t>

  /// Makes what is asked for, but for its sizes; nil where Graphviz makes no graph at all.
  init?(_ graph: LayoutGraph) {
    guard let root = vizbp_open_graph() else { return nil }
    self.root = root
    phase = vizbp_declare(root, AGRAPH, "phase", "")
    label = vizbp_declare(root, AGNODE, "label", "")
    declare(AGRAPH, "rankdir", graph.direction == .lr ? "LR" : "TB")
    declare(AGRAPH, "nodesep", "\(graph.nodeSeparation / Self.inch)")
    declare(AGRAPH, "ranksep", "\(graph.rankSeparation / Self.inch)")
    // Steps of the simplex for each of its nodes; ranks, which are found first, need few.
    if let steps = graph.stepsForEachPlace {
      declare(AGRAPH, "nslimit", "\(steps)")
      declare(AGRAPH, "nslimit1", "1")
    }
    declare(AGNODE, "shape", "plain")
    declare(AGEDGE, "arrowhead", "none")
    addPanels(graph)
    addBoxes(graph)
    addEdges(graph)
  }

  private static let inch = 72.0

  @discardableResult
  private func declare(_ kind: Int32, _ name: String, _ value: String = "") -> Attribute? {
    vizbp_declare(root, kind, name, value)
  }

  /// Panels nest as deeply as scopes do, so they are made from a stack, not by recursion.
  private mutating func addPanels(_ graph: LayoutGraph) {
    clusters = .init(repeating: nil, count: graph.panels.count)
    guard !graph.panels.isEmpty else { return }
    let margin = declare(AGRAPH, "margin")
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
      clusters[index] = cluster
      vizbp_set(cluster, margin, "\(PortTable.points(graph.panels[index].margin))")
      for box in members[index] ?? [] { vizbp_node(cluster, "n\(box)") }
      waiting += (children[index] ?? []).reversed().map { (index: $0, parent: cluster) }
    }
  }

  private mutating func addBoxes(_ graph: LayoutGraph) {
    nodes = graph.boxes.indices.compactMap { vizbp_node(root, "n\($0)") }
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
  }

  private mutating func addEdges(_ graph: LayoutGraph) {
    let weight = declare(AGEDGE, "weight", "1")
    let length = declare(AGEDGE, "minlen", "1")
    wires = graph.edges.map { edge in
      guard !edge.isOmitted, nodes.indices.contains(max(edge.from, edge.to)),
        let wire = vizbp_edge(root, nodes[edge.from], nodes[edge.to])
      else { return nil }
      vizbp_set(wire, weight, "\(edge.weight)")
      vizbp_set(wire, length, "\(edge.length)")
      return wire
    }
  }

  /// Has only ranks looked for, the first of Graphviz's phases, or all again.
  ///
  /// For ranks neither sizes nor ports matter: half of the time of a layout of a few cards is spent on
  /// reading the tables that state them.
  func setRankedOnly(_ isRankedOnly: Bool) {
    vizbp_set(root, phase, isRankedOnly ? "1" : "")
  }

  /// Gives boxes their sizes, edges the ports where they end, and panels the room of their titles.
  func setSizes(_ graph: LayoutGraph) {
    let title = declare(AGRAPH, "label")
    for (cluster, panel) in zip(clusters, graph.panels) where panel.title.width > 0 {
      vizbp_set_table(cluster, title, PortTable(room: panel.title).markup)
    }
    for (node, box) in zip(nodes, graph.boxes) {
      vizbp_set_table(node, label, PortTable(box, graph.direction).markup)
    }
    let (tail, head) = (declare(AGEDGE, "tailport"), declare(AGEDGE, "headport"))
    let (out, into) = graph.direction == .lr ? ("e", "w") : ("s", "n")
    for case (let wire?, let edge) in zip(wires, graph.edges) {
      let rows = graph.boxes[edge.to].rows
      let port = rows > 0 ? PortTable.input(min(edge.row, rows - 1)) : PortTable.output
      vizbp_set(wire, tail, "\(PortTable.output):\(out)")
      vizbp_set(wire, head, "\(port):\(into)")
    }
  }
}
