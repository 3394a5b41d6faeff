import ArgumentParser
import VizBP

/// The keys of a training as options, each of which overrides the file of settings.
struct TrainingArguments: ParsableArguments {
  private static func help(_ text: String, _ value: String) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: text).named(value)
  }

  // What some of them may be, for their help and for shells that complete them.
  private static let models = TrainingPlan.Model.allCases.map(\.rawValue)
  private static let activations = Activation.named.map(\.name) + ["maxout"]
  private static let initializers = Initializer.named.map(\.name)
  private static let losses = Loss.allCases.map(\.rawValue)
  private static let optimizers = Optimizer.named.map(\.name)

  private static func listed(_ names: [String]) -> String { names.joined(separator: ", ") }

  @Option(
    help: help("\(listed(TrainingPlan.datasetNames)), or a file.", "name|file"),
    completion: .list(TrainingPlan.datasetNames))
  var dataset: String?
  @Option(parsing: .unconditional, help: help("How many examples are drawn.", "n"))
  var examples: Int?
  @Option(parsing: .unconditional, help: help("How many classes spiral and blobs have.", "n"))
  var classes: Int?
  @Option(parsing: .unconditional, help: help("The deviation of what is added to drawn data.", "x"))
  var noise: Double?
  @Option(help: help("The column of a CSV file to learn; the last, if none is named.", "column"))
  var label: String?
  @Option(
    help: help("The labels that belong to a file of images.", "file"), completion: .file())
  var labels: String?
  @Option(
    parsing: .unconditional,
    help: help("The share of the examples that is held out (0.2); of a text, its end.", "share"))
  var test: Double?
  @Option(
    help: help("Whether features are brought to mean 0 and deviation 1.", "true|false"),
    completion: .list(["true", "false"]))
  var standardize: Bool?

  @Option(
    help: help("What to learn of sequences: \(listed(TrainingPlan.taskNames)).", "name"),
    completion: .list(TrainingPlan.taskNames))
  var task: String?
  @Option(parsing: .unconditional, help: help("How long sequences are at most.", "n"))
  var length: Int?
  @Option(
    parsing: .unconditional, help: help("How wide a step of a task is, in bits or numbers.", "n"))
  var width: Int?
  @Option(
    parsing: .unconditional,
    help: help("The share of all-zero vectors that training sequences of bits have more.", "share"))
  var blanks: Double?
  @Option(
    help: help("The text whose next character is to be told.", "file"), completion: .file())
  var text: String?

  @Option(help: help("\(listed(models)) (mlp).", "name"), completion: .list(models))
  var model: String?
  @Option(
    parsing: .unconditional,
    help: help("Heads of attention (4), or of a machine, of each kind (1).", "n"))
  var heads: Int?
  @Option(help: help("Locations of a machine's memory, and how wide each is (64,16).", "n,n"))
  var memory: String?
  @Option(
    help: help("What moves a machine's heads: feed-forward or lstm.", "name"),
    completion: .list(["feed-forward", "lstm"]))
  var controller: String?
  @Option(
    parsing: .unconditional, help: help("After how many steps gradients go no further back.", "n"))
  var truncation: Int?

  @Option(help: help("Filters of each convolution, such as 8,16.", "n,n"))
  var conv: String?
  @Option(help: help("Units of each hidden layer, such as 16,16; none for a linear model.", "n,n"))
  var layers: String?
  @Option(help: help("\(listed(activations)).", "name"), completion: .list(activations))
  var activation: String?
  @Option(
    parsing: .unconditional, help: help("How many pieces a unit of maxout chooses from.", "n"))
  var pieces: Int?
  @Option(
    help: help("Normalise before each activation: batch or layer.", "kind"),
    completion: .list(["batch", "layer"]))
  var norm: String?
  @Option(parsing: .unconditional, help: help("The share of units that is dropped.", "share"))
  var dropout: Double?
  @Option(help: help("\(listed(initializers)).", "name"), completion: .list(initializers))
  var `init`: String?

  @Option(help: help("\(listed(losses)).", "name"), completion: .list(losses))
  var loss: String?
  @Option(help: help("\(listed(optimizers)).", "name"), completion: .list(optimizers))
  var optimizer: String?
  @Option(parsing: .unconditional, help: help("The learning rate (0.01).", "x"))
  var lr: Double?
  @Option(
    parsing: .unconditional, help: help("What stays of a step's gradient in the next ones.", "x"))
  var momentum: Double?
  @Option(
    help: help("\(listed(TrainingPlan.scheduleNames)).", "name"),
    completion: .list(TrainingPlan.scheduleNames))
  var schedule: String?
  @Option(
    parsing: .unconditional,
    help: help("What the schedule multiplies by, or how fast it falls.", "x"))
  var decay: Double?
  @Option(
    parsing: .unconditional, help: help("How many steps lie between two of --schedule step.", "n"))
  var every: Int?
  @Option(
    parsing: .unconditional,
    help: help("Over how many steps the learning rate climbs at first.", "n"))
  var warmup: Int?
  @Option(parsing: .unconditional, help: help("λ of the weight decay (L2).", "x"))
  var l2: Double?
  @Option(parsing: .unconditional, help: help("The greatest norm of all gradients together.", "x"))
  var clipNorm: Double?
  @Option(
    parsing: .unconditional, help: help("The greatest magnitude of a gradient's element.", "x"))
  var clipValue: Double?
  @Option(parsing: .unconditional, help: help("How many examples a step learns from (64).", "n"))
  var batch: Int?
  @Option(parsing: .unconditional, help: help("How many steps are taken (1000).", "n"))
  var steps: Int?
  @Option(
    parsing: .unconditional,
    help: help("How often all examples are gone through, in place of --steps.", "n"))
  var epochs: Int?
  @Option(
    parsing: .unconditional,
    help: help("After how many steps the held-out data are looked at (100).", "n"))
  var evaluate: Int?
  @Option(
    parsing: .unconditional, help: help("End after so many evaluations without improvement.", "n"))
  var patience: Int?
  @Option(parsing: .unconditional, help: help("Where random numbers come from.", "n"))
  var seed: UInt64?
  @Option(help: help("float32 or float64.", "type"), completion: .list(["float32", "float64"]))
  var precision: String?

  /// The configuration of a file of settings with what was given put in its place.
  func applied(to base: TrainingConfiguration) throws -> TrainingConfiguration {
    var c = base
    if model != nil || task != nil || text != nil {
      // What suits them, unless the settings so far say otherwise.
      let standard = TrainingConfiguration(
        model: model ?? base.model, task: task ?? base.task, text: text ?? base.text)
      c = try base.rebased(on: standard)
    }
    func set<Value>(_ value: inout Value, _ given: Value?) { if let given { value = given } }
    func set<Value>(_ value: inout Value?, _ given: Value?) { if let given { value = given } }
    set(&c.dataset, dataset)
    set(&c.examples, examples)
    set(&c.classes, classes)
    set(&c.noise, noise)
    set(&c.label, label)
    set(&c.labels, labels)
    set(&c.test, test)
    set(&c.standardize, standardize)
    set(&c.task, task)
    set(&c.length, length)
    set(&c.width, width)
    set(&c.blanks, blanks)
    set(&c.text, text)
    set(&c.model, model)
    set(&c.heads, heads)
    set(&c.memory, try memory.map { try Self.widths($0, "--memory") })
    set(&c.controller, controller)
    set(&c.truncation, truncation)
    set(&c.conv, try conv.map { try Self.widths($0, "--conv") })
    set(&c.layers, try layers.map { try Self.widths($0, "--layers") })
    set(&c.activation, activation)
    set(&c.pieces, pieces)
    set(&c.norm, norm)
    set(&c.dropout, dropout)
    set(&c.`init`, `init`)
    set(&c.loss, loss)
    set(&c.optimizer, optimizer)
    set(&c.lr, lr)
    set(&c.momentum, momentum)
    c.take(schedule: schedule)
    set(&c.decay, decay)
    set(&c.every, every)
    set(&c.warmup, warmup)
    set(&c.l2, l2)
    c.take(clipNorm: clipNorm, clipValue: clipValue)
    set(&c.batch, batch)
    c.take(steps: steps, epochs: epochs)
    set(&c.evaluate, evaluate)
    set(&c.patience, patience)
    set(&c.seed, seed)
    set(&c.precision, precision)
    return c
  }

  /// Whole numbers between commas; none for nothing, or for `none`.
  static func widths(_ text: String, _ option: String) throws -> [Int] {
    if text.isEmpty || text == "none" { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let width = Int(part.filter { $0 != " " }) else {
        throw Failure(
          .usage, nil, "\(option) takes whole numbers between commas, such as 16,16",
          hint: "'\(text)' is not that")
      }
      return width
    }
  }
}

extension ArgumentHelp {
  fileprivate func named(_ value: String) -> ArgumentHelp {
    var help = self
    help.valueName = value
    return help
  }
}
