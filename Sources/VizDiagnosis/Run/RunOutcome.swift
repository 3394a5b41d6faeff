import VizTrace

/// What came of a training, in the numbers that everything says of it.
public struct RunOutcome: Sendable, Equatable {
  /// The training's loss, and that of held-out data.
  public let loss, heldOut: LossOutcome?
  /// The share that is right at the end, of held-out examples where there are any.
  public let accuracy: Double?
  /// Whether ``accuracy`` is of held-out data.
  public let isAccuracyHeldOut: Bool
  /// The step since which the accuracy stays where it ended; nil where it does not.
  public let accuracyLevelSince: Double?
  /// The part of the targets' variance that is left; nil where the loss is no squared error.
  public let unexplained: Double?
  /// How many steps were taken, as far as the run says.
  public let steps: Int?
  /// Whether the loss ends far below its start, or almost all is right.
  public let isLearnt: Bool
  /// Of how many classes each example is; nil where the graph does not say.
  public let classes: Int?
  /// The class that all examples of the last batch are said to be of; nil where answers differ.
  public let onlyAnswer: Int?

  /// The loss that counts: of held-out data where there is one.
  public var judged: LossOutcome? { heldOut ?? loss }

  /// What came of a run.
  public init(_ history: RunHistory) { self.init(RunEvidence(history)) }

  init(_ evidence: RunEvidence) {
    let history = evidence.history
    let chance = evidence.constantLoss
    let loss = history.loss.flatMap { LossOutcome($0, chance: chance, isHeldOut: false) }
    let heldOut = history.validationLoss.flatMap {
      LossOutcome($0, chance: nil, isHeldOut: true)
    }
    self.loss = loss
    self.heldOut = heldOut
    accuracy = history.finalAccuracy
    isAccuracyHeldOut = history.validationAccuracy != nil
    let shares = history.roles.shares(ofHeldOutFirst: true)
    accuracyLevelSince = (history.validationAccuracy ?? history.accuracy).flatMap { series in
      guard let shares else { return nil }
      return Self.levelSince(
        MetricSeries(name: series.name, steps: series.steps, values: shares))
    }
    let end = (heldOut ?? loss)?.end
    unexplained = evidence.targetVariance.flatMap { variance in
      variance > 0 ? end.map { $0 / variance } : nil
    }
    steps = history.lastStep
    isLearnt = evidence.endsWell && loss?.end.isFinite ?? true
    classes = evidence.classes
    onlyAnswer = Self.onlyAnswer(evidence)
  }

  /// Within so much an accuracy is level.
  private static let nearness = 0.005

  private static func levelSince(_ shares: MetricSeries) -> Double? {
    guard let means = LossCourse(shares), let end = means.values.last,
      let first = means.steps.first, let last = means.steps.last
    else { return nil }
    return LossOutcome.levelSince(means, end: end, from: first, to: last, reach: nearness)
  }

  /// In fewer examples one answer may be right for all.
  private static let fewestExamples = 16

  private static func onlyAnswer(_ evidence: RunEvidence) -> Int? {
    guard let lossNode = evidence.lossNode, evidence.classes != nil,
      let index = evidence.index[lossNode.id],
      let scores = evidence.index.inputs(of: index).first,
      case .elements(let values, let shape)? = evidence.nodes[scores].value, shape.count == 2,
      shape[1] > 1, shape[0] >= fewestExamples, values.count == shape[0] * shape[1]
    else { return nil }
    let answers = (0..<shape[0]).map { row -> Int? in
      let row = values[row * shape[1]..<(row + 1) * shape[1]]
      guard row.allSatisfy({ !$0.isNaN }) else { return nil }
      return row.indices.max { row[$0] < row[$1] }.map { $0 - row.startIndex }
    }
    guard let first = answers.first, answers.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
