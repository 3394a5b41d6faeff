import VizBase

/// A training in words, as a command line or a file of settings has it; every key may be left out.
///
/// ``TrainingPlan`` makes sense of it, or says which key does not fit and what would.
public struct TrainingConfiguration: Sendable, Hashable, Codable {
  /// A data set's name, or the path of a file.
  public var dataset = "spiral"
  /// How many examples are drawn, for data sets that are drawn; nil for 600.
  public var examples: Int?
  /// How many classes, for `spiral` and `blobs`.
  public var classes: Int?
  /// The standard deviation of what is added to the drawn data.
  public var noise: Double?
  /// The column of a CSV file that is to be learnt; nil for the last.
  public var label: String?
  /// The file of labels that belongs to a file of images in MNIST's format.
  public var labels: String?
  /// The share of the examples that is held out.
  public var test = 0.2
  /// Whether features are brought to mean 0 and deviation 1; nil for tables alone.
  public var standardize: Bool?

  /// What is to be learnt of sequences: a name of ``TrainingPlan/taskNames``; nil for a data set.
  public var task: String?
  /// How long sequences are at most; nil for the task's own.
  public var length: Int?
  /// How wide a step is, in bits or numbers; nil for the task's own.
  public var width: Int?
  /// The share of the vectors of bits that are all 0 in what is learnt from, beside those that are drawn
  /// so; what is held out has none more. Nil for 0.
  ///
  /// Where an answer is asked for nothing comes in, and a vector of zeros looks like that: of random bits
  /// there are too few of them to learn the difference soon.
  public var blanks: Double?
  /// The file of the text whose next character is to be told.
  public var text: String?

  /// What network is trained: a name of ``TrainingPlan/Model``.
  public var model = "mlp"
  /// The layers of a network that is composed of them, but for the last, which makes the answers; nil
  /// where the model says what they are.
  public var network: [LayerDescription]?
  /// How many heads attention has, or a machine of each kind; nil for 4, or 1.
  public var heads: Int?
  /// Locations of a Neural Turing Machine's memory, and how many numbers each holds.
  public var memory: [Int]?
  /// What moves a machine's heads, `feed-forward` or `lstm`; nil for the first.
  public var controller: String?
  /// After how many steps gradients go no further back; nil for never.
  public var truncation: Int?

  /// Filters of each convolution, for images; every one is followed by pooling.
  public var conv: [Int] = []
  /// Units of each hidden layer.
  public var layers: [Int] = [16, 16]
  /// The function of the hidden layers: a name of ``Activation/named``, or `maxout`.
  public var activation = "tanh"
  /// How many pieces each unit of `maxout` chooses from.
  public var pieces = 2
  /// Normalises before each activation by batch or by layer: `batch` or `layer`.
  public var norm: String?
  /// The probability, less than 1, that a unit of a hidden layer is dropped in training.
  public var dropout = 0.0
  /// The initialiser of the weights; nil for what suits the activation.
  public var `init`: String?

  /// Nil for cross-entropy for classes and mse for numbers.
  public var loss: String?
  /// The rule of the updates: a name of ``Optimizer/named``.
  public var optimizer = "adam"
  /// The learning rate before its schedule; more than 0.
  public var lr = 0.01
  /// What stays of a step's gradient in the next ones, for `momentum`, `nesterov` and `rmsprop`.
  public var momentum: Double?
  /// How the learning rate changes: a name of ``TrainingPlan/scheduleNames``.
  public var schedule = "constant"
  /// What the schedule multiplies by (`step`, `exponential`), or how fast it falls
  /// (`inverse-time`).
  public var decay: Double?
  /// How many steps lie between two of `step`.
  public var every: Int?
  /// Over how many steps the learning rate climbs at first.
  public var warmup = 0
  /// λ of the L2 decay of the weights; 0 for none.
  public var l2 = 0.0
  /// The greatest norm of all gradients together; nil for no such limit. Excludes `clipValue`.
  public var clipNorm: Double?
  /// The greatest magnitude of a gradient's element; nil for no such limit. Excludes `clipNorm`.
  public var clipValue: Double?
  /// How many examples a step learns from; all of them where there are fewer.
  public var batch = 64
  /// Nil for 1000, unless epochs are given.
  public var steps: Int?
  /// How often training goes through the data, instead of `steps`; nil where those say.
  public var epochs: Int?
  /// After how many steps the held-out data are looked at.
  public var evaluate = 100
  /// After how many evaluations without improvement training ends; nil for never.
  public var patience: Int?
  /// What data, split, first values, dropout and the order of the examples are drawn from.
  public var seed: UInt64 = 0
  /// `float32` or `float64`.
  public var precision = "float32"

  /// The standard values: 16 and 16 tanh units learn the spiral by Adam.
  public init() {}

  /// Decodes what is there; the rest keeps its standard values.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func take<Value: Decodable>(_ value: inout Value, _ key: CodingKeys) throws {
      if let decoded = try container.decodeIfPresent(Value.self, forKey: key) { value = decoded }
    }
    // What is standard depends on these, and all other keys override it.
    task = try container.decodeIfPresent(String.self, forKey: .task)
    text = try container.decodeIfPresent(String.self, forKey: .text)
    network = try container.decodeIfPresent([LayerDescription].self, forKey: .network)
    if network != nil { model = TrainingPlan.Model.composed.rawValue }
    try take(&model, .model)
    self.take(standardOf: TrainingPlan.Model(rawValue: model), task: task ?? text)

    try take(&dataset, .dataset)
    examples = try container.decodeIfPresent(Int.self, forKey: .examples) ?? examples
    classes = try container.decodeIfPresent(Int.self, forKey: .classes)
    noise = try container.decodeIfPresent(Double.self, forKey: .noise)
    label = try container.decodeIfPresent(String.self, forKey: .label)
    labels = try container.decodeIfPresent(String.self, forKey: .labels)
    try take(&test, .test)
    standardize = try container.decodeIfPresent(Bool.self, forKey: .standardize)
    length = try container.decodeIfPresent(Int.self, forKey: .length)
    width = try container.decodeIfPresent(Int.self, forKey: .width)
    heads = try container.decodeIfPresent(Int.self, forKey: .heads) ?? heads
    memory = try container.decodeIfPresent([Int].self, forKey: .memory) ?? memory
    controller = try container.decodeIfPresent(String.self, forKey: .controller) ?? controller
    truncation = try container.decodeIfPresent(Int.self, forKey: .truncation)
    blanks = try container.decodeIfPresent(Double.self, forKey: .blanks) ?? blanks
    try take(&conv, .conv)
    try take(&layers, .layers)
    try take(&activation, .activation)
    try take(&pieces, .pieces)
    norm = try container.decodeIfPresent(String.self, forKey: .norm)
    try take(&dropout, .dropout)
    `init` = try container.decodeIfPresent(String.self, forKey: .`init`)
    loss = try container.decodeIfPresent(String.self, forKey: .loss)
    try take(&optimizer, .optimizer)
    try take(&lr, .lr)
    momentum = try container.decodeIfPresent(Double.self, forKey: .momentum)
    self.take(schedule: try container.decodeIfPresent(String.self, forKey: .schedule))
    decay = try container.decodeIfPresent(Double.self, forKey: .decay) ?? decay
    every = try container.decodeIfPresent(Int.self, forKey: .every)
    try take(&warmup, .warmup)
    try take(&l2, .l2)
    self.take(
      clipNorm: try container.decodeIfPresent(Double.self, forKey: .clipNorm),
      clipValue: try container.decodeIfPresent(Double.self, forKey: .clipValue))
    try take(&batch, .batch)
    self.take(
      steps: try container.decodeIfPresent(Int.self, forKey: .steps),
      epochs: try container.decodeIfPresent(Int.self, forKey: .epochs))
    try take(&evaluate, .evaluate)
    patience = try container.decodeIfPresent(Int.self, forKey: .patience)
    try take(&seed, .seed)
    try take(&precision, .precision)
  }

  /// Throws ``NeuralError`` at the first of a file's keys that there is not.
  public static func check(keys: some Sequence<String>) throws {
    let known = CodingKeys.allCases.map(\.rawValue)
    for key in keys where !known.contains(key) {
      let nearest = key.nearest(among: known).map { "did you mean \($0)?" }
      throw NeuralError.configuration(
        key: key.escaped(), reason: "there is no such key",
        hint: nearest ?? "there are \(known.joined(separator: ", "))")
    }
  }

  /// The keys, as files and options name them.
  public enum CodingKeys: String, CodingKey, CaseIterable, Sendable {
    /// The data.
    case dataset, examples, classes, noise, label, labels, test, standardize
    /// Tasks of sequences, and their networks.
    case task, length, width, blanks, text, model, network, heads, memory, controller, truncation
    /// The layers.
    case conv, layers, activation, pieces, norm, dropout, `init`
    /// How it is trained.
    case loss, optimizer, lr, momentum, schedule, decay, every, warmup, l2
    /// The greatest norm of all gradients together.
    case clipNorm = "clip-norm"
    /// The greatest magnitude of a gradient's element.
    case clipValue = "clip-value"
    /// How long, how often, and from which seed.
    case batch, steps, epochs, evaluate, patience, seed, precision
  }
}
