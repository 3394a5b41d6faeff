import VizAutodiff
import VizBase
import VizTensor

extension ONNXNodeProto {
  /// Whether it differentiates a part of the model that it stands in.
  var isGradient: Bool {
    opType == "Gradient" && ONNXModel.domain(domain) == ONNXModel.trainingDomain
  }
}

extension ONNXModel {
  /// More nodes than this that differentiate are refused: each runs a part of the model once more.
  private static let mostGradients = 100

  /// The derivatives of what a node names `y` along each of its `xs`, where these and its `zs` have some
  /// numbers: the part of the model between them runs on a tape of its own.
  ///
  /// - Parameter given: The numbers and types of the node's inputs.
  /// - Returns: Them, and how many numbers were computed for them.
  func gradients(
    _ node: ONNXNodeProto, at given: [(tensor: Tensor<Double>, type: ElementType)?]
  ) throws -> (tensors: [Tensor<Double>], computed: Int) {
    let told = OperatorCall(node: node, inputs: [], opset: 1, tape: Tape(), folder: nil)
    let along = told.words("xs") ?? []
    let names = along + (told.words("zs") ?? [])
    let target = told.word("y", "")
    let numbers = given.compactMap { $0 }
    guard !along.isEmpty, names.count == given.count, numbers.count == given.count,
      Set(names).count == names.count, node.output.count <= along.count
    else { throw told.misfit("what it names and what it is given do not fit") }
    guard graph.node.lazy.filter(\.isGradient).count <= Self.mostGradients else {
      throw told.unsupported("more than \(Self.mostGradients) times a derivative")
    }
    var part = ONNXGraphProto()
    part.node = try nodes(of: target, from: Set(names))
    guard !part.node.contains(where: \.isGradient) else {
      throw told.unsupported("a derivative of a derivative")
    }
    part.initializer = graph.initializer.filter { !names.contains($0.name) }
    part.input = zip(names, numbers).map { name, number in
      var input = ONNXValueInfoProto()
      (input.name, input.type.tensorType.elemType) = (name, number.type.rawValue)
      return input
    }
    let run = try ModelRun(
      ONNXModel(part, of: self),
      given: Dictionary(uniqueKeysWithValues: zip(names, numbers.map { $0.tensor })))
    guard let y = try run.operand(target)?.value else {
      throw ONNXError(.unsupported, run.gapWords.joined(separator: ", ") + " has no derivative")
    }
    guard y.isTensor, y.type.isFloating, numbers[..<along.count].allSatisfy({ $0.type.isFloating })
    else {
      throw told.misfit("what it differentiates is no number with a fraction")
    }
    let slopes = try run.tape.gradient(of: y.variable, seed: .ones(y.shape))
    let tensors = try along.map { name in
      guard let x = run.top[name]?.value?.variable else { throw told.misfit("it has no \(name)") }
      return slopes[x]
    }
    return (tensors, run.numbers.computed)
  }

  /// The nodes that a name of the model depends on, none of them behind these others.
  private func nodes(of name: String, from given: Set<String>) throws -> [ONNXNodeProto] {
    var makers: [String: Int] = [:]
    for (index, node) in graph.node.enumerated() {
      for output in node.output where !output.isEmpty { makers[output] = index }
    }
    let known = Set(makers.keys).union(graph.input.map(\.name))
    guard makers[name] != nil || given.contains(name) else {
      throw ONNXError(
        .unsupported,
        "\(name.quoted()), whose derivative it is to give, is not in the model's own graph")
    }
    var found: Set<Int> = []
    var waiting = [name]
    while let next = waiting.popLast() {
      guard !given.contains(next), let maker = makers[next], found.insert(maker).inserted else {
        continue
      }
      waiting += SessionStep(graph.node[maker], amid: known).needs
    }
    return found.sorted().map { graph.node[$0] }
  }
}

extension ModelRun {
  /// The card of a node that differentiates a part of the model.
  func gradient(_ node: ONNXNodeProto, in scope: ModelScope) throws -> Bool {
    let operands = try operands(node, in: scope)
    var values: [ModelValue]?
    if operands.allSatisfy({ $0?.value != nil }) {
      values = try named(node) {
        try expectRoom()
        guard scope === top else {
          throw ONNXError(
            .unsupported, "a derivative inside of a function or a loop is not computed")
        }
        let given = operands.map { $0?.value }
        let found = try model.gradients(node, at: given.map { $0.map { ($0.tensor, $0.type) } })
        count(computed: found.computed)
        return zip(found.tensors, given).compactMap { tensor, value in
          value.map { ModelValue(variable: tape.constant(tensor), type: $0.type) }
        }
      }
    }
    add(node, operands, values, tape.nodes.count, in: scope)
    return true
  }
}
