import VizAutodiff
public import VizTensor

/// The loss of one batch as a function of the parameters, around where a training step found them:
/// what is asked when the curvature that training walks over is measured.
///
/// All is computed in double precision, whatever the training computes in. Dropout drops what it
/// dropped in the step, and batches are normalised by their own statistics, as in training. L2 decay
/// is no part of it.
public struct LossLandscape: Sendable {
  /// Where the step found the parameters.
  public let parameters: [Parameter<Double>]
  private let network: Network<Double>
  private let loss: Loss
  private let inputs, targets: Tensor<Double>
  private let step: Int

  /// The landscape of a step's batch; nil where the step did not keep its examples.
  ///
  /// - Parameters:
  ///   - trainer: Who took the step.
  ///   - step: The step, whose parameters may have moved since.
  public init?<Scalar: TensorScalar>(_ trainer: Trainer<Scalar>, _ step: TrainingStep<Scalar>) {
    let recording = step.recording
    guard let inputs = step.value(at: recording.input.index),
      let targets = step.value(at: recording.target.index)
    else { return nil }
    var state = trainer.network.state
    for (index, leaf) in recording.parameters.enumerated() {
      if let value = leaf.flatMap({ step.value(at: $0.index) }) {
        state.parameters[index].value = value
      }
    }
    network = Network(
      trainer.network, state: state.mapped { tensor, _ in tensor.converted(to: Double.self) })
    parameters = network.parameters
    loss = trainer.options.loss
    self.inputs = inputs.converted(to: Double.self)
    self.targets = targets.converted(to: Double.self)
    self.step = step.number
  }

  private init(_ whole: LossLandscape, examples: Range<Int>) throws {
    (network, parameters, loss, step) = (whole.network, whole.parameters, whole.loss, whole.step)
    inputs = try whole.inputs.rows(at: Array(examples)[...])
    targets = try whole.targets.rows(at: Array(examples)[...])
  }

  /// How many examples the batch has.
  public var examples: Int { inputs.shape.extents.first ?? 0 }

  /// How many numbers the parameters are.
  public var dimension: Int { parameters.reduce(0) { $0 + $1.value.shape.elementCount } }

  /// The landscape of some of the batch's examples. Throws `ShapeError` where there are no such.
  public func part(_ examples: Range<Int>) throws -> LossLandscape {
    try LossLandscape(self, examples: examples)
  }

  /// The loss where the parameters are moved by `change`, the elements of all of them in order; one
  /// forward pass. Throws what the network throws.
  public func loss(movedBy change: [Double]) throws -> Double {
    var offset = 0
    let state = network.state.mapped { (tensor, index) -> Tensor<Double> in
      guard index != nil else { return tensor }
      let part = change[offset..<offset + tensor.shape.elementCount]
      offset += tensor.shape.elementCount
      var moved = tensor
      // In range: as many elements as the tensor has.
      if let step = try? Tensor(Array(part), shape: tensor.shape) { try? moved.add(step) }
      return moved
    }
    return try record(Network(network, state: state), inputs, targets)
      .loss.value.scalar ?? .nan
  }

  /// The gradient at ``parameters``, the elements of all of them in order; a forward and a backward
  /// pass. Throws what the network throws.
  public func gradient() throws -> [Double] {
    try gradient(of: network, inputs, targets).flatMap(\.elements)
  }

  /// The product of the Hessian at ``parameters`` with a direction, the elements of all parameters in
  /// order: forward over reverse, about four times a gradient. Throws what the network throws.
  ///
  /// Pearlmutter, "Fast Exact Multiplication by the Hessian", Neural Computation 6(1), 1994.
  public func hessianProduct(along direction: [Double]) throws -> [Double] {
    var offset = 0
    let state = network.state.mapped { (tensor, index) -> Tensor<Dual<Double>> in
      guard index != nil else { return tensor.dual() }
      let part = Array(direction[offset..<offset + tensor.shape.elementCount])
      offset += tensor.shape.elementCount
      guard let tangents = try? Tensor(part, shape: tensor.shape),
        let moving = try? tensor.dual(tangents: tangents)
      else { return tensor.dual() }
      return moving
    }
    return try gradient(of: Network(network, state: state), inputs.dual(), targets.dual())
      .flatMap { $0.elements.map(\.tangent) }
  }

  private func record<Scalar: TensorScalar>(
    _ network: Network<Scalar>, _ inputs: Tensor<Scalar>, _ targets: Tensor<Scalar>
  ) throws -> TrainingRecording<Scalar> {
    try TrainingRecording(
      network, loss, inputs: inputs, targets: targets, mode: .training, step: step)
  }

  private func gradient<Scalar: TensorScalar>(
    of network: Network<Scalar>, _ inputs: Tensor<Scalar>, _ targets: Tensor<Scalar>
  ) throws -> [Tensor<Scalar>] {
    let recording = try record(network, inputs, targets)
    let gradients = try recording.tape.gradient(
      of: recording.loss, withRespectTo: recording.parameters.compactMap { $0 })
    return zip(recording.parameters, network.parameters).map { leaf, parameter in
      leaf.map { gradients[$0] } ?? .zeros(parameter.value.shape)
    }
  }
}

extension Network {
  /// A network of the same layers with tensors of another type.
  fileprivate init<Other>(_ other: Network<Other>, state: NetworkState<Scalar>) {
    layer = other.layer
    inputShape = other.inputShape
    seed = other.seed
    outputShape = other.outputShape
    self.state = state
  }
}

extension NetworkState {
  /// The state with other tensors in the place of these: parameters come with their positions.
  fileprivate func mapped<Other>(
    _ convert: (_ tensor: Tensor<Scalar>, _ parameter: Int?) -> Tensor<Other>
  ) -> NetworkState<Other> {
    var state = NetworkState<Other>()
    for (index, parameter) in parameters.enumerated() {
      state.parameters.append(
        Parameter(
          name: parameter.name, value: convert(parameter.value, index),
          isDecayed: parameter.isDecayed))
    }
    for statistic in statistics {
      state.statistics.append(
        Parameter(
          name: statistic.name, value: convert(statistic.value, nil),
          isDecayed: statistic.isDecayed))
    }
    state.index = index
    return state
  }
}
