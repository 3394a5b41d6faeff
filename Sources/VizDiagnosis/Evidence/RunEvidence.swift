import Foundation
import VizEvents
import VizTrace

/// What the rules look at, found once.
struct RunEvidence {
  let history: RunHistory
  let index: NodeIndex
  /// The graph's nodes.
  let nodes: [Node]
  /// The number of classes whose cross-entropy is minimised; nil for another loss.
  let classes: Int?
  /// The training's loss; where only held-out data were logged, theirs.
  let loss: LossCourse?
  let heldOut: LossCourse?
  /// Rows of the tracks, evenly spread over the steps: enough for a median, and few enough to sort.
  /// Where few were captured one stands several times, for the steps up to the next.
  let sample: [Int]
  /// The matrices and filters that are trained, from the data to the loss.
  let weights: [NodeTrack]
  /// The functions between the layers, from the data to the loss; not the one whose result is the
  /// network's.
  let activations: [NodeTrack]

  private static let sampleSize = 400

  init(_ history: RunHistory) {
    self.history = history
    nodes = history.graph?.nodes ?? []
    let index = NodeIndex(nodes)
    self.index = index
    let classes = Self.classes(history.graph, index)
    self.classes = classes
    let chance = classes.map { log(Double($0)) }
    heldOut = history.validationLoss.flatMap { LossCourse($0) }
    loss = history.loss.flatMap { LossCourse($0, chance: chance) } ?? heldOut
    sample = Self.sample(history.nodes.steps)
    weights = history.nodes.tracks.filter { $0.isParameter && ($0.shape?.count ?? 0) > 1 }
    let hidden = history.hiddenFunctions
    activations = history.nodes.tracks.filter { hidden.contains($0.node) }
  }

  private static func sample(_ steps: [Int]) -> [Int] {
    let count = min(steps.count, sampleSize)
    guard count > 1, let first = steps.first, let last = steps.last, first < last,
      zip(steps, steps.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return (0..<count).map { $0 * max(steps.count - 1, 0) / max(count - 1, 1) } }
    var row = 0
    return (0..<count).map { place in
      let share = Double(place) / Double(count - 1)
      let step = Double(first) + (Double(last) - Double(first)) * share
      while row + 1 < steps.count, Double(steps[row + 1]) <= step { row += 1 }
      return row
    }
  }

  func step(_ row: Int) -> Int { history.nodes.steps[row] }

  /// The first captured row, if it is of the training's first step.
  var firstRow: Int? { history.nodes.steps.first == 0 ? 0 : nil }

  private static func classes(_ graph: ComputationGraph?, _ index: NodeIndex) -> Int? {
    guard let graph, let loss = graph.outputs.first.flatMap({ index[$0] }),
      graph.nodes[loss].operation.traits.contains(.comparesClasses),
      let scores = index.inputs(of: loss).first,
      let classes = graph.nodes[scores].extents?.last, classes > 1
    else { return nil }
    return classes
  }

  /// The gradient of one layer beside another one's, by the element: the median over the steps.
  func gradientRatio(_ a: NodeTrack, _ b: NodeTrack) -> Double? {
    guard !a.gradient.isEmpty, !b.gradient.isEmpty else { return nil }
    return sample.map { a.gradient.rms($0) / b.gradient.rms($0) }.median
  }

  /// Whether what a matrix or a filter computes is normalised before anything else.
  func isNormalised(_ weights: Node.ID) -> Bool {
    guard let place = index[weights] else { return false }
    return index.consumers(of: place).contains { product in
      let sums = index.consumers(of: product)
      let next = sums.flatMap {
        nodes[$0].operation.traits.contains(.isSum) ? Array(index.consumers(of: $0)) : [$0]
      }
      return next.contains { nodes[$0].operation.traits.contains(.normalises) }
    }
  }

  /// The median of a column's finite numbers over rows of the sample, or those that are given.
  func median(_ column: [Double], over rows: [Int]? = nil) -> Double? {
    guard !column.isEmpty else { return nil }
    return (rows ?? sample).map { column[$0] }.median
  }

  /// A column's numbers divided by another one's, row by row.
  func ratios(_ a: [Double], _ b: [Double], over rows: [Int]? = nil) -> [Double] {
    guard !a.isEmpty, !b.isEmpty else { return [] }
    return (rows ?? sample).map { a[$0] / b[$0] }
  }
}

extension StatisticsColumns {
  /// The root of the mean square of the elements at a row.
  func rms(_ row: Int) -> Double {
    count[row] > 0 ? norm[row] / Double(count[row]).squareRoot() : .nan
  }
}
