public import VizTensor

/// A task on sequences whose examples are drawn: as many as wanted, the same for the same seed.
public enum SequenceTask: String, Sendable, CaseIterable {
  /// Vectors of bits, and then, after a delimiter, the same again.
  ///
  /// Graves, Wayne and Danihelka, "Neural Turing Machines", 2014, section 4.1.
  case copy
  /// Items of three vectors of bits each, behind delimiters; then one of them again, of which the
  /// next is to be given.
  ///
  /// Section 4.3 of the same.
  case recall
  /// Whether a sequence of bits has an odd number of ones.
  case parity
  /// The sum of the two numbers of a sequence that are marked.
  ///
  /// Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997, section 5.4.
  case addition
  /// Whole numbers in their order.
  case sorting

  /// How long sequences are at most, unless said otherwise: in vectors, items, bits or numbers.
  public var standardLength: Int {
    switch self {
    case .copy, .parity: 20
    case .recall: 6
    case .addition: 30
    case .sorting: 8
    }
  }

  /// How wide a step is, unless said otherwise: in bits, or how many numbers there are; nil where it
  /// cannot be chosen.
  public var standardWidth: Int? {
    switch self {
    case .copy: 8
    case .recall: 6
    case .sorting: 10
    case .parity, .addition: nil
    }
  }

  /// How long sequences can be.
  static let mostSteps = 1000

  /// The least length that there can be.
  public var leastLength: Int {
    switch self {
    case .copy, .parity: 1
    case .recall, .addition, .sorting: 2
    }
  }

  /// Whether each step has an answer of its own; otherwise a sequence has one.
  public var answersSteps: Bool { self == .copy || self == .recall || self == .sorting }
  /// Whether an input is a whole number a step, to be looked up.
  public var hasNumbers: Bool { self == .sorting }
  /// Whether the last feature of a step says that the step is there.
  public var isMasked: Bool { self == .parity || self == .addition }
  /// Whether a step is a vector of bits.
  public var hasBits: Bool { self == .copy || self == .recall }
  /// Whether an answer may only depend on what came before it.
  public var isCausal: Bool { self == .copy || self == .recall }

  /// Draws examples, padded to the longest; throws ``NeuralError`` where a number is out of range.
  ///
  /// - Parameters:
  ///   - examples: How many.
  ///   - length: How long sequences are at most; each length from the least to this is as likely.
  ///   - width: How wide a step is; nil for the task's own.
  ///   - isExact: Whether all have the full length.
  ///   - blanks: The share of the vectors of bits that are all 0, beside those that are drawn so.
  ///   - seed: What they are drawn from.
  ///   - type: The type of their numbers.
  public func make<Scalar: TensorScalar>(
    examples: Int, length: Int? = nil, width: Int? = nil, isExact: Bool = false,
    blanks: Double = 0, seed: UInt64, as type: Scalar.Type = Scalar.self
  ) throws -> Dataset<Scalar> {
    let length = length ?? standardLength
    func require(_ key: String, _ value: Int, _ range: ClosedRange<Int>) throws {
      guard !range.contains(value) else { return }
      throw NeuralError.configuration(
        key: key, reason: "\(value) is out of range",
        hint: "it is from \(range.lowerBound) to \(range.upperBound)")
    }
    try require("examples", examples, 2...SyntheticDataset.mostExamples)
    try require("length", length, leastLength...Self.mostSteps)
    if let width {
      guard standardWidth != nil else {
        throw NeuralError.configuration(
          key: "width", reason: "\(rawValue) has none", hint: "copy, recall and sorting have it")
      }
      try require("width", width, 2...256)
    }
    let width = width ?? standardWidth ?? 1
    var sheet = Sheet<Scalar>(
      examples: examples, steps: steps(length), features: features(width), answers: answers(width))
    var generator = SplitMix64(seed: seed, for: Purpose.sequences.rawValue)
    for example in 0..<examples {
      let own = isExact ? length : Int.random(in: leastLength...length, using: &generator)
      sheet.example = example
      draw(own, width, blanks, &sheet, &generator)
    }
    return try dataset(sheet, width)
  }

  private func steps(_ length: Int) -> Int {
    switch self {
    case .copy: 2 * length + 1
    case .recall: 4 * length + 8
    case .parity, .addition, .sorting: length
    }
  }

  private func features(_ width: Int) -> Int {
    switch self {
    case .copy: width + 1
    case .recall: width + 2
    case .parity: 2
    case .addition: 3
    case .sorting: 1
    }
  }

  private func answers(_ width: Int) -> Int {
    self == .copy || self == .recall ? width : 1
  }

  private func draw<Scalar>(
    _ length: Int, _ width: Int, _ blanks: Double, _ sheet: inout Sheet<Scalar>,
    _ generator: inout SplitMix64
  ) {
    func bits() -> [Double] {
      if blanks > 0, generator.fraction() < blanks { return Array(repeating: 0, count: width) }
      return (0..<width).map { _ in Double(generator.next() >> 63) }
    }
    switch self {
    case .copy:
      for step in 0..<length {
        let vector = bits()
        sheet.set(step, vector)
        sheet.answer(length + 1 + step, vector)
      }
      sheet.mark(length, width)
    case .recall:
      let items = (0..<length).map { _ in [bits(), bits(), bits()] }
      for (number, item) in items.enumerated() {
        sheet.mark(4 * number, width)
        for (step, vector) in item.enumerated() { sheet.set(4 * number + 1 + step, vector) }
      }
      let (query, end) = (Int.random(in: 0..<length - 1, using: &generator), 4 * length)
      sheet.mark(end, width + 1)
      for (step, vector) in items[query].enumerated() { sheet.set(end + 1 + step, vector) }
      sheet.mark(end + 4, width + 1)
      for (step, vector) in items[query + 1].enumerated() { sheet.answer(end + 5 + step, vector) }
    case .parity:
      var ones = 0
      for step in 0..<length {
        let bit = Int(generator.next() >> 63)
        ones += bit
        sheet.set(step, [Double(bit), 1])
      }
      sheet.answer(0, [Double(ones % 2)])
    case .addition:
      let first = Int.random(in: 0..<length, using: &generator)
      let second = (first + Int.random(in: 1..<length, using: &generator)) % length
      var sum = 0.0
      for step in 0..<length {
        let (number, isMarked) = (generator.fraction(), step == first || step == second)
        if isMarked { sum += number }
        sheet.set(step, [number, isMarked ? 1 : 0, 1])
      }
      sheet.answer(0, [sum])
    case .sorting:
      // All have one length, as nothing says where one ends.
      let numbers = (0..<sheet.steps).map { _ in Int.random(in: 0..<width, using: &generator) }
      for (step, (number, answer)) in zip(numbers, numbers.sorted()).enumerated() {
        sheet.set(step, [Double(number)])
        sheet.answer(step, [Double(answer)])
      }
    }
  }

  private func dataset<Scalar>(_ sheet: Sheet<Scalar>, _ width: Int) throws -> Dataset<Scalar> {
    let (examples, steps) = (sheet.examples, sheet.steps)
    let inputs = try Tensor(sheet.inputs, shape: Shape([examples, steps, sheet.features]))
    let answers = try Tensor(sheet.targets, shape: Shape([examples, steps, sheet.answers]))
    switch self {
    case .copy, .recall:
      return try Dataset(name: rawValue, inputs: inputs, targets: .values(answers))
    case .sorting:
      let shape = try Shape([examples, steps])
      return try Dataset(
        name: rawValue, inputs: inputs.reshaped(to: shape),
        targets: .steps(answers.reshaped(to: shape)), classes: (0..<width).map(String.init))
    case .parity, .addition:
      let firsts = (0..<examples).map { sheet.targets[$0 * steps] }
      guard self == .parity else {
        return try Dataset(
          name: rawValue, inputs: inputs,
          targets: .values(Tensor(firsts, shape: Shape([examples, 1]))))
      }
      return try Dataset(
        name: rawValue, inputs: inputs, targets: .labels(firsts.map { $0 > 0.5 ? 1 : 0 }),
        classes: ["even", "odd"])
    }
  }
}

/// Sequences while they are drawn: what is not set is 0, and where nothing is asked the answer is -1.
private struct Sheet<Scalar: TensorScalar> {
  let examples, steps, features, answers: Int
  var inputs, targets: [Scalar]
  var example = 0

  init(examples: Int, steps: Int, features: Int, answers: Int) {
    self.examples = examples
    self.steps = steps
    self.features = features
    self.answers = answers
    inputs = Array(repeating: 0, count: examples * steps * features)
    targets = Array(repeating: -1, count: examples * steps * answers)
  }

  mutating func set(_ step: Int, _ numbers: [Double]) {
    let start = (example * steps + step) * features
    for (offset, number) in numbers.enumerated() { inputs[start + offset] = Scalar(number) }
  }

  mutating func mark(_ step: Int, _ feature: Int) {
    inputs[(example * steps + step) * features + feature] = 1
  }

  mutating func answer(_ step: Int, _ numbers: [Double]) {
    let start = (example * steps + step) * answers
    for (offset, number) in numbers.enumerated() { targets[start + offset] = Scalar(number) }
  }
}
