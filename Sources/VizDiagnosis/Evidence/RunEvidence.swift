import Foundation
import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// How long the steps of a run took, in seconds.
struct StepTimes {
  /// One for each step, or for each step of those between two records.
  let values: [Double]
  /// What the log calls them; nil where the times of its records tell them.
  let logged: String?
}

/// What the rules look at, found once.
struct RunEvidence {
  let history: RunHistory
  /// What was recorded of the nodes; of a log that is not vizbp's, what its histograms tell.
  let tracks: NodeTracks
  /// What the run was asked to do.
  let settings: RunSettings
  let index: NodeIndex
  /// The graph's nodes.
  let nodes: [Node]
  /// The number of classes whose cross-entropy is minimised; nil for another loss.
  let classes: Int?
  /// The training's loss; where only held-out data were logged, theirs.
  private(set) var loss: LossCourse?
  let heldOut: LossCourse?
  /// Rows of the tracks, evenly spread over the steps: enough for a median, and few enough to sort.
  /// Where few were captured one stands several times, for the steps up to the next.
  let sample: [Int]
  /// The matrices and filters that are trained, from the data to the loss.
  let weights: [NodeTrack]
  /// The functions between the layers, from the data to the loss; not the one whose result is the
  /// network's.
  let activations: [NodeTrack]
  /// Of each layer of ReLU, the share of units that gave nothing at each captured step; NaN where the
  /// step does not tell.
  let deadShares: [(node: Node.ID, shares: [Double])]

  private static let sampleSize = 400

  init(_ history: RunHistory) {
    self.history = history
    settings = RunSettings(history)
    let isOwn = !history.nodes.tracks.isEmpty
    let tracks =
      isOwn ? history.nodes : history.log.map { LoggedTracks.tracks(of: $0) } ?? history.nodes
    self.tracks = tracks
    nodes = history.graph?.nodes ?? []
    let index = NodeIndex(nodes)
    self.index = index
    let classes = Self.classes(history.graph, index)
    self.classes = classes
    heldOut = history.validationLoss.flatMap { LossCourse($0) }
    sample = Self.sample(tracks.steps)
    weights = tracks.tracks.filter { $0.isParameter && $0.isMatrix }
    let hidden = history.hiddenFunctions
    activations = tracks.tracks.filter { track in
      isOwn
        ? hidden.contains(track.node)
        : track.operation?.traits.contains(.isActivation) ?? false
    }
    deadShares = history.deadShares
    loss = history.loss.flatMap { LossCourse($0, chance: constantLoss) } ?? heldOut
  }

  private static func sample(_ steps: [Int]) -> [Int] {
    let count = min(steps.count, sampleSize)
    guard count > 1, let first = steps.first, let last = steps.last, first < last,
      zip(steps, steps.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return (0..<count).map { $0 * max(steps.count - 1, 0) / max(count - 1, 1) } }
    var row = 0
    return (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      let step = Double(first) + (Double(last) - Double(first)) * share
      while row + 1 < steps.count, Double(steps[row + 1]) <= step { row += 1 }
      return row
    }
  }

  func step(_ row: Int) -> Int { tracks.steps[row] }

  /// The first captured row, if it is of the training's first step. Others may log after it.
  var firstRow: Int? {
    !history.nodes.tracks.isEmpty && history.nodes.steps.first == 0 ? 0 : nil
  }

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
    guard let matrix = index[weights] else { return false }
    return index.consumers(of: matrix).contains { product in
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

extension RunEvidence {
  /// What guessing among the classes costs.
  var chance: Double? { classes.map { log(Double($0)) } }

  /// What the best answer costs that is always the same; nil where that is not known.
  var constantLoss: Double? { chance ?? targetVariance.flatMap { $0 > 0 ? $0 : nil } }

  /// The node that is made small; nil where there is no graph.
  var lossNode: Node? {
    history.graph?.outputs.first.flatMap { index[$0] }.map { nodes[$0] }
  }

  /// The accuracy of the last tenth, of the training's data if it is known: the median, or the mean
  /// where that is another, since of batches of one example each is all right or all wrong.
  var accuracy: Double? {
    history.roles.shares(ofHeldOutFirst: false).flatMap { shares in
      let last = shares.suffix(max(1, shares.count / 10)).filter(\.isFinite)
      guard let median = last.median else { return nil }
      let mean = last.reduce(0) { $0 + $1 / Double(last.count) }
      return abs(mean - median) < 0.1 ? median : mean
    }
  }

  /// How much of what can be told apart is: the share that is right at the end, of held-out data if it
  /// is known, the share that is by chance, and how far it is from that to all right; nil where the
  /// classes are not known.
  var progress: (right: Double, chance: Double, part: Double)? {
    guard let classes, let right = history.roles.shares(ofHeldOutFirst: true)?.endMedian else {
      return nil
    }
    let chance = 1 / Double(classes)
    return (right, chance, (right - chance) / (1 - chance))
  }

  /// Whether the run learnt what it was to learn, as far as its numbers tell.
  var endsWell: Bool {
    // NaN at the end is no end.
    if history.loss?.values.last?.isNaN == true { return false }
    guard let loss else { return true }
    return loss.isLearnt || (accuracy ?? 0) > 0.9
  }

  /// The inputs that are data, and those that are targets: what the loss compares with.
  var inputs: (data: [NodeTrack], targets: [NodeTrack]) {
    let leaves = tracks.tracks.filter { track in
      guard let leaf = index[track.node] else { return false }
      let node = nodes[leaf]
      return node.inputs.isEmpty && !node.isParameter && node.op != "constant"
        && node.role != .constant
    }
    func isTarget(_ track: NodeTrack) -> Bool {
      guard let leaf = index[track.node] else { return false }
      let uses = index.consumers(of: leaf)
      return !uses.isEmpty
        && uses.allSatisfy {
          nodes[$0].scope?.split(separator: "/").first == "loss"
            || nodes[$0].operation.family == .loss
        }
    }
    return (leaves.filter { !isTarget($0) }, leaves.filter(isTarget))
  }

  /// The variance of the targets of a mean squared error; nil for another loss.
  var targetVariance: Double? {
    guard let lossNode, lossNode.op == "mse", let target = inputs.targets.first,
      !target.value.isEmpty
    else { return nil }
    let means = sample.map { target.value.mean[$0] }.filter(\.isFinite)
    let squares = sample.map {
      target.value.mean[$0] * target.value.mean[$0] + target.value.std[$0] * target.value.std[$0]
    }.filter(\.isFinite)
    guard !means.isEmpty, means.count == squares.count else { return nil }
    let mean = means.reduce(0) { $0 + $1 / Double(means.count) }
    return squares.reduce(0) { $0 + $1 / Double(squares.count) } - mean * mean
  }

  /// How long steps took: as it was logged, or else by when the losses were.
  var stepTimes: StepTimes? {
    let names: Set = [
      "step_time", "time/step", "step_duration", "iter_time", "batch_time", "seconds_per_step",
      "time_per_step", "perf/step_time", "train/step_time", "time/iteration",
    ]
    if let logged = history.metrics.first(where: { names.contains($0.name.lowercased()) }) {
      return StepTimes(values: logged.values, logged: logged.name)
    }
    guard let loss = history.loss, let times = loss.wallTimes, times.count == loss.steps.count
    else {
      return nil
    }
    let lasted = zip(zip(loss.steps, loss.steps.dropFirst()), zip(times, times.dropFirst()))
    let values = lasted.compactMap { steps, times in
      steps.0 < steps.1 && times.0 <= times.1 ? (times.1 - times.0) / (steps.1 - steps.0) : nil
    }
    return values.isEmpty ? nil : StepTimes(values: values, logged: nil)
  }

  /// At which steps the network was evaluated, and whether it was still set to training (1).
  var evaluationModes: MetricSeries? {
    history.metrics.first { $0.name == "evaluation/training_mode" }
  }

  /// Whether the network computes something else in training than in evaluation, or may do so, and
  /// is not one of vizbp's, which are evaluated as they should be.
  var isEvaluatedOtherwise: Bool {
    !isOwn && (nodes.isEmpty || nodes.contains { ["dropout", "batch_norm"].contains($0.op) })
  }

  /// Whether vizbp trained it.
  var isOwn: Bool {
    history.record.map { $0.versions["vizbp"] != nil && $0.versions["python"] == nil } ?? false
  }

  /// The nodes that depend on a parameter.
  var learnt: Set<Int> {
    var open = nodes.indices.filter { nodes[$0].isParameter }
    var learnt = Set(open)
    while let node = open.popLast() {
      for next in index.consumers(of: node) where learnt.insert(next).inserted {
        open.append(next)
      }
    }
    return learnt
  }

  /// The norm of the gradients of all parameters together, at each row; NaN where none is known.
  var gradientNorms: [Double] {
    let parameters = tracks.tracks.filter { $0.isParameter && !$0.gradient.isEmpty }
    guard !parameters.isEmpty else { return [] }
    return tracks.steps.indices.map { row in
      let known = parameters.map { $0.gradient.norm[row] }.filter { !$0.isNaN }
      return known.isEmpty ? .nan : known.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }
}

extension StatisticsColumns {
  /// The root of the mean square of the elements at a row.
  func rms(_ row: Int) -> Double {
    count[row] > 0 ? norm[row] / Double(count[row]).squareRoot() : .nan
  }
}
