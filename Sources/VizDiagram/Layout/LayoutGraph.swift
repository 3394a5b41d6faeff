import VizDrawing

/// What Graphviz is asked to lay out: boxes with rows of input ports on one side and an output
/// port on the other, wires between them, and panels around them. No text of a user is in it.
///
/// ``GraphvizGraph`` says it to Graphviz, in this process or, by ``encoded``, in a child.
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
  /// Whether the boxes of a rank get one depth, so that cards align and wires leave all of them at one
  /// line.
  var alignsRanks = false
}

extension LayoutGraph {
  /// Gives the boxes of each rank one depth.
  mutating func alignRanks(_ ranks: [Int]) {
    var depth: [Int: Double] = [:]
    func length(_ size: Size) -> Double { direction == .lr ? size.width : size.height }
    for (box, rank) in zip(boxes, ranks) {
      depth[rank] = max(depth[rank] ?? 0, length(box.size))
    }
    for index in boxes.indices {
      guard let depth = depth[ranks[index]] else { continue }
      if direction == .lr {
        boxes[index].size.width = depth
      } else {
        boxes[index].size.height = depth
      }
    }
  }
}
