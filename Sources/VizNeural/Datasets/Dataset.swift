public import VizTensor

/// Examples to learn from: inputs, and for each a class or numbers.
public struct Dataset<Scalar: TensorScalar>: Sendable, Equatable {
  /// What is to be learnt.
  public enum Targets: Sendable, Equatable {
    /// A class an example, by its position in `classes`.
    case labels([Int])
    /// Numbers, `[examples, outputs]`.
    case values(Tensor<Scalar>)
    /// A class a step, by its position in `classes`, `[examples, steps]`.
    case steps(Tensor<Scalar>)
  }

  /// What messages call the data; a plan names data from files by their path.
  public var name: String
  /// `[examples, …]`.
  public private(set) var inputs: Tensor<Scalar>
  /// A label or a row of numbers for each example, in the order of the inputs.
  public private(set) var targets: Targets
  /// The names of the classes; empty for regression.
  public private(set) var classes: [String]
  /// What the columns of inputs are called; empty where they have no names.
  public private(set) var features: [String]

  /// Throws ``NeuralError`` unless there is at least one example, a target for each of them, and a
  /// class for every label.
  public init(
    name: String, inputs: Tensor<Scalar>, targets: Targets, classes: [String] = [],
    features: [String] = []
  ) throws {
    self.name = name
    self.inputs = inputs
    self.targets = targets
    self.classes = classes
    self.features = features
    func refuse(_ reason: String) -> NeuralError { .dataset(name, reason: reason) }
    guard inputs.shape.rank >= 2, let count = inputs.shape.extents.first, count > 0 else {
      throw refuse("there are no examples")
    }
    switch targets {
    case .labels(let labels):
      guard labels.count == count else {
        throw refuse("there are \(count) examples and \(labels.count) labels")
      }
      if let label = labels.first(where: { !classes.indices.contains($0) }) {
        throw refuse("label \(label) is no class; there are \(classes.count)")
      }
    case .values(let values):
      guard values.shape.rank >= 2, values.shape.extents.first == count else {
        throw refuse("there are \(count) examples, and the targets have shape \(values.shape)")
      }
    case .steps(let labels):
      guard labels.shape.rank == 2, labels.shape.extents.first == count else {
        throw refuse("there are \(count) examples, and the labels have shape \(labels.shape)")
      }
      if let label = labels.elements.first(where: {
        Int(exactly: $0.asDouble).map(classes.indices.contains) != true
      }) {
        throw refuse("label \(label) is no class; there are \(classes.count)")
      }
    }
  }

  /// How many examples there are; at least 1.
  public var count: Int { inputs.shape.extents.first ?? 0 }
  /// The extents of one example.
  public var inputShape: [Int] { Array(inputs.shape.extents.dropFirst()) }
  /// Whether there are classes to tell apart; otherwise the targets are numbers.
  public var isClassification: Bool { !classes.isEmpty }
  /// The labels; nil for regression.
  public var labels: [Int]? { if case .labels(let labels) = targets { labels } else { nil } }

  /// How many outputs a network needs for `loss`.
  public func outputs(for loss: Loss) -> Int {
    if case .values(let values) = targets { return values.shape.extents.dropFirst().reduce(1, *) }
    let each = loss.outputs(classes: classes.count) ?? classes.count
    guard case .steps(let labels) = targets else { return each }
    return each * labels.shape.extents[1]
  }

  /// The targets in the form that `loss` wants; throws ``NeuralError`` where it does not fit the
  /// data.
  public func targets(for loss: Loss) throws -> Tensor<Scalar> {
    switch (targets, loss.targets) {
    case (.values(let values), .values): return values
    case (.steps(let labels), .labels): return labels
    case (.steps, _):
      throw NeuralError.configuration(
        key: "loss", reason: "\(loss.rawValue) is not for a class at each step, which \(name) has",
        hint: "cross-entropy fits")
    case (.values, _):
      throw NeuralError.configuration(
        key: "loss", reason: "\(loss.rawValue) wants classes, and \(name) has numbers",
        hint: "mse fits")
    case (.labels(let labels), .labels): return Tensor(labels.map { Scalar($0) })
    case (.labels(let labels), .values):
      // One score a class, 1 for its own.
      let width = classes.count
      var elements = [Scalar](repeating: 0, count: labels.count * width)
      for (example, label) in labels.enumerated() { elements[example * width + label] = 1 }
      return try Tensor(elements, shape: Shape([labels.count, width]))
    case (.labels(let labels), .bits), (.labels(let labels), .signs):
      guard classes.count == 2 else {
        throw NeuralError.configuration(
          key: "loss",
          reason: "\(loss.rawValue) is for 2 classes, and \(name) has \(classes.count)",
          hint: loss == .hinge ? "multiclass-hinge fits" : "cross-entropy fits")
      }
      let low: Scalar = loss == .hinge ? -1 : 0
      return try Tensor(labels.map { $0 == 0 ? low : 1 }, shape: Shape([labels.count, 1]))
    }
  }

  /// The examples at `positions`, in their order; throws `ShapeError` where there is none such.
  public func subset(_ positions: some Sequence<Int>) throws -> Dataset {
    let positions = Array(positions)[...]
    var subset = self
    subset.inputs = try inputs.rows(at: positions)
    switch targets {
    case .labels(let labels): subset.targets = .labels(positions.map { labels[$0] })
    case .values(let values): subset.targets = .values(try values.rows(at: positions))
    case .steps(let labels): subset.targets = .steps(try labels.rows(at: positions))
    }
    return subset
  }

  /// Two parts in an order of their own, the second with `testShare` of the examples, rounded to
  /// whole ones; both have one at least. Throws ``NeuralError`` where that cannot be.
  public func split(testShare: Double, seed: UInt64) throws -> (train: Dataset, test: Dataset) {
    let testCount = try testCount(of: count, testShare)
    var generator = SplitMix64(seed: seed, for: Purpose.split.rawValue)
    let order = Array(0..<count).shuffled(using: &generator)
    return (try subset(order.dropLast(testCount)), try subset(order.suffix(testCount)))
  }

  /// The last `testShare` of the examples, and those before them but for the `gap` examples between:
  /// for pieces of a text, of which neighbours have a part in common. Throws ``NeuralError`` where
  /// that cannot be.
  func splitInOrder(testShare: Double, gap: Int) throws -> (train: Dataset, test: Dataset) {
    let testCount = try testCount(of: count - gap, testShare)
    return (
      try subset(0..<count - gap - testCount), try subset(count - testCount..<count)
    )
  }

  private func testCount(of count: Int, _ share: Double) throws -> Int {
    guard share > 0, share < 1, count >= 2 else {
      throw NeuralError.dataset(
        name, reason: "\(self.count) examples cannot be split with a share of \(share) for the test"
      )
    }
    // In range: the share is less than 1.
    return min(max(Int((Double(count) * share).rounded()), 1), count - 1)
  }

  /// The same examples with other inputs, one an example.
  func replacing(inputs: Tensor<Scalar>) throws -> Dataset {
    try Dataset(
      name: name, inputs: inputs, targets: targets, classes: classes, features: features)
  }

  /// The same numbers in another type.
  public func converted<Other: TensorScalar>(to type: Other.Type) throws -> Dataset<Other> {
    let targets: Dataset<Other>.Targets =
      switch targets {
      case .labels(let labels): .labels(labels)
      case .values(let values): .values(values.converted(to: type))
      case .steps(let labels): .steps(labels.converted(to: type))
      }
    return try Dataset<Other>(
      name: name, inputs: inputs.converted(to: type), targets: targets, classes: classes,
      features: features)
  }
}
