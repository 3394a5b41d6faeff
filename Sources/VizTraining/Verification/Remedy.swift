public import VizNeural

/// One change of a training's settings that may mend it.
public struct Remedy: Sendable, Hashable {
  /// What is changed.
  public enum Kind: String, Sendable, CaseIterable {
    /// A lower learning rate.
    case lowerRate = "lower-rate"
    /// A higher learning rate.
    case higherRate = "higher-rate"
    /// Other first weights.
    case initialisation
    /// Features brought to mean 0 and deviation 1.
    case scaledInputs = "scaled-inputs"
    /// Gradients as they are.
    case noClipping = "no-clipping"
    /// Less decay of the weights.
    case lessDecay = "less-decay"
    /// Another activation.
    case activation
    /// The same rate at all steps.
    case constantRate = "constant-rate"
    /// The loss that fits the output.
    case fittingLoss = "fitting-loss"
    /// Fewer units dropped.
    case lessDropout = "less-dropout"
    /// More examples a step.
    case largerBatches = "larger-batches"
    /// More units.
    case largerNetwork = "larger-network"
    /// Fewer layers.
    case fewerLayers = "fewer-layers"
    /// Another optimiser.
    case optimizer
    /// A longer training.
    case moreSteps = "more-steps"
  }

  /// What is changed.
  public let kind: Kind
  /// The change in words: "lr 0.01 in place of 10".
  public let words: String
  /// The settings with the change.
  public let configuration: TrainingConfiguration

  /// The changes that can be made to a training, the likeliest first: those of kinds that are
  /// preferred, and then the others.
  ///
  /// Each changes one thing, and the seed stays. What would change nothing is left out.
  ///
  /// - Parameters:
  ///   - configuration: The settings of the training.
  ///   - preferred: Kinds that something speaks for, such as what was found in the run.
  public static func all(
    for configuration: TrainingConfiguration, preferring preferred: [Kind] = []
  ) -> [Remedy] {
    let order = preferred + Kind.allCases.filter { !preferred.contains($0) }
    return order.flatMap { changes(of: $0, in: configuration) }
  }

  private static func changes(
    of kind: Kind, in begun: TrainingConfiguration
  ) -> [Remedy] {
    func change(_ body: (inout TrainingConfiguration) -> Void) -> [Remedy] {
      var changed = begun
      body(&changed)
      let differences = changed.changes(from: begun)
      guard !differences.isEmpty else { return [] }
      let words = differences.map { difference in
        "\(difference.key.rawValue) \(difference.value ?? "none") in place of"
          + " \(difference.earlier ?? "none")"
      }
      return [Remedy(kind: kind, words: words.joined(separator: ", "), configuration: changed)]
    }
    switch kind {
    case .lowerRate: return change { $0.lr /= 10 } + change { $0.lr /= 100 }
    case .higherRate:
      let isFarTooLow = begun.lr <= 1e-5
      return change { $0.lr *= 10 } + change { $0.lr *= 1000 }
        + (isFarTooLow ? change { $0.lr *= 100_000 } : [])
    case .initialisation:
      let suits = ["relu", "leaky_relu", "elu", "gelu"].contains(begun.activation)
      return begun.`init` == nil ? [] : change { $0.`init` = suits ? "he" : "xavier" }
    case .scaledInputs: return begun.standardize == true ? [] : change { $0.standardize = true }
    case .noClipping:
      return change {
        $0.clipNorm = nil
        $0.clipValue = nil
      }
    case .lessDecay: return change { $0.l2 = 0 }
    case .activation:
      let isSteep = ["relu", "leaky_relu", "elu", "gelu", "maxout"].contains(begun.activation)
      return change { $0.activation = isSteep ? "tanh" : "relu" }
    case .constantRate:
      return change {
        $0.schedule = "constant"
        $0.warmup = 0
      }
    case .fittingLoss: return change { $0.loss = nil }
    case .lessDropout: return change { $0.dropout = 0 }
    case .largerBatches: return begun.batch > 16 ? [] : change { $0.batch = 64 }
    case .largerNetwork:
      let isLarge = !begun.layers.isEmpty && begun.layers.allSatisfy { $0 >= 16 }
      return isLarge ? [] : change { $0.layers = [32, 32] }
    case .fewerLayers: return begun.layers.count < 4 ? [] : change { $0.layers = [32, 32] }
    case .optimizer:
      return begun.optimizer.hasPrefix("adam")
        ? []
        : change {
          $0.optimizer = "adam"
          $0.momentum = nil
        }
    case .moreSteps:
      return change {
        if let epochs = $0.epochs { $0.epochs = 4 * min(epochs, 1_000_000) }
        if $0.epochs == nil { $0.steps = 4 * min($0.steps ?? 1000, 1_000_000) }
      }
    }
  }
}
