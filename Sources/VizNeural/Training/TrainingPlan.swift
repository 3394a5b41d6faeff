import VizBase
public import VizTensor

/// A ``TrainingConfiguration`` that makes sense, and what it builds.
///
///     let plan = try TrainingPlan(configuration)
///     let data = try plan.data(as: Float.self) { path in
///       [UInt8](try Data(contentsOf: URL(filePath: path)))
///     }
///     let trainer = try plan.trainer(on: data)
public struct TrainingPlan: Sendable {
  /// The words that the plan makes sense of.
  public let configuration: TrainingConfiguration
  /// What network is trained.
  public let model: Model
  /// What the configuration's `dataset`, `task` or `text` names.
  public let source: Source
  /// Nil for maxout, which is a layer of its own.
  public let activation: Activation?
  /// Nil for what suits each layer's activation.
  public let initializer: Initializer?
  /// Nil for what suits the data.
  public let loss: Loss?
  /// The rule of the updates, with the configuration's `momentum` where it has one.
  public let optimizer: Optimizer
  /// The type of numbers that the configuration asks for, for the caller to choose by.
  public let precision: Precision

  /// The type of numbers to train with.
  public enum Precision: String, Sendable, CaseIterable {
    /// Single precision, or double.
    case float32, float64
  }

  /// Where the examples come from.
  public enum Source: Sendable, Hashable {
    /// Drawn by a formula.
    case synthetic(SyntheticDataset)
    /// The handwritten digits that the library carries.
    case digits
    /// A table, by its path.
    case csv(String)
    /// Images and their labels in MNIST's format, by their paths.
    case idx(images: String, labels: String)
    /// Sequences that are drawn for a task.
    case task(SequenceTask)
    /// A text, by its path, of which the next character is to be told.
    case text(String)

    /// Whether examples are sequences of steps.
    public var isSequences: Bool {
      switch self {
      case .task, .text: true
      case .synthetic, .digits, .csv, .idx: false
      }
    }
  }

  /// The names that `dataset` may have, beside paths.
  public static let datasetNames = SyntheticDataset.allCases.map(\.rawValue) + ["digits"]
  /// The names that `task` may have: drawn ones, and the next character of a text.
  public static let taskNames = SequenceTask.allCases.map(\.rawValue) + [nextCharacter]
  static let nextCharacter = "next-character"
  /// The names that `schedule` may have.
  public static let scheduleNames = ["constant", "step", "exponential", "cosine", "inverse-time"]

  /// Throws ``NeuralError`` that names the first key that does not fit, and what would.
  public init(_ configuration: TrainingConfiguration) throws {
    self.configuration = configuration
    let c = configuration
    typealias Key = TrainingConfiguration.CodingKeys
    func refuse(_ key: Key, _ reason: String, _ hint: String? = nil) -> NeuralError {
      .configuration(key: key.rawValue, reason: reason, hint: hint)
    }
    func named<Value>(_ key: Key, _ name: String, _ table: [(name: String, Value)]) throws -> Value
    {
      guard let entry = table.first(where: { $0.name == name }) else {
        throw Self.unknown(key.rawValue, name, table.map(\.name))
      }
      return entry.1
    }
    func require(_ key: Key, _ value: Double?, _ isFit: (Double) -> Bool, _ range: String) throws {
      guard let value, !(value.isFinite && isFit(value)) else { return }
      throw refuse(key, "\(value) is out of range", "it is \(range)")
    }
    func require(_ key: Key, _ value: Int?, _ range: ClosedRange<Int>) throws {
      guard let value, !range.contains(value) else { return }
      throw refuse(
        key, "\(value) is out of range", "it is from \(range.lowerBound) to \(range.upperBound)")
    }

    model = try named(.model, c.model, Model.allCases.map { ($0.rawValue, $0) })
    source = try Self.source(c)
    try model.check(c, source)
    let functions = Activation.named.map { ($0.name, Optional($0.activation)) } + [("maxout", nil)]
    activation = try named(.activation, c.activation, functions)
    initializer = try c.`init`.map {
      try named(.`init`, $0, Initializer.named.map { ($0.name, $0.initializer) })
    }
    loss = try c.loss.map { try named(.loss, $0, Loss.allCases.map { ($0.rawValue, $0) }) }
    var wantsBits = false
    if case .task(let task) = source { wantsBits = task.isCausal }
    if let loss, wantsBits != (loss == .sequenceBits) {
      throw refuse(
        .loss, "\(loss.rawValue) does not fit what is asked for",
        wantsBits ? "sequence-bits fits" : "sequence-bits is for copy and recall")
    }
    let chosen = try named(
      .optimizer, c.optimizer, Optimizer.named.map { ($0.name, $0.optimizer) })
    try require(.momentum, c.momentum, { $0 >= 0 && $0 < 1 }, "from 0 to less than 1")
    switch (chosen, c.momentum) {
    case (_, nil): optimizer = chosen
    case (.momentum, let momentum?): optimizer = .momentum(momentum)
    case (.nesterov, let momentum?): optimizer = .nesterov(momentum)
    case (.rmsprop, let momentum?): optimizer = .rmsprop(memory: momentum)
    case (.adam(var betas, let epsilon), let momentum?):
      betas.gradients = momentum
      optimizer = .adam(betas: betas, epsilon: epsilon)
    case (.adamw(var betas, let epsilon), let momentum?):
      betas.gradients = momentum
      optimizer = .adamw(betas: betas, epsilon: epsilon)
    case (.sgd, _): throw refuse(.momentum, "sgd has none", "momentum and nesterov have it")
    }
    _ = try named(.schedule, c.schedule, Self.scheduleNames.map { ($0, ()) })
    _ = try c.norm.map { try named(.norm, $0, [("batch", ()), ("layer", ())]) }
    precision = try named(
      .precision, c.precision, Precision.allCases.map { ($0.rawValue, $0) })

    try require(.test, c.test, { $0 >= 0 && $0 < 1 }, "a share from 0 to less than 1")
    try require(.blanks, c.blanks, { $0 >= 0 && $0 < 1 }, "a share from 0 to less than 1")
    try require(.dropout, c.dropout, { $0 >= 0 && $0 < 1 }, "a probability from 0 to less than 1")
    try require(.lr, c.lr, { $0 > 0 }, "more than 0")
    try require(.decay, c.decay, { $0 >= 0 }, "0 or more")
    try require(.l2, c.l2, { $0 >= 0 }, "0 or more")
    try require(.clipNorm, c.clipNorm, { $0 > 0 }, "more than 0")
    try require(.clipValue, c.clipValue, { $0 > 0 }, "more than 0")
    let many = 1_000_000_000
    try require(.pieces, c.pieces, 2...64)
    try require(.every, c.every, 1...many)
    try require(.warmup, c.warmup, 0...many)
    try require(.batch, c.batch, 1...many)
    try require(.steps, c.steps, 1...many)
    try require(.epochs, c.epochs, 1...many)
    try require(.evaluate, c.evaluate, 0...many)
    try require(.patience, c.patience, 1...many)
    for width in c.layers { try require(.layers, width, 1...65536) }
    for width in c.conv { try require(.conv, width, 1...4096) }
    for extent in c.memory ?? [] { try require(.memory, extent, 1...65536) }
    try require(.heads, c.heads, 1...64)
    try require(.truncation, c.truncation, 1...many)
    if c.clipNorm != nil, c.clipValue != nil {
      throw refuse(.clipValue, "gradients are clipped by norm already", "give one of both")
    }
    if c.steps != nil, c.epochs != nil {
      throw refuse(.epochs, "the steps are given already", "give one of both")
    }
    if c.patience != nil, c.evaluate == 0 {
      throw refuse(.patience, "no evaluations are to be made", "set evaluate to a number of steps")
    }
  }

  private static func source(_ c: TrainingConfiguration) throws -> Source {
    if let sequences = try sequences(c) { return sequences }
    if let synthetic = SyntheticDataset(rawValue: c.dataset) { return .synthetic(synthetic) }
    if c.dataset == "digits" { return .digits }
    let path = c.dataset.lowercased()
    if path.hasSuffix(".csv") || path.hasSuffix(".tsv") { return .csv(c.dataset) }
    if path.contains("idx") || path.hasSuffix("ubyte") || path.hasSuffix(".gz") {
      guard let labels = c.labels else {
        throw NeuralError.configuration(
          key: "labels", reason: "\(c.dataset.escaped()) has images alone",
          hint: "name the file of their labels")
      }
      return .idx(images: c.dataset, labels: labels)
    }
    throw unknown("dataset", c.dataset, datasetNames, or: "a file that ends in .csv or .idx")
  }

  /// The source of a task on sequences; nil where the configuration has none.
  private static func sequences(_ c: TrainingConfiguration) throws -> Source? {
    func refuse(_ key: TrainingConfiguration.CodingKeys, _ reason: String, _ hint: String)
      -> NeuralError
    { .configuration(key: key.rawValue, reason: reason, hint: hint) }
    guard let name = c.task ?? c.text.map({ _ in nextCharacter }) else {
      if c.length != nil { throw refuse(.length, "there are no sequences", "name a task") }
      if c.width != nil { throw refuse(.width, "there are no sequences", "name a task") }
      if c.blanks != nil { throw refuse(.blanks, "there are no sequences", "name a task") }
      return nil
    }
    guard c.dataset == TrainingConfiguration().dataset else {
      throw refuse(.dataset, "the task \(name) has examples of its own", "give one of both")
    }
    if name == nextCharacter {
      guard let text = c.text else {
        throw refuse(.text, "\(name) needs a text", "name its file")
      }
      if c.width != nil { throw refuse(.width, "\(name) has none", "leave it out") }
      if c.blanks != nil { throw refuse(.blanks, "\(name) has none", "leave it out") }
      return .text(text)
    }
    guard let task = SequenceTask(rawValue: name) else { throw unknown("task", name, taskNames) }
    if c.blanks != nil, !task.hasBits {
      throw refuse(.blanks, "\(name) has no vectors of bits", "copy and recall have them")
    }
    if c.text != nil { throw refuse(.text, "\(name) is drawn", "\(nextCharacter) takes a text") }
    return .task(task)
  }

  /// The error for a name that is none of `names`.
  static func unknown(
    _ key: String, _ name: String, _ names: [String], or other: String? = nil
  ) -> NeuralError {
    let nearest = name.nearest(among: names).map { "did you mean \($0)?" }
    let all = "there are \(names.joined(separator: ", "))" + (other.map { ", and \($0)" } ?? "")
    return .configuration(
      key: key, reason: "there is no \(name.quoted())", hint: nearest ?? all)
  }

  /// How many characters a piece of a text has, where the configuration does not say.
  private static let textLength = 64

  /// Whether the examples are pieces of a text.
  public var isOfText: Bool { if case .text = source { true } else { false } }

  // MARK: - What it builds

  /// What is learnt from, and what is held out: nil for a share of 0.
  public struct Split<Scalar: TensorScalar>: Sendable {
    /// The examples that are learnt from.
    public let training: Dataset<Scalar>
    /// The examples that are held out; nil where none are.
    public let testing: Dataset<Scalar>?
    /// What the inputs were standardised by; nil where they were not.
    public let standardization: Standardization<Scalar>?
  }

  /// The examples, split and standardised; throws ``NeuralError``, and what `read` throws.
  ///
  /// - Parameters:
  ///   - type: The type of numbers.
  ///   - read: Reads a file's bytes by its path.
  public func data<Scalar: TensorScalar>(
    as type: Scalar.Type, reading read: (_ path: String) throws -> [UInt8]
  ) throws -> Split<Scalar> {
    let c = configuration
    let dataset: Dataset<Scalar> =
      switch source {
      case .synthetic(let synthetic):
        try synthetic.make(
          examples: c.examples ?? 600, classes: c.classes, noise: c.noise, seed: c.seed, as: type)
      case .digits: try .digits()
      case .csv(let path):
        try Dataset(
          csv: try read(path), name: path, label: c.label,
          areClasses: loss.map { $0.targets != .values })
      case .idx(let images, let labels):
        try Dataset(
          images: IDXFile(read(images), name: images), labels: IDXFile(read(labels), name: labels),
          name: images)
      case .task(let task):
        try task.make(
          examples: c.examples ?? 4096, length: c.length, width: c.width, seed: c.seed, as: type)
      case .text(let path):
        try Dataset(text: try read(path), name: path, length: c.length ?? Self.textLength)
      }
    var (training, testing): (Dataset<Scalar>, Dataset<Scalar>?) = (dataset, nil)
    if c.test > 0 {
      let parts =
        isOfText
        ? try dataset.splitText(length: c.length ?? Self.textLength, testShare: c.test)
        : try dataset.split(testShare: c.test, seed: c.seed)
      (training, testing) = (parts.train, parts.test)
    }
    if case .task(let task) = source, let blanks = c.blanks, blanks > 0 {
      // What is held out stays as the task has it.
      training = try task.make(
        examples: training.count, length: c.length, width: c.width, blanks: blanks,
        seed: c.seed &+ 3, as: type)
    }
    if comparesPairs {
      training = try training.pairs(seed: c.seed)
      testing = try testing?.pairs(seed: c.seed)
    }
    var isTable = false
    if case .csv = source { isTable = true }
    guard c.standardize ?? isTable else {
      return Split(training: training, testing: testing, standardization: nil)
    }
    let standardization = try Standardization(fitting: training.inputs)
    return Split(
      training: try standardization(training), testing: try testing.map { try standardization($0) },
      standardization: standardization)
  }

  /// The loss, or what suits the data.
  public func loss<Scalar: TensorScalar>(for data: Dataset<Scalar>) -> Loss {
    if let loss { return loss }
    if comparesPairs { return .binaryCrossEntropy }
    if case .task(let task) = source, task.isCausal { return .sequenceBits }
    return data.isClassification ? .crossEntropy : .mse
  }

  /// How to train on so many examples.
  public func options<Scalar: TensorScalar>(for data: Dataset<Scalar>) -> TrainingOptions {
    let c = configuration
    let perEpoch = Batches(count: data.count, size: c.batch, seed: 0).perEpoch
    let (product, overflow) = (c.epochs ?? 0).multipliedReportingOverflow(by: perEpoch)
    let steps = c.steps ?? (c.epochs == nil ? 1000 : overflow ? Int.max : product)
    let course: Schedule.Course =
      switch c.schedule {
      case "step": .step(every: c.every ?? max(steps / 3, 1), factor: c.decay ?? 0.1)
      case "exponential": .exponential(factor: c.decay ?? 0.999)
      case "cosine": .cosine(steps: steps, floor: c.decay ?? 0)
      case "inverse-time": .inverseTime(decay: c.decay ?? 0.001)
      default: .constant
      }
    return TrainingOptions(
      loss: loss(for: data), optimizer: optimizer, learningRate: c.lr,
      schedule: Schedule(course, warmup: c.warmup), l2: c.l2,
      clipping: c.clipNorm.map { .norm($0) } ?? c.clipValue.map { .value($0) } ?? .none,
      batchSize: c.batch, steps: steps, evaluationInterval: c.evaluate,
      earlyStopping: c.patience.map { EarlyStopping(patience: $0) }, seed: c.seed)
  }

  /// A trainer of the planned network on `data`.
  public func trainer<Scalar: TensorScalar>(on data: Split<Scalar>) throws -> Trainer<Scalar> {
    try Trainer(
      network(for: data.training), on: data.training, testing: data.testing,
      options(for: data.training))
  }
}
