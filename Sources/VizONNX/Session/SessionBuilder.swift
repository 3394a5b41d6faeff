import VizAutodiff
import VizBase
import VizTensor

/// Makes a model ready for an ``ONNXSession``.
struct SessionBuilder {
  private let model: ONNXModel
  private(set) var steps: [SessionStep] = []
  private(set) var constants: [String: SessionValue] = [:]
  private(set) var needed: [ModelInput] = []

  /// The nodes that the outputs depend on, and the numbers that the model brings for them.
  ///
  /// - Throws: ``ONNXError`` where something is used that nothing before it computes, or computed twice.
  init(_ model: ONNXModel) throws {
    self.model = model
    let inputs = model.inputs
    let initializers = Dictionary(model.graph.initializer.map { ($0.name, $0) }) { $1 }
    var known = Set(inputs.map(\.name)).union(initializers.keys)
    var all: [SessionStep] = []
    for node in model.graph.node {
      let step = SessionStep(node, amid: known)
      for name in step.inputs where !name.isEmpty && !known.contains(name) {
        throw Self.unknown(name, to: ModelRun.name(node))
      }
      for name in step.outputs where !name.isEmpty && !known.insert(name).inserted {
        throw ONNXError(
          .damaged,
          "the node \(ModelRun.name(node)) computes \(name.quoted()), which is there already")
      }
      all.append(step)
    }
    for name in model.outputs where !known.contains(name) {
      throw Self.unknown(name, to: "outputs".quoted())
    }
    var wanted = Set(model.outputs)
    for var step in all.reversed() where !wanted.isDisjoint(with: step.outputs) {
      step.leaveOut(allBut: wanted)
      wanted.formUnion(step.needs)
      steps.append(step)
    }
    steps.reverse()
    needed = inputs.filter { wanted.contains($0.name) }
    for (name, tensor) in initializers where wanted.contains(name) {
      let read = try ModelTensor(tensor, in: model.folder)
      constants[name] = SessionValue(read.tensor, read.type)
    }
  }

  private static func unknown(_ name: String, to node: String) -> ONNXError {
    ONNXError(
      .damaged, "the node \(node) uses \(name.quoted()), which nothing before it computes")
  }

  /// Computes what depends on no input. What cannot be computed is left for the run, which says so.
  mutating func fold() throws {
    var run = SessionRun(model, constants: constants, values: [:])
    var rest: [SessionStep] = []
    for step in steps {
      if step.needs.allSatisfy({ run[$0] != nil }), (try? run.perform(step)) != nil { continue }
      rest.append(step)
    }
    steps = rest
    constants.merge(run.values) { $1 }
  }

  // MARK: - Steps that become one

  /// Takes batch norms and relus into what they follow.
  mutating func fuse() {
    let uses = (steps.flatMap(\.needs) + model.outputs).reduce(into: [:]) {
      $0[$1, default: 0] += 1
    }
    var fused: [SessionStep] = []
    var makers: [String: Int] = [:]
    /// The step whose result this one alone takes first.
    func maker(of step: SessionStep) -> Int? {
      guard let name = step.inputs.first, uses[name] == 1, step.outputs.count == 1 else {
        return nil
      }
      return makers[name]
    }
    for var step in steps {
      let before = maker(of: step)
      if let scaling = scaling(step) {
        if let before, take(scaling, of: step, into: &fused[before]) {
          makers[step.outputs[0]] = before
          continue
        }
        step.isScaling = true
        step.inputs = [step.inputs[0], step.outputs[0] + "\0scale", step.outputs[0] + "\0shift"]
        (constants[step.inputs[1]], constants[step.inputs[2]]) = (
          SessionValue(scaling.scale, .float), SessionValue(scaling.shift, .float)
        )
      }
      if isStandard(step, "Relu"), let before, isStandard(fused[before]), !fused[before].isRectified
      {
        fused[before].isRectified = true
        fused[before].outputs = step.outputs
        makers[step.outputs[0]] = before
        continue
      }
      if step.outputs.count == 1 { makers[step.outputs[0]] = fused.count }
      fused.append(step)
    }
    steps = fused
  }

  /// Whether a step is an operator of the standard, of this name or any, that the model does not
  /// define itself, with one output.
  private func isStandard(_ step: SessionStep, _ name: String? = nil) -> Bool {
    step.domain.isEmpty && step.node.opType == name ?? step.node.opType && step.outputs.count == 1
      && OperatorTable.operation(domain: "", name: step.node.opType) != nil
      && model.function(of: step.node) == nil
  }

  /// The scale and the shift that a batch norm by known numbers comes to, for each channel.
  private func scaling(_ step: SessionStep) -> (scale: Tensor<Double>, shift: Tensor<Double>)? {
    guard isStandard(step, "BatchNormalization"), step.inputs.count == 5 else { return nil }
    let tape = Tape<Double>()
    let call = OperatorCall(
      node: step.node, inputs: [], opset: model.opsets[""] ?? 1, tape: tape, folder: nil)
    let numbers = step.inputs.dropFirst().compactMap { constants[$0]?.tensor }
    guard
      let operation = try? OperatorTable.operation(domain: "", name: step.node.opType)?(call),
      case .double(let epsilon)? = operation.attributes["epsilon"], numbers.count == 4,
      numbers.allSatisfy({ $0.shape.rank == 1 && $0.shape == numbers[0].shape })
    else { return nil }
    var (scale, shift) = (numbers[0].elements, numbers[1].elements)
    for (index, variance) in numbers[3].elements.enumerated() {
      scale[index] /= (variance + epsilon).squareRoot()
      shift[index] -= numbers[2].elements[index] * scale[index]
    }
    return (Tensor(scale), Tensor(shift))
  }

  /// Scales and shifts the filters of a convolution, so that it gives what the step behind it gave; false
  /// where that is none by known filters.
  private mutating func take(
    _ scaling: (scale: Tensor<Double>, shift: Tensor<Double>), of step: SessionStep,
    into convolution: inout SessionStep
  ) -> Bool {
    let count = scaling.scale.shape.elementCount
    guard isStandard(convolution, "Conv"), !convolution.isRectified, convolution.inputs.count >= 2,
      let filters = constants[convolution.inputs[1]], filters.type.isFloating,
      filters.shape.rank > 2, filters.shape.extents[0] == count
    else { return false }
    var bias = scaling.shift.elements
    if convolution.inputs.count > 2, !convolution.inputs[2].isEmpty {
      guard let own = constants[convolution.inputs[2]], own.shape.extents == [count] else {
        return false
      }
      for (index, number) in own.tensor.elements.enumerated() {
        bias[index] += number * scaling.scale.elements[index]
      }
    }
    let column = [count] + [Int](repeating: 1, count: filters.shape.rank - 1)
    guard let scale = try? scaling.scale.reshaped(to: Shape(column)),
      let scaled = try? filters.tensor * scale
    else { return false }
    let name = step.outputs[0]
    convolution.inputs = [convolution.inputs[0], name + "\0filters", name + "\0bias"]
    convolution.outputs = step.outputs
    constants[convolution.inputs[1]] = SessionValue(scaled, filters.type)
    constants[convolution.inputs[2]] = SessionValue(Tensor(bias), filters.type)
    return true
  }

  // MARK: - How long things are held

  /// Says after which step each tensor is let go of, and lets go of what no step takes.
  mutating func finish() {
    var used = Set(model.outputs)
    for index in steps.indices.reversed() {
      steps[index].outputs = steps[index].outputs.map { used.contains($0) ? $0 : "" }
      let needs = Set(steps[index].needs)
      steps[index].freed = needs.filter { !used.contains($0) && constants[$0] == nil }.sorted()
      used.formUnion(needs)
    }
    constants = constants.filter { used.contains($0.key) }
  }
}
