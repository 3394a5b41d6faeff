/// What a recorder takes, and when.
public struct CapturePolicy: Sendable, Hashable {
  /// Which nodes of a graph.
  public enum Nodes: Sendable, Hashable {
    /// Every node.
    case all
    /// The leaves that training changes.
    case parameters
    /// Those of these ids.
    case named(Set<String>)
    /// Those in these scopes and in the scopes inside them.
    case scopes([String])
  }

  /// Of which steps statistics are taken.
  public var steps: StepSchedule
  /// Of which nodes statistics are taken.
  public var nodes: Nodes
  /// The share of the training's own time that capture may cost, such as 0.05; where it would cost
  /// more, steps are passed over. Nil for no bound.
  public var budget: Double?
  /// Of which steps whole tensors are kept.
  public var tensorSteps: StepSchedule
  /// Of which nodes whole tensors are kept.
  public var tensorNodes: Nodes
  /// Of which steps the parameters' histograms, and those of their gradients, are logged for
  /// TensorBoard as well; a step that is not captured leaves it to the next one that is.
  public var histogramSteps: StepSchedule
  /// How many captured steps are kept in full, to be written out at the first NaN; beside them there
  /// is always the step of the NaN itself.
  public var ringSteps: Int
  /// How many bytes these steps may take at most.
  public var ringBytes: Int
  /// Of how many captured steps one is kept where that takes a copy, as in a `Trainer`, whose steps
  /// all lie in the same memory: copying each would cost as much as measuring it.
  public var ringInterval: Int

  /// A policy; without arguments every node at every step, in statistics.
  public init(
    steps: StepSchedule = .every(1), nodes: Nodes = .all, budget: Double? = nil,
    tensorSteps: StepSchedule = .none, tensorNodes: Nodes = .all,
    histogramSteps: StepSchedule = .logarithmic(perDecade: 8), ringSteps: Int = 4,
    ringBytes: Int = 64 << 20, ringInterval: Int = 16
  ) {
    self.steps = steps
    self.nodes = nodes
    self.budget = budget
    self.tensorSteps = tensorSteps
    self.tensorNodes = tensorNodes
    self.histogramSteps = histogramSteps
    self.ringSteps = ringSteps
    self.ringBytes = ringBytes
    self.ringInterval = ringInterval
  }
}

extension CapturePolicy.Nodes {
  /// Whether a node is meant.
  func contains(id: String, scope: String?, isParameter: Bool) -> Bool {
    switch self {
    case .all: true
    case .parameters: isParameter
    case .named(let ids): ids.contains(id)
    case .scopes(let scopes):
      scopes.contains { scope == $0 || scope?.hasPrefix($0 + "/") == true }
    }
  }
}
