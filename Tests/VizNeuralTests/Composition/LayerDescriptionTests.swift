import Testing
import VizBase
import VizTensor

@testable import VizNeural

/// Networks in words: what they build, that they train, and what is said of words that make none.
@Suite struct LayerDescriptionTests {
  private func configuration(
    _ network: String, task: String? = nil, dataset: String = "spiral"
  ) throws -> TrainingConfiguration {
    var c: TrainingConfiguration = try JSONValue(
      jsonText: "{\"network\": \(network)\(task.map { ", \"task\": \"\($0)\"" } ?? "")}"
    ).decoded()
    (c.steps, c.evaluate, c.dataset) = (2, 0, dataset)
    c.examples = 60
    if task != nil { c.length = 4 }
    return c
  }

  private func network(
    _ words: String, task: String? = nil, dataset: String = "spiral"
  ) throws -> Network<Double> {
    let plan = try TrainingPlan(configuration(words, task: task, dataset: dataset))
    return try plan.network(for: plan.data(as: Double.self) { _ in [] }.training)
  }

  @Test func buildsWhatTheModelsBuild() throws {
    var c = TrainingConfiguration()
    c.layers = [5, 4]
    let plan = try TrainingPlan(c)
    let data = try plan.data(as: Double.self) { _ in [] }.training
    let composed = try network(#"["dense 5 tanh", "dense 4 tanh"]"#)
    #expect(composed.parameters == (try plan.network(for: data)).parameters)
    c = TrainingConfiguration(model: "gru", task: "parity")
    (c.layers, c.length, c.examples) = ([6], 4, 60)
    let cells = try TrainingPlan(c)
    let bits = try cells.data(as: Double.self) { _ in [] }.training
    let words = try network(#"["gru 6 last"]"#, task: "parity")
    #expect(words.parameters == (try cells.network(for: bits)).parameters)
  }

  @Test(arguments: [
    (
      #"["dense 8 relu init=he-normal no-bias", "layer-norm", "dropout 0.2", "maxout 4 pieces=3"]"#,
      nil
    ),
    (
      #"["dense 4", ["residual", "dense 8 gelu", ["residual", "tanh"], "dense 4"], "batch-norm"]"#,
      nil
    ),
    (#"["embedding 8", "positions", "transformer heads=2 hidden=12 dropout=0.1"]"#, "sorting"),
    (#"["embedding 8", "positions learnt=9", "attention heads=2 both-ways", "lstm 5"]"#, "sorting"),
    (#"["embedding 8", "encoder-decoder 6 outputs=5 steps=4 gru"]"#, "sorting"),
    (#"["rnn 5 relu truncation=2", "gru 6", "lstm 7 last"]"#, "addition"),
    (#"["dense 6", "positions", "transformer heads=2", "mean-over-steps"]"#, "parity"),
    (#"["ntm 6 units=8 locations=9 width=4 heads=2 lstm"]"#, "copy"),
  ]) func trains(_ words: String, _ task: String?) throws {
    let plan = try TrainingPlan(configuration(words, task: task))
    let result = try plan.trainer(on: plan.data(as: Float.self) { _ in [] }).run()
    #expect(result.loss.isFinite && result.steps == 2)
  }

  @Test func composesLayersForImages() throws {
    let words = #"""
      ["conv 4 kernel=3 relu", "max-pool", ["residual", "batch-norm", "relu", "conv 4"],
       "residual-block 6 stride=2", "conv 4 kernel=2 stride=2 padding=0 groups=2",
       "reshape 1 4", "flatten"]
      """#
    let network = try network(words, dataset: "digits")
    #expect(network.outputShape == [10])
    let names = Set(network.parameters.map(\.name))
    #expect(names.contains("residual1/conv1/W") && names.contains("conv2/W"))
    let pooled = try self.network(
      #"["conv 4", "avg-pool 2 stride=1", "mean-over-pixels"]"#, dataset: "digits")
    #expect(pooled.parameters.last?.value.shape.extents == [10])
  }

  @Test func aSiameseListTakesPairs() throws {
    let plan = try TrainingPlan(configuration(#"[["siamese", "dense 8 tanh", "dense 3"]]"#))
    let data = try plan.data(as: Double.self) { _ in [] }.training
    #expect(data.inputShape == [2, 2] && plan.loss(for: data) == .binaryCrossEntropy)
    #expect(try plan.network(for: data).parameters.map(\.name).contains("dense2/W"))
  }

  @Test(arguments: [
    (#"["lsmt 4"]"#, "parity", "network 1: there is no layer \"lsmt\"; did you mean lstm?"),
    (
      #"["dense 4", ["residual", "dense 4", "dense x"]]"#, nil,
      "network 2.3: dense: it needs a number of units; it is written dense UNITS [ACTIVATION]"
        + " [init=NAME] [no-bias]"
    ),
    (
      #"["gru 4 lost"]"#, "parity",
      "network 1: gru: \"lost\" is not for it; it is written gru UNITS [last] [truncation=N]"
    ),
    (
      #"["dense 0"]"#, nil,
      "network 1: dense: a number of units is from 1 to 65536, not 0; it is written dense UNITS"
        + " [ACTIVATION] [init=NAME] [no-bias]"
    ),
    (
      #"["dropout 1"]"#, nil,
      "network 1: dropout: the share is from 0 to less than 1, not \"1\"; it is written dropout SHARE"
    ),
    (
      #"[["twice", "dense 4"]]"#, nil,
      "network 1: a list of layers begins with what is made of them, not \"twice\"; there are"
        + " residual and siamese"
    ),
    (
      #"[["residual"]]"#, nil,
      "network 1: residual has no layers; such as [\"residual\", \"dense 16 tanh\"]"
    ),
    (#"[" "]"#, nil, "network 1: a layer has a name; such as dense 16 tanh"),
    (
      #"["embedding 4"]"#, nil,
      "network 1: embedding looks up whole numbers, and the inputs are none; dense makes vectors of"
        + " other numbers"
    ),
    (
      #"["dense 4", "conv 4", "flatten"]"#, nil,
      "network 2: conv1/W: it takes images, [batch, channels, rows, columns], and gets [1, 4]"
    ),
    (
      #"["lstm 4"]"#, "parity",
      "network 1: an example has one answer, and the last layer leaves [4, 4] of it; say last in the"
        + " last cell, or mean-over-steps after it"
    ),
    (
      #"["lstm 4 last"]"#, "copy",
      "network 1: there is an answer for each of 9 steps, and the last layer leaves [4] of an"
        + " example; a cell without last leaves a vector for each step"
    ),
    (
      "[]", nil,
      "network: it has no layers; such as network = [\"dense 16 tanh\", \"dense 16 tanh\"] in a file"
        + " of settings"
    ),
  ]) func saysWhichLayerIsNone(_ words: String, _ task: String?, _ message: String) throws {
    let c = try configuration(words, task: task)
    let error = #expect(throws: NeuralError.self) {
      let plan = try TrainingPlan(c)
      _ = try plan.network(for: plan.data(as: Double.self) { _ in [] }.training)
    }
    #expect(error?.description == message)
  }

  @Test func theLayersAreSaidOnce() throws {
    func key(_ change: (inout TrainingConfiguration) -> Void) throws -> String? {
      var c = try configuration(#"["dense 4"]"#)
      change(&c)
      guard
        case .configuration(let key, _, _)? = #expect(
          throws: NeuralError.self, performing: { try TrainingPlan(c) })
      else { return nil }
      return key
    }
    #expect(try key { $0.layers = [4] } == "layers")
    #expect(try key { $0.activation = "relu" } == "activation")
    #expect(try key { $0.model = "cnn" } == "model")
    #expect(try key { $0.network = nil } == "model")
  }

  @Test func comesBackFromARun() throws {
    let c = try configuration(#"["dense 4", ["residual", "tanh"]]"#)
    #expect(try JSONValue(encoding: c).decoded(as: TrainingConfiguration.self) == c)
    #expect(
      c.changes(from: TrainingConfiguration(model: "composed", task: nil)).first {
        $0.key == .network
      }?.value == "dense 4,[residual; tanh]")
    #expect(LayerLocation(key: "network 2.3")?.path == [2, 3])
    #expect(LayerLocation(key: "network") == nil && LayerLocation(key: "network 2.x") == nil)
  }

  @Test func noWordsStopTheProgram() throws {
    var generator = SplitMix64(seed: 5)
    let words =
      LayerKind.all.map(\.name)
      + [
        "4", "0", "-1", "heads=0", "kernel=99999999999999999999", "last", "=", "stride=0",
        "pieces=1",
      ]
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 1...4, using: &generator)).compactMap { _ in
        words.randomElement(using: &generator)
      }.joined(separator: " ")
      var c = TrainingConfiguration()
      (c.model, c.network, c.examples) = ("composed", [.layer(text)], 20)
      let plan = try TrainingPlan(c)
      let data = try plan.data(as: Float.self) { _ in [] }.training
      do { _ = try plan.network(for: data) } catch let error as NeuralError {
        #expect(!error.message.contains("\n"))
      }
    }
  }
}
