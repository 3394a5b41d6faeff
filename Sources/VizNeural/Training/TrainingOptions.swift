/// How a network is trained.
public struct TrainingOptions: Sendable, Hashable, Codable {
  /// What is made small.
  public var loss: Loss
  /// The rule by which gradients move the parameters.
  public var optimizer: Optimizer
  /// α, before the schedule's factor.
  public var learningRate: Double
  /// The factor of the learning rate from step to step.
  public var schedule: Schedule
  /// λ of the L2 decay, W ← W − α(ΔW + λW), for weights alone.
  public var l2: Double
  /// The limit that gradients are brought within before they move the parameters.
  public var clipping: GradientClipping
  /// How many examples a step learns from; all of them where there are fewer.
  public var batchSize: Int
  /// After how many steps training ends, those before it was resumed counted too.
  public var steps: Int
  /// After how many steps the held-out data are looked at; 0 for the end alone.
  public var evaluationInterval: Int
  /// When training ends before all steps are taken; nil for never.
  public var earlyStopping: EarlyStopping?
  /// What the order of the examples is drawn from.
  public var seed: UInt64

  /// Options for `loss`; by default 1000 steps of Adam on batches of 64.
  public init(
    loss: Loss, optimizer: Optimizer = .adam(), learningRate: Double = 0.01,
    schedule: Schedule = .constant, l2: Double = 0, clipping: GradientClipping = .none,
    batchSize: Int = 64, steps: Int = 1000, evaluationInterval: Int = 100,
    earlyStopping: EarlyStopping? = nil, seed: UInt64 = 0
  ) {
    self.loss = loss
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.l2 = l2
    self.clipping = clipping
    self.batchSize = batchSize
    self.steps = steps
    self.evaluationInterval = evaluationInterval
    self.earlyStopping = earlyStopping
    self.seed = seed
  }
}
