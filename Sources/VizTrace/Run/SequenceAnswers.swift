/// What a network answered to some sequences, a class at each step: a text's next characters, or
/// numbers in their order.
public struct SequenceAnswers: Sendable, Hashable, Codable {
  /// One sequence.
  public struct Sequence: Sendable, Hashable, Codable {
    /// What the network saw, by the numbers of the classes.
    public var inputs: [Int]
    /// What would have been right at each step.
    public var targets: [Int]
    /// What it answered; nil where its scores were no numbers.
    public var answers: [Int?]

    /// A sequence of as many steps in all three.
    public init(inputs: [Int], targets: [Int], answers: [Int?]) {
      self.inputs = inputs
      self.targets = targets
      self.answers = answers
    }
  }

  /// How many steps of training the network had taken.
  public var step: Int
  /// Whether an answer is the character that follows those of the input.
  public var isText: Bool
  /// Whether the network had not learnt from the sequences.
  public var isHeldOut: Bool
  /// What the classes are called.
  public var classes: [String]
  /// The sequences.
  public var sequences: [Sequence]

  /// Answers of all parts.
  public init(
    step: Int, isText: Bool, isHeldOut: Bool, classes: [String], sequences: [Sequence]
  ) {
    self.step = step
    self.isText = isText
    self.isHeldOut = isHeldOut
    self.classes = classes
    self.sequences = sequences
  }

  /// Whether every number is one of a class, and every step has an answer: a file may say anything.
  public var isSound: Bool {
    sequences.allSatisfy { sequence in
      sequence.inputs.count == sequence.targets.count
        && sequence.answers.count == sequence.targets.count
        && (sequence.inputs + sequence.targets + sequence.answers.compactMap { $0 })
          .allSatisfy(classes.indices.contains)
    }
  }
}
