import VizBase

extension TrainingConfiguration {
  /// The standard values for a network and a task, by their names; of unknown ones, those for any.
  ///
  /// - Parameters:
  ///   - model: The network, by its name.
  ///   - task: What is to be learnt, by its name; nil for the network's own, or for the text.
  ///   - text: The file of the text that is learnt; it is a task without a name, and the configuration keeps its file.
  public init(model: String, task: String?, text: String? = nil) {
    self.init()
    self.model = model
    (self.task, self.text) = (task, text)
    take(standardOf: TrainingPlan.Model(rawValue: model), task: task ?? text)
  }

  /// Puts in place what learns well: where the keys say nothing else, it stays.
  mutating func take(standardOf model: TrainingPlan.Model?, task: String?) {
    if task != nil {
      (batch, evaluate, test, lr, clipNorm) = (32, 200, 0.1, 0.003, 10)
      steps = 2000
    }
    switch model {
    case nil, .mlp, .siamese, .composed: break
    case .cnn: (conv, layers, activation) = ([8, 16], [32], "relu")
    case .resnet: (conv, layers, activation) = ([8, 16], [], "relu")
    case .rnn, .lstm, .gru: layers = [64]
    case .transformer: layers = [64, 64]
    case .ntm:
      (layers, memory) = ([64], [64, 16])
      (batch, steps, clipNorm) = (16, 3000, 1)
      (schedule, decay) = ("cosine", 0.02)
      // Of eight drawn bits all are 0 once in 256 times: too seldom to learn that such a vector is to be
      // copied as well, and does not begin the answer.
      if task == SequenceTask.copy.rawValue { blanks = 0.06 }
      // Finding an item again by its content takes a controller that remembers, many small steps, and more
      // sequences than it could learn by heart.
      if task == SequenceTask.recall.rawValue {
        (controller, layers, lr) = ("lstm", [100], 0.001)
        (examples, test, batch, steps, evaluate) = (32_768, 0.0125, 4, 15_000, 1000)
      }
    }
  }
}

// What is given, by a file or from a shell, and takes what is standard of another key with it.
extension TrainingConfiguration {
  /// A schedule, if one is given: what is standard for one says nothing of another, and goes.
  package mutating func take(schedule given: String?) {
    guard let given, given != schedule else { return }
    if decay == TrainingConfiguration(model: model, task: task, text: text).decay { decay = nil }
    schedule = given
  }

  /// The bounds of gradients: one of both replaces the other, unless both are given.
  package mutating func take(clipNorm norm: Double?, clipValue value: Double?) {
    if norm != nil || value != nil { (clipNorm, clipValue) = (norm, value) }
  }

  /// How long it trains: one of both replaces the other, unless both are given.
  package mutating func take(steps: Int?, epochs: Int?) {
    if steps != nil || epochs != nil { (self.steps, self.epochs) = (steps, epochs) }
  }
}

extension TrainingConfiguration {
  /// `standard`, with the values in their place that this configuration has otherwise than is standard
  /// for its own network and task.
  ///
  /// - Throws: `DecodingError` where a value cannot be carried over.
  public func rebased(on standard: TrainingConfiguration) throws -> TrainingConfiguration {
    let own = TrainingConfiguration(model: model, task: task, text: text)
    var fields = try JSONValue(encoding: standard).decoded(as: [String: JSONValue].self)
    let ownFields = try JSONValue(encoding: self).decoded(as: [String: JSONValue].self)
    for change in changes(from: own) {
      fields[change.key.rawValue] = ownFields[change.key.rawValue]
    }
    return try JSONValue(encoding: fields).decoded()
  }
}
