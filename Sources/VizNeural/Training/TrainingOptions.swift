/// How a network is trained.
public struct TrainingOptions: Sendable, Hashable, Codable {
  public var loss: Loss
  public var optimizer: Optimizer
  public var learningRate: Double
  public var schedule: Schedule
  /// λ of the L2 decay, W ← W − α(ΔW + λW), for weights alone.
  public var l2: Double
  public var clipping: GradientClipping
  /// How many examples a step learns from; all of them where there are fewer.
  public var batchSize: Int
  public var steps: Int
  /// After how many steps the held-out data are looked at; 0 for the end alone.
  public var evaluationInterval: Int
  public var earlyStopping: EarlyStopping?
  /// What the order of the examples is drawn from.
  public var seed: UInt64

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
