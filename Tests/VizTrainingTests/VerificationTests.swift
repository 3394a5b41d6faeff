import Testing
import VizNeural

@testable import VizTraining

/// Trainings with a planted fault, and which change mends them.
@Suite struct VerificationTests {
  struct Planted: Sendable {
    var name: String
    var cures: Set<Remedy.Kind>
    var spoil: @Sendable (inout TrainingConfiguration) -> Void
  }

  private static func healthy() -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.dataset = "moons"
    configuration.examples = 200
    configuration.layers = [16, 16]
    configuration.activation = "relu"
    configuration.batch = 32
    configuration.steps = 200
    configuration.seed = 5
    return configuration
  }

  static let planted: [Planted] = [
    Planted(name: "Adam at 3", cures: [.lowerRate]) { $0.lr = 3 },
    Planted(name: "Adam at 1, tanh", cures: [.lowerRate]) { ($0.lr, $0.activation) = (1, "tanh") },
    Planted(name: "descent at 30", cures: [.lowerRate]) { ($0.lr, $0.optimizer) = (30, "sgd") },
    Planted(name: "momentum at 10", cures: [.lowerRate]) {
      ($0.lr, $0.optimizer) = (10, "momentum")
    },
    Planted(name: "RMSprop at 1", cures: [.lowerRate]) { ($0.lr, $0.optimizer) = (1, "rmsprop") },
    Planted(name: "Adam at 1e-6", cures: [.higherRate]) { $0.lr = 1e-6 },
    Planted(name: "Adam at 1e-5, a sine", cures: [.higherRate]) {
      ($0.lr, $0.dataset, $0.activation) = (1e-5, "sine", "tanh")
    },
    Planted(name: "descent at 1e-4", cures: [.higherRate, .optimizer]) {
      ($0.lr, $0.optimizer) = (1e-4, "sgd")
    },
    Planted(name: "all weights 0", cures: [.initialisation]) { $0.`init` = "zeros" },
    Planted(name: "all weights 0, tanh", cures: [.initialisation]) {
      ($0.`init`, $0.activation) = ("zeros", "tanh")
    },
    Planted(name: "clipped to 1e-5", cures: [.noClipping]) {
      ($0.clipNorm, $0.optimizer, $0.lr) = (1e-5, "sgd", 0.5)
    },
    Planted(name: "elements clipped to 1e-6", cures: [.noClipping]) {
      ($0.clipValue, $0.optimizer, $0.lr) = (1e-6, "sgd", 0.5)
    },
    Planted(name: "a decay of 3", cures: [.lessDecay]) { $0.l2 = 3 },
    Planted(name: "a decay of 1, a sine", cures: [.lessDecay]) {
      ($0.l2, $0.dataset, $0.activation) = (1, "sine", "tanh")
    },
    Planted(name: "no function, XOR", cures: [.activation]) {
      ($0.activation, $0.dataset) = ("identity", "xor")
    },
    Planted(name: "eight layers of sigmoid", cures: [.activation, .fewerLayers]) {
      ($0.activation, $0.layers) = ("sigmoid", Array(repeating: 16, count: 8))
    },
    Planted(name: "a rate that falls to nothing", cures: [.constantRate]) {
      ($0.schedule, $0.every, $0.decay) = ("step", 2, 0.1)
    },
    Planted(name: "a warm-up longer than the run", cures: [.constantRate, .higherRate]) {
      ($0.warmup, $0.lr, $0.optimizer) = (1_000_000, 0.3, "sgd")
    },
    Planted(name: "no hidden layer, XOR", cures: [.largerNetwork]) {
      ($0.layers, $0.dataset) = ([], "xor")
    },
    Planted(name: "four steps", cures: [.moreSteps, .higherRate]) { ($0.steps, $0.lr) = (4, 1e-3) },
  ]

  /// What mends the faults is named for at least 18 of 20.
  @Test func theRightChangeMends() throws {
    var missed: [String] = []
    for planted in Self.planted {
      var configuration = Self.healthy()
      planted.spoil(&configuration)
      let verification = try Verification(of: configuration, mostSteps: 300) { _ in [] }
      guard let cure = verification.cure?.remedy, planted.cures.contains(cure.kind) else {
        missed.append(
          "\(planted.name): \(verification.cure?.remedy?.words ?? "none"),"
            + " \(verification.baseline.score),"
            + " \(verification.twins.map { ($0.remedy?.kind.rawValue ?? "", $0.score) })")
        continue
      }
    }
    #expect(Self.planted.count == 20 && missed.count <= 2, "\(missed.joined(separator: "\n"))")
  }

  /// Plain descent takes rates of about one, which a thousand times next to nothing are not.
  @Test func aRateThatIsFarTooLowIsRaisedFar() throws {
    var configuration = Self.healthy()
    (configuration.dataset, configuration.activation) = ("circles", "tanh")
    (configuration.optimizer, configuration.lr, configuration.steps) = ("sgd", 1e-5, 300)
    (configuration.layers, configuration.examples, configuration.seed) = ([24, 24], 300, 11)
    let verification = try Verification(of: configuration, mostSteps: 300) { _ in [] }
    #expect(verification.cure?.remedy?.kind == .higherRate)
    #expect(verification.cure?.remedy?.configuration.lr == 1)
  }

  @Test func whatIsWellIsMendedByNothing() throws {
    let verification = try Verification(of: Self.healthy()) { _ in [] }
    #expect(verification.cure == nil && verification.baseline.score > 0.95)
    #expect(verification.twins.allSatisfy { $0.remedy?.configuration.seed == 5 })
  }
}
