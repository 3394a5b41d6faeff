import Foundation
import Testing
import VizTensor

@testable import VizNeural

/// Trainings of sequences from a configuration: what is built, what is refused, and small networks that
/// learn.
@Suite struct SequencePlanTests {
  private func configuration(
    _ model: String, _ task: String, _ change: (inout TrainingConfiguration) -> Void = { _ in }
  ) -> TrainingConfiguration {
    var c = TrainingConfiguration(model: model, task: task)
    (c.examples, c.length, c.steps, c.evaluate) = (60, 4, 2, 0)
    change(&c)
    return c
  }

  private func train(_ c: TrainingConfiguration) throws -> TrainingResult {
    let plan = try TrainingPlan(c)
    let data = try plan.data(as: Float.self) { _ in [] }
    return try plan.trainer(on: data).run()
  }

  @Test func everyModelTrainsOnEveryTask() throws {
    for model in TrainingPlan.Model.allCases where model.goesOverSteps {
      for task in SequenceTask.allCases {
        let c = configuration(model.rawValue, task.rawValue) {
          $0.layers = [8]
          if model == .ntm { $0.memory = [9, 4] }
          if model == .transformer { $0.heads = 2 }
        }
        let result = try train(c)
        #expect(result.loss.isFinite && result.steps == 2, "\(model) on \(task)")
        let isBits = task == .copy || task == .recall
        #expect((result.evaluation.bitsPerSequence != nil) == isBits, "\(model) on \(task)")
      }
    }
  }

  @Test func bitsOfASequenceAreThoseOfAFairCoinBeforeTraining() throws {
    let plan = try TrainingPlan(configuration("lstm", "copy") { $0.length = 3 })
    let data: Dataset<Double> = try SequenceTask.copy.make(
      examples: 20, length: 3, isExact: true, seed: 1)
    var network = try plan.network(for: data)
    // Scores of 0 leave every bit open.
    for parameter in network.parameters {
      try network.set(parameter.name, to: .zeros(parameter.value.shape))
    }
    let evaluation = try network.evaluate(data, .sequenceBits)
    #expect(abs((evaluation.bitsPerSequence ?? 0) - 24) < 1e-9)
  }

  @Test func readsATextByItsCharacters() throws {
    let text = Array("abcabcabcabcabd".utf8)
    let data = try Dataset<Double>(text: text, name: "t.txt", length: 4)
    #expect(data.classes == ["a", "b", "c", "d"])
    #expect(Array(data.inputs.elements.prefix(4)) == [0, 1, 2, 0])
    guard case .steps(let next) = data.targets else { return }
    #expect(Array(next.elements.prefix(4)) == [1, 2, 0, 1])
    for bad in [[0xff, 0xfe], Array("ab".utf8)] as [[UInt8]] {
      #expect(throws: NeuralError.self) {
        try Dataset<Double>(text: bad, name: "t.txt", length: 4)
      }
    }
  }

  /// What is held out of a text is its end: no character of it is in a piece to learn from.
  @Test(arguments: [2, 3, 4, 5, 64]) func theEndOfATextIsHeldOut(length: Int) throws {
    // Each character once, so that it says where it stands.
    let signs = (0..<700).compactMap { Unicode.Scalar(0x4e00 + $0) }.map { Character($0) }
    let plan = try TrainingPlan(
      configuration("gru", "next-character") {
        ($0.text, $0.examples, $0.length, $0.test) = ("t.txt", nil, length, 0.25)
      })
    let parts = try plan.data(as: Double.self) { _ in Array(String(signs).utf8) }
    let (train, test) = (parts.training, try #require(parts.testing))
    let (last, first) = (train.inputs.elements.max() ?? 0, test.inputs.elements.min() ?? 0)
    // What follows the last piece to learn from may be what the first of the others begins with.
    #expect(last < first)
    #expect(first - last <= Double(length))
    #expect(abs(Double(test.count) / Double(test.count + train.count) - 0.25) < 0.1)
  }

  @Test func pairsSayWhetherBothAreOfOneClass() throws {
    let data: Dataset<Double> = try SyntheticDataset.blobs.make(
      examples: 90, classes: 3, noise: 0.01, seed: 1)
    let pairs = try data.pairs(seed: 1)
    #expect(pairs.inputShape == [2, 2] && pairs.count == 90)
    for example in 0..<90 {
      let p = pairs.inputs.elements[example * 4..<example * 4 + 4].map(\.asDouble)
      let distance = ((p[0] - p[2]) * (p[0] - p[2]) + (p[1] - p[3]) * (p[1] - p[3])).squareRoot()
      #expect((distance < 0.5) == (pairs.labels?[example] == 1))
    }
  }

  /// A machine meets each sequence twice at most, so that none is learnt by heart.
  @Test func recallHasMoreSequencesThanCanBeLearntByHeart() throws {
    let c = TrainingConfiguration(model: "ntm", task: "recall")
    #expect((c.controller, c.layers, c.batch) == ("lstm", [100], 4))
    let plan = try TrainingPlan(c)
    let examples = try #require(c.examples)
    #expect((c.steps ?? 0) * c.batch < 2 * examples)
    let small = try plan.longest(as: Float.self)
    #expect(small?.inputShape == [32, 8])
    // Other models have their own.
    #expect(TrainingConfiguration(model: "lstm", task: "recall").examples == nil)
  }

  @Test func whatWasSaidStaysWhenTheModelChanges() throws {
    var c = TrainingConfiguration()
    (c.lr, c.seed) = (0.5, 9)
    let machine = try c.rebased(on: TrainingConfiguration(model: "ntm", task: "copy"))
    #expect((machine.lr, machine.seed) == (0.5, 9))
    #expect(machine.memory == [64, 16] && machine.model == "ntm" && machine.task == "copy")
  }

  /// A text is a task without a name.
  @Test func aTextIsATask() throws {
    let standard = TrainingConfiguration(model: "transformer", task: nil, text: "t.txt")
    #expect(standard.task == nil && standard.text == "t.txt" && standard.batch == 32)
    let c = try TrainingConfiguration().rebased(on: standard)
    #expect(c == standard)
    #expect(try TrainingPlan(c).isOfText)
  }

  /// What is standard for a task stays behind what a file says, and what that replaces.
  @Test func whatAFileSaysReplacesWhatIsStandard() throws {
    func read(_ json: String) throws -> TrainingConfiguration {
      try JSONDecoder().decode(TrainingConfiguration.self, from: Data(json.utf8))
    }
    let shares = try read(#"{"model": "ntm", "task": "recall", "test": 0.5, "examples": 40}"#)
    #expect((shares.test, shares.examples) == (0.5, 40))
    let parts = try TrainingPlan(shares).data(as: Float.self) { _ in [] }
    #expect((parts.training.count, parts.testing?.count) == (20, 20))
    let clipped = try read(#"{"model": "lstm", "task": "addition", "clip-value": 1}"#)
    #expect(clipped.clipNorm == nil && clipped.clipValue == 1)
    let falling = try read(#"{"model": "ntm", "task": "copy", "schedule": "exponential"}"#)
    #expect(falling.decay == nil)
    let standard = try read(#"{"model": "ntm", "task": "copy", "schedule": "cosine"}"#)
    #expect(standard.decay == 0.02 && standard.clipNorm == 1)
    for configuration in [shares, clipped, falling, standard] {
      _ = try TrainingPlan(configuration)
      let again = try JSONDecoder().decode(
        TrainingConfiguration.self, from: JSONEncoder().encode(configuration))
      #expect(again == configuration)
    }
    let both = try read(#"{"model": "gru", "task": "parity", "clip-value": 1, "clip-norm": 2}"#)
    #expect(throws: NeuralError.self) { try TrainingPlan(both) }
  }

  @Test func refusesWhatDoesNotFit() throws {
    let changes: [(String, (inout TrainingConfiguration) -> Void)] = [
      ("model", { $0.task = nil }), ("memory", { $0.model = "lstm" }),
      ("memory", { $0.memory = [2, 4] }), ("layers", { $0.layers = [4, 4] }),
      ("controller", { $0.controller = "gru" }), ("loss", { $0.loss = "mse" }),
      ("dataset", { $0.dataset = "moons" }), ("text", { $0.text = "a.txt" }),
      ("task", { $0.task = "copi" }), ("truncation", { $0.truncation = 0 }),
      ("heads", { $0.heads = 0 }),
      (
        "width",
        {
          $0.task = "parity"
          $0.width = 3
        }
      ),
    ]
    for (key, change) in changes {
      var c = configuration("ntm", "copy")
      // Without sequences, or without bits, what the preset says of them would be refused.
      if key == "model" { c.length = nil }
      if key == "model" || key == "width" { c.blanks = nil }
      change(&c)
      do {
        _ = try TrainingPlan(c).data(as: Float.self) { _ in [] }
        Issue.record("\(key) is not refused")
      } catch .configuration(let found, _, _) as NeuralError {
        #expect(found == key)
      }
    }
  }

  /// Small networks that learn small tasks, in seconds.
  @Test(arguments: [
    ("gru", "parity", 400, 0.95), ("transformer", "sorting", 300, 0.9), ("ntm", "copy", 600, 0.9),
  ])
  func learns(_ model: String, _ task: String, _ steps: Int, _ accuracy: Double) throws {
    let c = configuration(model, task) {
      ($0.examples, $0.steps, $0.lr) = (400, steps, 0.01)
      switch model {
      case "ntm": ($0.layers, $0.memory, $0.length, $0.width) = ([16], [8, 6], 3, 3)
      case "transformer": ($0.layers, $0.heads, $0.width) = ([16], 2, 6)
      default: $0.layers = [16]
      }
    }
    let result = try train(c)
    #expect((result.evaluation.accuracy ?? 0) > accuracy, "\(result.evaluation)")
  }

  @Test func anLSTMLearnsToAdd() throws {
    let c = configuration("lstm", "addition") {
      ($0.examples, $0.steps, $0.lr, $0.layers) = (600, 500, 0.01, [16])
    }
    // A sixth is what the mean of all sums makes.
    #expect(try train(c).evaluation.loss < 0.02)
  }
}
