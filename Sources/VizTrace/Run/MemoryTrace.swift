/// What a network with a memory did on one sequence: a Neural Turing Machine's heads and memory, step
/// by step.
///
/// A matrix is a list of rows, one a step unless it says otherwise.
public struct MemoryTrace: Sendable, Hashable, Codable {
  /// A head, and what it did.
  public struct Head: Sendable, Hashable, Codable {
    /// `write1`, `read1` and so on.
    public var name: String
    /// The weight of each location.
    public var weightings: [[Double]]
    /// What was added to the memory, or read from it.
    public var vectors: [[Double]]

    /// A head with a row for each step in both.
    public init(name: String, weightings: [[Double]], vectors: [[Double]]) {
      self.name = name
      self.weightings = weightings
      self.vectors = vectors
    }
  }

  /// How many steps of training the network had taken.
  public var step: Int
  /// What the sequence is an example of.
  public var task: String
  /// What the network saw.
  public var inputs: [[Double]]
  /// What it gave: probabilities, where the task is of bits.
  public var outputs: [[Double]]
  /// What was asked for; a row is empty where nothing was.
  public var targets: [[Double]]
  /// The heads that write, then those that read.
  public var heads: [Head]
  /// The memory after the last step, a row a location.
  public var memory: [[Double]]
  /// For each step, the norm of the gradient of its answer's loss in what the heads wrote at each step
  /// up to it: which write a read's gradient is paid to. Empty where no step has an answer of its own.
  public var payments: [[Double]]

  /// A trace of all parts.
  public init(
    step: Int, task: String, inputs: [[Double]], outputs: [[Double]], targets: [[Double]],
    heads: [Head], memory: [[Double]], payments: [[Double]]
  ) {
    self.step = step
    self.task = task
    self.inputs = inputs
    self.outputs = outputs
    self.targets = targets
    self.heads = heads
    self.memory = memory
    self.payments = payments
  }
}
