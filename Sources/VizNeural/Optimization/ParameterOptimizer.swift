public import VizAutodiff
public import VizTensor

/// An optimiser for a loop of one's own: moves parameters by their gradients, remembers what its rule
/// remembers, and tells the run that it is in what became of them.
///
/// ```swift
/// let adam = ParameterOptimizer<Double>(.adam(), learningRate: 0.01)
/// try adam.step(&line, gradients)
/// ```
///
/// It belongs to the parameters of its first step. A run is told of updates where the loop is inside
/// `Run.record`; otherwise ``observer`` says who is.
public final class ParameterOptimizer<Scalar: TensorScalar> {
  /// The rule, with its constants.
  public let optimizer: Optimizer
  /// The learning rate, which may change from step to step.
  public var learningRate: Double
  /// λ, by which weights are pulled to zero; 0 for none.
  public var weightDecay: Double
  /// What gradients are limited to.
  public var clipping: GradientClipping
  /// The names of the parameters that λ pulls; nil for all that have two axes or more.
  public let decayed: Set<String>?
  /// Who is told of updates, such as a recorder; nil for the run that the loop is in.
  public weak var observer: (any UpdateObserver)?
  private var state: OptimizerState<Scalar>?
  private var names: [String] = []

  /// An optimiser that has taken no step.
  ///
  /// - Parameters:
  ///   - optimizer: The rule, with its constants.
  ///   - learningRate: The learning rate.
  ///   - weightDecay: λ, by which weights are pulled to zero.
  ///   - clipping: What gradients are limited to.
  ///   - decayed: The names of the parameters that λ pulls; nil for all that have two axes or more.
  ///   - observer: Who is told of updates, such as a recorder; nil for the run that the loop is in.
  public init(
    _ optimizer: Optimizer, learningRate: Double, weightDecay: Double = 0,
    clipping: GradientClipping = .none, decayed: Set<String>? = nil,
    observer: (any UpdateObserver)? = nil
  ) {
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.clipping = clipping
    self.decayed = decayed
    self.observer = observer
  }

  /// How many steps were taken.
  public var steps: Int { state?.steps ?? 0 }

  /// Moves the leaves of a struct by the gradients, which are such a struct.
  ///
  /// - Throws: `ShapeError` where a gradient does not fit its leaf, or `NeuralError` where these are
  ///   not the parameters of the first step; nothing has moved then.
  public func step<Parameters: ParameterStruct>(
    _ parameters: inout Parameters, _ gradients: Parameters
  ) throws where Parameters.Scalar == Scalar {
    let leaves = Parameters.leaves
    let moved = try moved(
      leaves.map { ($0, parameters[keyPath: $1], gradients[keyPath: $1]) })
    for ((_, path), value) in zip(leaves, moved) { parameters[keyPath: path] = value }
  }

  /// Moves the leaves of a struct by what a walk over the tape left at the parameters of their names.
  ///
  /// - Throws: As with a struct of gradients, and `AutodiffError` where the tape has no
  ///   parameter of a leaf's name.
  public func step<Parameters: ParameterStruct>(
    _ parameters: inout Parameters, _ gradients: Derivatives<Scalar>
  ) throws where Parameters.Scalar == Scalar {
    try step(&parameters, gradients.like(parameters))
  }

  /// Moves tensors by their gradients, each found by its name; a tensor without a gradient stays.
  ///
  /// - Throws: As with a struct of gradients.
  public func step(
    _ parameters: inout [String: Tensor<Scalar>], _ gradients: [String: Tensor<Scalar>]
  ) throws {
    let names = parameters.keys.sorted()
    let moved = try moved(
      names.map { name in
        let value = parameters[name] ?? 0
        return (name, value, gradients[name] ?? .zeros(value.shape))
      })
    for (name, value) in zip(names, moved) { parameters[name] = value }
  }

  /// Moves tensors by what a walk over the tape left at the parameters of their names.
  ///
  /// - Throws: As with a struct of gradients.
  public func step(
    _ parameters: inout [String: Tensor<Scalar>], _ gradients: Derivatives<Scalar>
  ) throws {
    try step(&parameters, gradients.byName)
  }

  /// What the parameters become.
  private func moved(
    _ leaves: [(name: String, value: Tensor<Scalar>, gradient: Tensor<Scalar>)]
  ) throws -> [Tensor<Scalar>] {
    for leaf in leaves where leaf.gradient.shape != leaf.value.shape {
      throw ShapeError(
        op: "step", shapes: [leaf.value.shape, leaf.gradient.shape],
        reason: "the gradient of \(leaf.name) must have its shape")
    }
    var parameters = leaves.map { leaf in
      Parameter(
        name: leaf.name, value: leaf.value,
        isDecayed: decayed?.contains(leaf.name) ?? (leaf.value.shape.rank > 1))
    }
    var state = state ?? OptimizerState(optimizer, for: parameters)
    if self.state == nil { names = leaves.map(\.name) }
    guard names == leaves.map(\.name), state.fits(parameters) else {
      throw NeuralError.configuration(
        key: "optimizer", reason: "it has begun with other parameters: \(names)",
        hint: "make an optimiser for each set of parameters")
    }
    let factors = clipping.factors(
      squares: leaves.reduce(0) { sum, leaf in
        leaf.gradient.elements.reduce(sum) { $0 + $1.asDouble * $1.asDouble }
      })
    // Its memory is the state's alone, so that it is moved in place.
    self.state = nil
    defer { self.state = state }
    state.advance()
    let observer = observer ?? CurrentRun.observer
    for (index, leaf) in leaves.enumerated() {
      try leaf.gradient.elements.withUnsafeBufferPointer {
        try state.update(
          &parameters[index], at: index, $0, learningRate: learningRate, decay: weightDecay,
          clipping: factors)
      }
      observer?.didUpdate(
        leaf.name, from: leaf.value, to: parameters[index].value, rate: learningRate)
    }
    return parameters.map(\.value)
  }
}

extension OptimizerState {
  /// Whether it was made for parameters of these shapes.
  fileprivate func fits(_ parameters: [Parameter<Scalar>]) -> Bool {
    [means, squares].allSatisfy { memory in
      memory.isEmpty || memory.elementsEqual(parameters) { $0.shape == $1.value.shape }
    }
  }
}
