import VizDrawing

/// What Graphviz is asked to lay out: boxes with rows of input ports on one side and an output
/// port on the other, wires between them, and panels around them. No text of a user is in it.
struct LayoutGraph: Sendable, Equatable {
  struct Box: Sendable, Equatable {
    var size: Size
    /// How many input ports share the side where wires arrive.
    var rows: Int
    var panel: Int?
    /// Whether the box stands in the first rank whatever consumes it.
    var first = false
  }

  struct Edge: Sendable, Equatable {
    var from: Int
    var to: Int
    /// The input port of `to`, counted from the upper (in a picture from top to bottom: left) one.
    var row: Int
    /// How much straightness is worth here; 1 is usual.
    var weight = 1
    /// The least number of ranks between the ends.
    var length = 1
    /// Whether the layout does without it.
    var isOmitted = false
  }

  struct Panel: Sendable, Equatable {
    var parent: Int?
    /// Room kept free for the panel's title.
    var title: Size
    var margin: Double
  }

  var direction: DiagramOptions.Direction
  var boxes: [Box] = []
  var edges: [Edge] = []
  var panels: [Panel] = []
  /// The least distance between neighbours in a rank, and between ranks.
  var nodeSeparation = 14.0
  var rankSeparation = 40.0
  /// How long the best places are looked for (``LayoutEffort/stepsForEachPlace``).
  var stepsForEachPlace: Double?
  /// Whether only ranks are asked for, which take a small part of the time.
  var isRankedOnly = false
}

extension LayoutGraph {
  /// The graph in Graphviz's language. Nodes are `n0`, `n1`, …; edges and clusters carry their
  /// number as an attribute, so that positions find their way back.
  var dot: String {
    var out = "digraph g {\n"
    out += "rankdir=\(direction == .lr ? "LR" : "TB");"
    out += "nodesep=\(nodeSeparation / 72);ranksep=\(rankSeparation / 72);"
    // Steps of the simplex for each of its nodes; ranks, which are found first, need few.
    if let stepsForEachPlace { out += "nslimit=\(stepsForEachPlace);nslimit1=1;" }
    // The first of Graphviz's phases, for which neither sizes nor ports matter: half of the time of a
    // layout of a few cards is spent on reading the tables that state them.
    if isRankedOnly { out += "phase=1;" }
    let label = isRankedOnly ? ",label=\"\"" : ""
    out += "node[shape=plain\(label)];edge[arrowhead=none,number=-1];\n"
    let children = Dictionary(grouping: panels.indices.filter { panels[$0].parent != nil }) {
      panels[$0].parent ?? -1
    }
    let members = Dictionary(grouping: boxes.indices.filter { boxes[$0].panel != nil }) {
      boxes[$0].panel ?? -1
    }
    // Panels nest as deeply as scopes do, so they are written from a stack, not by recursion.
    enum Step {
      case open(Int)
      case close
    }
    var steps = panels.indices.reversed().filter { panels[$0].parent == nil }.map(Step.open)
    while let step = steps.popLast() {
      switch step {
      case .close: out += "}\n"
      case .open(let index):
        let panel = panels[index]
        out += "subgraph cluster_\(index) {number=\(index);margin=\(Self.points(panel.margin));"
        if panel.title.width > 0, !isRankedOnly {
          out += "label=<\(Self.table([Self.cell(panel.title)]))>;"
        }
        for box in members[index] ?? [] { out += "n\(box);" }
        steps.append(.close)
        steps += (children[index] ?? []).reversed().map(Step.open)
      }
    }
    for (index, box) in boxes.enumerated() {
      out += isRankedOnly ? "n\(index);\n" : "n\(index)[label=<\(table(box))>];\n"
    }
    let first = boxes.indices.filter { boxes[$0].first }
    // Not `rank=source`: for that Graphviz (2.42 at least) searches once more for connected parts,
    // marking nodes with a one-byte counter; when it comes around to 1, which also means "true" to
    // the step before, nodes are missed, and freed memory is read. In a process that draws many
    // graphs about every 128th layout crashed.
    if !first.isEmpty { out += "{rank=same;\(first.map { "n\($0);" }.joined())}\n" }
    let (tail, head) = direction == .lr ? ("e", "w") : ("s", "n")
    for (index, edge) in edges.enumerated() where !edge.isOmitted {
      if isRankedOnly {
        out += "n\(edge.from)->n\(edge.to)[weight=\(edge.weight),minlen=\(edge.length)];\n"
        continue
      }
      let port = boxes[edge.to].rows > 0 ? "i\(min(edge.row, boxes[edge.to].rows - 1))" : "o"
      out += "n\(edge.from):o:\(tail)->n\(edge.to):\(port):\(head)"
      out += "[number=\(index),weight=\(edge.weight),minlen=\(edge.length)];\n"
    }
    return out + "}\n"
  }

  /// A box as a table: the input ports share one side, the rest of the box is the output port.
  ///
  /// Several input ports are a table of their own in a cell of it: Graphviz adds the extents of one row
  /// or of one column up, where it solves a network for those of a grid.
  private func table(_ box: Box) -> String {
    let (width, height) = (Self.points(box.size.width), Self.points(box.size.height))
    guard box.rows > 0 else { return Self.table([Self.cell(box.size, port: "o")]) }
    // The ports need no depth of their own; a fifth of the box keeps the table well-formed.
    let length = direction == .lr ? height : width
    let depth = max(1, (direction == .lr ? width : height) / 5)
    let inputs = (0..<box.rows).map { row in
      let extent = length * (row + 1) / box.rows - length * row / box.rows
      let (w, h) = direction == .lr ? (depth, extent) : (extent, depth)
      return Self.cell(Size(width: Double(w), height: Double(h)), port: "i\(row)")
    }
    if direction == .lr {
      let output = Self.cell(Size(width: Double(width - depth), height: Double(height)), port: "o")
      let side = box.rows == 1 ? inputs[0] : "<TD>\(Self.table(inputs))</TD>"
      return Self.table([side + output])
    }
    let output = Self.cell(Size(width: Double(width), height: Double(height - depth)), port: "o")
    let side = box.rows == 1 ? inputs[0] : "<TD>\(Self.table([inputs.joined()]))</TD>"
    return Self.table([side, output])
  }

  private static func table(_ rows: [String]) -> String {
    "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">"
      + rows.map { "<TR>\($0)</TR>" }.joined() + "</TABLE>"
  }

  private static func cell(_ size: Size, port: String? = nil) -> String {
    "<TD \(port.map { "PORT=\"\($0)\" " } ?? "")FIXEDSIZE=\"TRUE\""
      + " WIDTH=\"\(points(size.width))\" HEIGHT=\"\(points(size.height))\"></TD>"
  }

  /// Graphviz takes whole points in tables, at most 65,535 of them.
  private static func points(_ length: Double) -> Int {
    Int(min(max(length.rounded(.up), 1), 65_000))
  }
}
