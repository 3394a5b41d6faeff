import VizBase
import VizTensor

// A network that the configuration composes layer by layer.
extension TrainingPlan {
  /// Whether examples are pairs, to be told whether they are of one class.
  var comparesPairs: Bool {
    model == .siamese || configuration.network?.first?.group == .siamese
  }

  /// Throws ``NeuralError`` where the keys say twice what the layers are.
  static func checkNetwork(_ c: TrainingConfiguration, _ model: Model) throws {
    typealias Key = TrainingConfiguration.CodingKeys
    let hint = "such as network = [\"dense 16 tanh\", \"dense 16 tanh\"] in a file of settings"
    guard let network = c.network else {
      guard model == .composed else { return }
      throw NeuralError.configuration(
        key: Key.model.rawValue, reason: "composed needs the layers of its network", hint: hint)
    }
    guard model == .composed else {
      throw NeuralError.configuration(
        key: Key.model.rawValue,
        reason: "\(c.model) has layers of its own, and network says others",
        hint: "give one of both")
    }
    guard !network.isEmpty else {
      throw NeuralError.configuration(
        key: Key.network.rawValue, reason: "it has no layers", hint: hint)
    }
    let layers: Set<Key> = [
      .heads, .memory, .controller, .truncation, .conv, .layers, .activation, .pieces, .norm,
      .dropout,
    ]
    let standard = TrainingConfiguration(model: c.model, task: c.task, text: c.text)
    if let change = c.changes(from: standard).first(where: { layers.contains($0.key) }) {
      throw NeuralError.configuration(
        key: change.key.rawValue, reason: "network says what the layers are",
        hint: "leave it out, or network")
    }
  }

  /// The composed layers, and what makes the answers of what they leave.
  ///
  /// - Throws: ``NeuralError`` at the first layer that is none, or does not fit those before it.
  func composed<Scalar: TensorScalar>(for data: Dataset<Scalar>) throws -> [any Layer] {
    let descriptions = configuration.network ?? []
    let task: SequenceTask? = if case .task(let drawn) = source { drawn } else { nil }
    let hasNumbers = source.isSequences && task?.hasNumbers != false
    let surroundings = LayerSurroundings(
      vocabulary: hasNumbers ? data.classes.count : nil,
      isCausal: source.isSequences && task?.isCausal != false)
    let layers = try descriptions.enumerated().map {
      try $1.layer(at: [$0 + 1], surroundings)
    }
    let first: [any Layer] = task?.isMasked == true ? [MaskedSequences()] : []
    func shape(_ count: Int) throws -> [Int] {
      try Network<Scalar>(
        Sequential(first + layers.prefix(count)), inputShape: data.inputShape,
        seed: configuration.seed, initializer: initializer
      ).outputShape
    }
    let left: [Int]
    do { left = try shape(layers.count) } catch {
      // The first layer that does not fit is the one to name.
      for count in 1...max(layers.count, 1) {
        do { _ = try shape(count) } catch {
          throw LayerDescription.error(
            at: [count], LayerRefusal(reason: (error as? any Problem)?.message ?? "\(error)"))
        }
      }
      throw error
    }
    let answersSteps = source.isSequences && task?.answersSteps != false
    let outputs = data.outputs(for: loss(for: data))
    let last = [layers.count]
    if answersSteps {
      guard left.count == 2, left[0] == data.inputShape[0] else {
        throw LayerDescription.error(
          at: last,
          LayerRefusal(
            reason: "there is an answer for each of \(data.inputShape[0]) steps, and the last layer"
              + " leaves \(left) of an example",
            hint: "a cell without last leaves a vector for each step"))
      }
      return first + layers + [Dense(outputs / max(data.inputShape[0], 1))]
    }
    guard left.count == 1 else {
      throw LayerDescription.error(
        at: last,
        LayerRefusal(
          reason: "an example has one answer, and the last layer leaves \(left) of it",
          hint: source.isSequences
            ? "say last in the last cell, or mean-over-steps after it"
            : "say flatten, or mean-over-pixels, after it"))
    }
    return first + layers + [Dense(outputs)]
  }
}
