import Testing
import VizNeural
import VizTensor

@testable import VizDiagnosis

/// Trainings as people set them up, drawn at random: none is called a problem.
@Suite struct SensibleTrainingsTests {
  /// A training of a data set that suits the network, with a rate that suits the optimiser.
  static func training(_ seed: UInt64) -> Training {
    var generator = SplitMix64(seed: seed)
    func one<Value>(_ values: [Value]) -> Value {
      values[Int.random(in: 0..<values.count, using: &generator)]
    }
    let dataset = one(["moons", "circles", "blobs", "xor", "spiral", "linear", "sine"])
    let width = one([8, 12, 16])
    let layers = Array(repeating: width, count: one([1, 2, 2, 3]))
    let activation = one(["tanh", "relu", "leaky_relu", "elu", "gelu", "softplus", "maxout"])
    let optimizer = one(["adam", "adam", "adamw", "sgd", "momentum", "nesterov", "rmsprop"])
    let rate: Double =
      switch optimizer {
      case "sgd": one([0.05, 0.1, 0.2])
      case "momentum", "nesterov": one([0.01, 0.02, 0.05])
      case "rmsprop": one([0.002, 0.005])
      default: one([0.005, 0.01, 0.02])
      }
    let batch = one([8, 16, 32, 64])
    let norm: String? = one([nil, nil, nil, "batch", "layer"])
    let (l2, dropout) = (one([0, 0, 1e-4, 1e-3]), one([0, 0, 0, 0.1]))
    let schedule = one(["constant", "constant", "cosine"])
    return Training(
      "\(seed): \(dataset), \(layers) \(activation), \(optimizer) \(rate), batch \(batch), "
        + "norm \(norm ?? "none"), l2 \(l2), dropout \(dropout), \(schedule)"
    ) {
      $0.dataset = dataset
      $0.examples = 160
      $0.layers = layers
      $0.activation = activation
      $0.optimizer = optimizer
      $0.lr = rate
      $0.batch = batch
      $0.norm = norm
      $0.l2 = l2
      $0.dropout = dropout
      $0.schedule = schedule
      $0.steps = dataset == "spiral" ? 300 : 160
      $0.seed = seed
    }
  }

  @Test(arguments: 0..<16 as Range<UInt64>) func haveNoProblem(_ seed: UInt64) throws {
    let findings = Finding.all(in: try Self.training(seed).history())
    #expect(
      !findings.contains { $0.severity == .problem },
      "\(findings.map { "\($0.rule): \($0.sentence)" })")
  }

  /// The same with more steps, or at ten times the rate, learns all of it.
  @Test func aTrainingThatWasTooShortIsNotToldToLookElsewhere() throws {
    let training = Training("circles, 400 small steps") {
      $0.dataset = "circles"
      ($0.examples, $0.layers, $0.batch, $0.steps, $0.seed) = (1000, [32], 32, 400, 314)
      ($0.optimizer, $0.lr) = ("adam", 0.001)
    }
    let findings = Finding.all(in: try training.history())
    let finding = try #require(findings.first { $0.rule == .noProgress })
    #expect(finding.sentence.contains("still near where they were drawn"), "\(finding.sentence)")
    #expect(finding.advice.contains("a higher learning rate"), "\(finding.advice)")
  }

  /// What nothing came of is not silent because it was short, and it is no fault yet.
  @Test(arguments: [(30, 1e-4), (30, 0.02)]) func aShortRunIsSaidToBeShort(steps: Int, rate: Double)
    throws
  {
    let training = Training("a short run") {
      ($0.dataset, $0.layers, $0.steps, $0.lr, $0.evaluate) = ("moons", [8], steps, rate, 10)
    }
    let findings = Finding.all(in: try training.history())
    let isShort = rate < 1e-3
    #expect(findings.map(\.rule) == (isShort ? [.noProgress] : []), "\(findings.map(\.sentence))")
    guard isShort, let note = findings.first else { return }
    #expect(note.severity == .note && note.sentence.hasPrefix("In 30 steps loss goes from"))
    #expect(note.advice.contains("--steps"))
  }
}
