import VizAutodiff
import VizBase
public import VizTensor
public import VizTrace

extension ONNXModel {
  /// How a model is run.
  public struct Options: Sendable {
    /// The numbers of the inputs, by name; without those that a node needs, it is only drawn.
    public var inputs: [String: Tensor<Double>] = [:]
    /// The output whose gradients are computed; the first one where nil. One that is no scalar
    /// counts as the sum of its elements.
    public var output: String?
    /// The class of each example, for a cross-entropy behind the output.
    public var labels: [Int]?
    /// Tensors of at most so many elements are whole in the graph; larger ones are summaries.
    public var mostElements = 4096

    /// Nothing given.
    public init() {}
  }

  /// A model's graph, and what is to be said of it.
  public struct Drawn: Sendable {
    /// With values and gradients, as far as they were computed.
    public var graph: ComputationGraph
    /// What was not computed, or is not drawn: a sentence each.
    public var remarks: [String]
  }

  /// The model as a graph: computed forward and backward where its inputs are given.
  ///
  /// Everything is computed in double precision, quantised numbers as what they stand for. A node
  /// that is one of vizbp's operations is drawn as that, and can be checked; each other is a card
  /// under ONNX's own name.
  ///
  /// - Throws: ``ONNXError`` where the model contradicts itself, or what is given does not fit.
  public func graph(_ options: Options = Options()) throws -> Drawn {
    try check(options)
    let run = try ModelRun(self, given: options.inputs)
    return try Shape.allowing(run.largest) {
      var painting = Painting(run, options)
      return try painting.drawn()
    }
  }

  func check(_ options: Options) throws {
    for (name, tensor) in options.inputs.sorted(by: { $0.key < $1.key }) {
      guard let input = inputs.first(where: { $0.name == name }) else {
        let names = inputs.map(\.name).joined(separator: ", ")
        throw ONNXError(
          .input, "the model has no input \(name.quoted())", hint: "its inputs are: \(names)")
      }
      guard input.isTensor else {
        throw ONNXError(
          .input, "the input \(name.quoted()) is no tensor, and nothing else can be given")
      }
      if let dimensions = input.dimensions {
        let fits =
          dimensions.count == tensor.shape.rank
          && zip(dimensions, tensor.shape.extents).allSatisfy { dimension, extent in
            if case .extent(let stated) = dimension { stated == extent } else { true }
          }
        guard fits else {
          let stated = dimensions.map(\.description).joined(separator: ", ")
          throw ONNXError(
            .input, "the input \(name.quoted()) is \(tensor.shape), and the model takes [\(stated)]"
          )
        }
      }
    }
    if let output = options.output, !outputs.contains(output) {
      throw ONNXError(
        .input, "the model has no output \(output.quoted())",
        hint: "its outputs are: \(outputs.joined(separator: ", "))")
    }
  }
}

/// A model that has run, on the way to its graph.
private struct Painting {
  let run: ModelRun
  let options: ONNXModel.Options
  private var remarks: [String] = []

  init(_ run: ModelRun, _ options: ONNXModel.Options) {
    self.run = run
    self.options = options
  }

  mutating func drawn() throws -> ONNXModel.Drawn {
    var outputs: [ModelScope.Entry] = []
    for name in run.model.outputs {
      if let entry = try run.operand(name) {
        if name == options.output { outputs.insert(entry, at: 0) } else { outputs.append(entry) }
      }
    }
    if let labels = options.labels, let scores = outputs.first {
      outputs.insert(try loss(of: scores, labels), at: 0)
    }
    let differentiated = outputs.first?.value.flatMap { $0.type.isFloating ? $0.variable : nil }
    let gradients = try differentiated.map {
      try run.tape.gradient(of: $0, seed: .ones($0.shape))
    }
    let results = Set(outputs.map(\.source.card))
    let (cards, names) = run.cards.settled(run.positions, outputs: results)
    let kept = ancestors(of: results, among: cards)
    let left = cards.indices.filter { !kept.contains($0) && !cards[$0].inputs.isEmpty }
    if !left.isEmpty {
      remarks.append(
        "\(left.count) \(left.count == 1 ? "node" : "nodes") that only compute shapes and the like "
          + "are not drawn")
    }
    let nodes = kept.sorted().map { index in
      var card = cards[index]
      card.id = names[card.id] ?? card.id
      card.inputs = card.inputs.map { names[$0.card] ?? $0 }
      return node(card, gradients, results)
    }
    if !run.gaps.isEmpty {
      remarks.append(
        "not computed, and drawn without numbers: " + run.gapWords.joined(separator: ", "))
    }
    return ONNXModel.Drawn(
      graph: ComputationGraph(
        name: run.model.name, nodes: nodes, outputs: outputs.map(\.source)),
      remarks: remarks)
  }

  private func loss(of scores: ModelScope.Entry, _ labels: [Int]) throws -> ModelScope.Entry {
    guard let value = scores.value else {
      throw ONNXError(.input, "a loss needs the output's numbers", hint: "give the model's inputs")
    }
    let extents = value.shape.extents
    guard let classes = extents.last, extents.dropLast().reduce(1, *) == labels.count else {
      throw ONNXError(
        .input, "the output is \(value.shape), and there are \(labels.count) labels for it")
    }
    guard labels.allSatisfy({ 0..<classes ~= $0 }) else {
      throw ONNXError(.input, "labels go from 0 to \(classes - 1)")
    }
    let chosen = run.tape.constant(
      try Tensor(labels.map(Double.init), shape: Shape(Array(extents.dropLast()))))
    let loss = ModelValue(
      variable: try crossEntropy(value.variable, labels: chosen), type: value.type)
    let label = run.append(
      ModelCard(
        id: "label", op: "constant", inputs: [], role: .constant,
        outputs: [
          ModelCard.Output(
            name: "label", value: ModelValue(variable: chosen, type: .int64), dtype: .int64)
        ]))
    let source = run.append(
      ModelCard(
        id: "loss", op: "cross_entropy", inputs: [scores.source, label],
        outputs: [ModelCard.Output(name: "loss", value: loss, dtype: loss.type.dtype)]))
    return ModelScope.Entry(source: source, value: loss)
  }

  /// The cards that the outputs depend on; all of them where there are no outputs.
  private func ancestors(of outputs: Set<Node.ID>, among cards: [ModelCard]) -> Set<Int> {
    guard !outputs.isEmpty else { return Set(cards.indices) }
    var found: Set<Int> = []
    var waiting = outputs.compactMap { run.positions[$0] }
    while let next = waiting.popLast() {
      guard found.insert(next).inserted else { continue }
      waiting.append(contentsOf: cards[next].inputs.compactMap { run.positions[$0.card] })
    }
    // An input that nothing uses is drawn all the same.
    for index in cards.indices where cards[index].role == .data { found.insert(index) }
    return found
  }

  private func node(
    _ card: ModelCard, _ gradients: Derivatives<Double>?, _ results: Set<Node.ID>
  ) -> Node {
    var node = Node(
      id: card.id, op: card.op, inputs: card.inputs,
      label: card.label == card.id ? nil : card.label, scope: card.scope,
      attributes: card.attributes, role: card.role ?? (results.contains(card.id) ? .output : nil))
    let ports = card.outputs.map { output in
      Port(
        name: output.name.isEmpty ? nil : output.name,
        dimensions: output.value.map { $0.shape.extents.map(Dimension.extent) }
          ?? output.dimensions,
        dtype: output.dtype, value: output.value.map { data($0.tensor) },
        gradient: card.role == .constant ? nil : gradient(of: output, gradients))
    }
    if ports.count > 1 {
      node.ports = ports
    } else if let only = ports.first {
      node.dimensions = only.dimensions
      node.dtype = only.dtype
      node.value = only.value
      node.gradient = only.gradient
    }
    return node
  }

  private func gradient(
    of output: ModelCard.Output, _ gradients: Derivatives<Double>?
  ) -> TensorData? {
    guard let gradients, let value = output.value, value.type.isFloating,
      run.tape.nodes[value.variable.index].leafKind != .constant
    else { return nil }
    return data(gradients[value.variable])
  }

  private func data(_ tensor: Tensor<Double>) -> TensorData {
    tensor.shape.elementCount <= options.mostElements
      ? .elements(tensor.elements, shape: tensor.shape.extents)
      : .summary(TensorSummary(of: tensor.elements))
  }
}
