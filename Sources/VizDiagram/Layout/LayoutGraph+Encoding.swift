import VizDrawing

extension LayoutGraph {
  /// One record a line, for the way to the child process, which gets one graph after another and has to
  /// know where each ends.
  var encoded: String {
    var out = "\(Self.head)\(direction.rawValue) \(nodeSeparation) \(rankSeparation)"
    out += " \(stepsForEachPlace ?? 0) \(Self.digit(alignsRanks))\n"
    for panel in panels {
      out += "panel \(Self.number(panel.parent)) \(panel.title.width) \(panel.title.height)"
      out += " \(panel.margin)\n"
    }
    for box in boxes {
      out += "box \(Self.number(box.panel)) \(box.size.width) \(box.size.height) \(box.rows)"
      out += " \(Self.digit(box.first))\n"
    }
    for edge in edges {
      out += "edge \(edge.from) \(edge.to) \(edge.row) \(edge.weight) \(edge.length)"
      out += " \(Self.digit(edge.isOmitted))\n"
    }
    return out + Self.end
  }

  private static let head = "graph "
  private static let end = "end\n"

  /// How many of the bytes that have arrived are the first graph; nil where more have to arrive.
  ///
  /// All of them are where they begin as no graph does: nobody knows where that would end.
  static func length(in bytes: [UInt8]) -> Int? {
    guard bytes.starts(with: head.utf8) else {
      return head.utf8.starts(with: bytes) ? nil : bytes.count
    }
    return bytes.firstRange(of: Array("\n\(end)".utf8))?.upperBound
  }

  private static func digit(_ flag: Bool) -> Int { flag ? 1 : 0 }
  private static func number(_ index: Int?) -> Int { index ?? -1 }

  /// Reads ``encoded``; nil for text that is not a whole graph, or whose edges and panels do not exist.
  init?(encoded: String) {
    var graph: LayoutGraph?
    var isComplete = false
    for line in encoded.split(separator: "\n") {
      guard !isComplete else { return nil }
      var fields = line.split(separator: " ")
      guard let kind = fields.first else { return nil }
      fields.removeFirst()
      if kind == "graph" {
        guard graph == nil, let direction = fields.first.map(String.init) else { return nil }
        fields.removeFirst()
        graph = DiagramOptions.Direction(rawValue: direction).map { LayoutGraph(direction: $0) }
      }
      let numbers = fields.compactMap { Double($0) }
      guard numbers.count == fields.count, numbers.allSatisfy(\.isFinite),
        graph?.take(kind, numbers) == true
      else { return nil }
      isComplete = kind == "end"
    }
    guard isComplete, let graph, graph.isSound else { return nil }
    self = graph
  }

  /// Takes one record; false where it is none.
  private mutating func take(_ kind: Substring, _ numbers: [Double]) -> Bool {
    let counts = numbers.map { Int(exactly: $0) }
    switch (kind, numbers.count) {
    case ("graph", 4):
      (nodeSeparation, rankSeparation) = (numbers[0], numbers[1])
      stepsForEachPlace = numbers[2] > 0 ? numbers[2] : nil
      alignsRanks = numbers[3] == 1
    case ("panel", 4):
      guard let parent = counts[0] else { return false }
      panels.append(
        Panel(
          parent: parent < 0 ? nil : parent, title: Size(width: numbers[1], height: numbers[2]),
          margin: numbers[3]))
    case ("box", 5):
      guard let panel = counts[0], let rows = counts[3] else { return false }
      boxes.append(
        Box(
          size: Size(width: numbers[1], height: numbers[2]), rows: rows,
          panel: panel < 0 ? nil : panel, first: numbers[4] == 1))
    case ("edge", 6):
      guard let from = counts[0], let to = counts[1], let row = counts[2],
        let weight = counts[3], let length = counts[4]
      else { return false }
      edges.append(
        Edge(
          from: from, to: to, row: row, weight: weight, length: length,
          isOmitted: numbers[5] == 1))
    case ("end", 0): break
    default: return false
    }
    return true
  }

  /// Whether all that is named is there, and no number is beyond what Graphviz counts.
  private var isSound: Bool {
    let small = 0...Int(Int16.max)
    return panels.allSatisfy { $0.parent.map(panels.indices.contains) ?? true }
      && boxes.allSatisfy {
        ($0.panel.map(panels.indices.contains) ?? true) && small.contains($0.rows)
      }
      && edges.allSatisfy {
        boxes.indices.contains($0.from) && boxes.indices.contains($0.to) && $0.row >= 0
          && small.contains($0.weight) && small.contains($0.length)
      }
  }
}
