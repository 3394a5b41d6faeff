import VizBase
import VizEvents
import VizTrace

/// What a run was asked to do, as far as it says: its own settings, or the hyperparameters that a
/// log states.
struct RunSettings {
  /// How it moves its parameters, where it is a run of vizbp's.
  let updateRule: UpdateRule?
  /// How many examples a step learns from.
  let batch: Double?
  /// How many examples there are, with those that are held out.
  let examples: Double?
  /// The learning rate, before a schedule changes it.
  let rate: Double?
  /// λ of the decay of weights.
  let decay: Double?
  /// The greatest norm of all gradients together.
  let clipNorm: Double?
  /// The greatest magnitude of a gradient's element.
  let clipValue: Double?
  /// The optimiser's name, in lower case.
  let optimizer: String?
  /// The name of the schedule of the learning rate, in lower case.
  let schedule: String?

  init(_ history: RunHistory) {
    var numbers: [String: Double] = [:]
    var texts: [String: String] = [:]
    for (key, value) in history.record?.configuration ?? [:] {
      if let number = value.double { numbers[Self.plain(key)] = number }
      if case .string(let text) = value { texts[Self.plain(key)] = text.lowercased() }
    }
    if numbers.isEmpty, texts.isEmpty, let stated = try? history.log?.hyperparameters() {
      for (key, value) in stated {
        switch value {
        case .number(let number): numbers[Self.plain(key)] = number
        case .text(let text): texts[Self.plain(key)] = text.lowercased()
        case .flag: break
        }
      }
    }
    func number(_ names: String...) -> Double? { names.lazy.compactMap { numbers[$0] }.first }
    let rule = history.record?.updateRule
    updateRule = rule
    examples = number("examples")
    batch = number("batch", "batchsize", "trainbatchsize", "bs")
    rate =
      rule?.rate ?? number("lr", "learningrate", "baselr", "initiallr")
      ?? history.learningRate?.values.first
    decay = (rule?.decay).flatMap { $0 > 0 ? $0 : nil } ?? number("l2", "weightdecay", "wd")
    clipNorm =
      rule?.clipNorm
      ?? number("clipnorm", "maxnorm", "maxgradnorm", "gradclip", "gradientclipval", "clip")
    clipValue = rule?.clipValue ?? number("clipvalue")
    optimizer = rule?.method.name ?? texts["optimizer"] ?? texts["optim"]
    schedule = texts["schedule"] ?? texts["scheduler"] ?? texts["lrscheduler"]
  }

  /// Whether the size of a gradient hardly matters to a step.
  var isAdaptive: Bool {
    optimizer.map { $0.hasPrefix("adam") || $0.hasPrefix("rmsprop") || $0.hasPrefix("ada") }
      ?? false
  }

  /// Whether steps may differ by their batches; not where each takes all examples.
  var hasBatches: Bool {
    guard let batch else { return false }
    return examples.map { batch < $0 } ?? true
  }

  /// `learning_rate`, `learningRate` and `Learning-Rate` are one name.
  private static func plain(_ key: String) -> String {
    String(key.lowercased().filter { $0.isLetter || $0.isNumber })
  }
}
