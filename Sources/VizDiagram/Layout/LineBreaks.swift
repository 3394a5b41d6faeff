import VizDrawing

/// Where a diagram may turn into a new line, and where it turns best.
struct LineBreaks: Sendable {
  /// The ranks that have cards, in order.
  let ranks: [Int]
  /// The extent of each rank along the flow and across it.
  private let flow: [ClosedRange<Double>]
  private let cross: [ClosedRange<Double>]
  /// How many sources send something past the gap before each rank.
  private let passing: [Int]
  /// Whether a line may begin with the rank: it parts no gate that is drawn as its parts.
  private let isAllowed: [Bool]

  /// What a wire that turns costs, in points across the flow.
  private static let turn = 10.0
  private static let gap = 26.0

  init(_ placement: Placement, _ model: DiagramModel, _ axes: FlowAxes) {
    let ranks = Set(placement.ranks).sorted()
    self.ranks = ranks
    var indexOfRank: [Int: Int] = [:]
    for (index, rank) in ranks.enumerated() { indexOfRank[rank] = index }
    let of = placement.ranks.map { indexOfRank[$0] ?? 0 }
    var flow = [ClosedRange<Double>?](repeating: nil, count: ranks.count)
    var cross = flow
    for (box, rank) in zip(placement.boxes, of) {
      flow[rank] = flow[rank]?.joined(axes.flow(box)) ?? axes.flow(box)
      cross[rank] = cross[rank]?.joined(axes.cross(box)) ?? axes.cross(box)
    }
    self.flow = flow.map { $0 ?? 0...0 }
    self.cross = cross.map { $0 ?? 0...0 }
    var sources = [Set<Int>](repeating: [], count: ranks.count)
    for wire in model.wires where wire.stub == nil && of[wire.from] < of[wire.to] {
      for rank in (of[wire.from] + 1)...of[wire.to] { sources[rank].insert(wire.from) }
    }
    passing = sources.map(\.count)
    var isAllowed = [Bool](repeating: true, count: ranks.count)
    for bracket in model.brackets {
      let parts = bracket.cards.map { of[$0] }
      guard let first = parts.min(), let last = parts.max(), first < last else { continue }
      for rank in (first + 1)...last { isAllowed[rank] = false }
    }
    self.isAllowed = isAllowed
  }

  private func length(_ first: Int, _ end: Int) -> Double {
    flow[end - 1].upperBound - flow[first].lowerBound
  }

  /// For each number of lines the breaks that make the lines as short as can be, and of those that
  /// do the ones that need the least room across.
  func choices(upTo most: Int) -> [[Int]] {
    let count = ranks.count
    guard count > 1 else { return [] }
    var choices: [[Int]] = []
    // The shortest longest line of the ranks before each one, in so many lines.
    var best = (0...count).map { $0 == 0 ? 0 : length(0, $0) }
    for lines in stride(from: 2, through: min(most, count), by: 1) {
      var next = [Double](repeating: .infinity, count: count + 1)
      for end in lines...count {
        for first in (lines - 1)..<end where isAllowed[first] {
          next[end] = min(next[end], max(best[first], length(first, end)))
        }
      }
      best = next
      guard best[count].isFinite else { break }
      for slack in [1.0, 1.15] {
        let cuts = lowest(within: best[count] * slack + 1e-6)
        if !cuts.isEmpty, !choices.contains(cuts) { choices.append(cuts) }
      }
    }
    return choices
  }

  /// The breaks that need the least room across where no line is longer than `limit`.
  private func lowest(within limit: Double) -> [Int] {
    let count = ranks.count
    var cost = [Double](repeating: .infinity, count: count + 1)
    var from = [Int](repeating: 0, count: count + 1)
    cost[0] = 0
    for end in 1...count {
      var height = cross[end - 1]
      for first in (0..<end).reversed() {
        height = height.joined(cross[first])
        guard length(first, end) <= limit else { break }
        guard first == 0 || isAllowed[first] else { continue }
        let turning = first == 0 ? 0 : Self.gap + Self.turn * Double(passing[first])
        let total = cost[first] + height.length + turning
        if total < cost[end] { (cost[end], from[end]) = (total, first) }
      }
    }
    guard cost[count].isFinite else { return [] }
    var cuts: [Int] = []
    var end = from[count]
    while end > 0 {
      cuts.append(ranks[end])
      end = from[end]
    }
    return cuts.reversed()
  }
}
