import VizBase

extension TrainingPlan {
  /// A kind of network.
  public enum Model: String, Sendable, CaseIterable {
    /// Layers of units, after convolutions where there are any.
    case mlp
    /// Convolutions with pooling, then layers of units.
    case cnn
    /// Recurrent cells upon each other.
    case rnn, lstm, gru
    /// Blocks of attention.
    case transformer
    /// A Neural Turing Machine.
    case ntm
    /// Residual blocks of convolutions.
    case resnet
    /// One tower for both of a pair, whose likeness is learnt.
    case siamese
    /// Layers that the configuration names one by one.
    case composed

    /// Whether it goes over sequences.
    public var goesOverSteps: Bool {
      switch self {
      case .rnn, .lstm, .gru, .transformer, .ntm: true
      case .mlp, .cnn, .resnet, .siamese, .composed: false
      }
    }

    private static func names(goingOverSteps: Bool) -> String {
      allCases.filter { $0.goesOverSteps == goingOverSteps && $0 != .composed }.map(\.rawValue)
        .joined(separator: ", ")
    }

    /// Throws ``NeuralError`` where data or keys do not fit the model.
    func check(_ c: TrainingConfiguration, _ source: Source) throws {
      typealias Key = TrainingConfiguration.CodingKeys
      func refuse(_ key: Key, _ reason: String, _ hint: String) -> NeuralError {
        .configuration(key: key.rawValue, reason: reason, hint: hint)
      }
      if goesOverSteps, !source.isSequences {
        throw refuse(
          .model, "\(rawValue) goes over sequences, and \(c.dataset.escaped()) has none",
          "name a task: \(TrainingPlan.taskNames.joined(separator: ", "))")
      }
      try TrainingPlan.checkNetwork(c, self)
      if self == .composed { return }
      if !goesOverSteps, source.isSequences {
        throw refuse(
          .model, "\(rawValue) does not go over sequences",
          "these do: \(Self.names(goingOverSteps: true))")
      }
      let isGiven: [(Key, Bool, [Model])] = [
        (.heads, c.heads != nil, [.transformer, .ntm]), (.memory, c.memory != nil, [.ntm]),
        (.controller, c.controller != nil, [.ntm]),
        (.truncation, c.truncation != nil, [.rnn, .lstm, .gru, .ntm]),
        (.conv, !c.conv.isEmpty, [.mlp, .cnn, .resnet, .siamese]),
      ]
      for (key, isGiven, models) in isGiven where isGiven && !models.contains(self) {
        throw refuse(
          key, "\(rawValue) has none",
          "it is for \(models.map(\.rawValue).joined(separator: ", "))")
      }
      try checkSizes(c, refuse)
    }

    private func checkSizes(
      _ c: TrainingConfiguration,
      _ refuse: (TrainingConfiguration.CodingKeys, String, String) -> NeuralError
    ) throws {
      switch self {
      case .mlp, .siamese, .composed: break
      case .cnn, .resnet:
        if c.conv.isEmpty { throw refuse(.conv, "\(rawValue) needs one at least", "such as 8,16") }
      case .rnn, .lstm, .gru:
        if c.layers.isEmpty {
          throw refuse(.layers, "\(rawValue) needs one at least", "such as 64")
        }
      case .transformer:
        let heads = c.heads ?? TrainingPlan.standardHeads
        guard let size = c.layers.first, c.layers.allSatisfy({ $0 == size }) else {
          throw refuse(.layers, "all blocks of a transformer are as wide", "such as 64,64")
        }
        guard size.isMultiple(of: heads) else {
          throw refuse(.layers, "\(size) units do not fall into \(heads) heads", "such as 64,64")
        }
      case .ntm:
        guard c.layers.count == 1 else {
          throw refuse(.layers, "a machine's controller is one layer", "such as 100")
        }
        if let memory = c.memory, memory.count != 2 || memory[0] < 3 {
          throw refuse(
            .memory, "it is locations, 3 at least, and how many numbers each holds",
            "such as 128,20")
        }
        if let name = c.controller, !TrainingPlan.controllers.contains(name) {
          throw TrainingPlan.unknown("controller", name, TrainingPlan.controllers)
        }
      }
    }
  }

  static let controllers = ["feed-forward", "lstm"]
  static let standardHeads = 4
}
