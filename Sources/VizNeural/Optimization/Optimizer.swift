import Foundation
public import VizTensor

/// A rule by which gradients move parameters, with its settings.
///
/// All but AdamW take L2 decay as part of the gradient, W ← W − α(ΔW + λW), for weights and not for
/// biases; AdamW shrinks the weights beside its step.
public enum Optimizer: Sendable, Hashable, Codable {
  /// Gradient descent: W ← W − α ΔW.
  case sgd
  /// Gradient descent with a velocity, of which so much stays in a step. Polyak, 1964.
  case momentum(Double = 0.9)
  /// The same with the gradient taken where the velocity leads. Nesterov, 1983.
  case nesterov(Double = 0.9)
  /// Steps divided by the root of a running mean of squares. Tieleman and Hinton, 2012.
  case rmsprop(memory: Double = 0.99, epsilon: Double = 1e-8)
  /// Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.
  case adam(betas: Betas = .standard, epsilon: Double = 1e-8)
  /// Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
  case adamw(betas: Betas = .standard, epsilon: Double = 1e-8)

  /// β₁ and β₂: how much of the running means of gradients and of their squares stays in a step.
  public struct Betas: Sendable, Hashable, Codable {
    /// Shares from 0 to less than 1; the nearer to 1, the longer the mean remembers.
    public var gradients, squares: Double

    /// β₁, of the gradients' mean, and β₂, of that of their squares.
    public init(_ gradients: Double, _ squares: Double) {
      self.gradients = gradients
      self.squares = squares
    }

    /// 0.9 and 0.999, as the paper on Adam has them.
    public static let standard = Betas(0.9, 0.999)
  }

  // The names that checkpoints have had from the first.
  private enum AdamCodingKeys: String, CodingKey {
    case betas = "memories"
    case epsilon
  }

  private enum AdamwCodingKeys: String, CodingKey {
    case betas = "memories"
    case epsilon
  }

  var hasMeans: Bool {
    switch self {
    case .sgd, .rmsprop: false
    case .momentum, .nesterov, .adam, .adamw: true
    }
  }

  var hasSquares: Bool {
    switch self {
    case .sgd, .momentum, .nesterov: false
    case .rmsprop, .adam, .adamw: true
    }
  }

  /// The optimisers that configurations know, by name.
  public static let named: [(name: String, optimizer: Optimizer)] = [
    ("sgd", .sgd), ("momentum", .momentum()), ("nesterov", .nesterov()), ("rmsprop", .rmsprop()),
    ("adam", .adam()), ("adamw", .adamw()),
  ]
}

/// What an optimiser remembers of a training.
public struct OptimizerState<Scalar: TensorScalar>: Sendable, Equatable {
  /// The rule whose memory this is.
  public let optimizer: Optimizer
  /// How many steps were taken.
  public internal(set) var steps = 0
  /// For each parameter the velocity or the running mean of its gradient; empty where the optimiser
  /// has none.
  public internal(set) var means: [Tensor<Scalar>] = []
  /// For each parameter the running mean of its gradient's squares; empty where there is none.
  public internal(set) var squares: [Tensor<Scalar>] = []

  /// The memory before the first step: zeros in the shape of each parameter.
  public init(_ optimizer: Optimizer, for parameters: [Parameter<Scalar>]) {
    self.optimizer = optimizer
    let zeros = parameters.map { Tensor<Scalar>.zeros($0.value.shape) }
    if optimizer.hasMeans { means = zeros }
    if optimizer.hasSquares { squares = zeros }
  }

  /// Counts a step; call it before the step's updates.
  mutating func advance() { steps += 1 }

  /// Moves the parameter at `index` in place; allocates nothing. Throws `ShapeError`.
  ///
  /// - Parameters:
  ///   - parameter: What moves.
  ///   - index: Which of the parameters that the state was made for it is.
  ///   - gradient: The gradient of the loss at the parameter.
  ///   - learningRate: α.
  ///   - decay: λ, taken for weights alone.
  ///   - clipping: What the gradient is scaled and bounded by.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func update(
    _ parameter: inout Parameter<Scalar>, at index: Int, _ gradient: UnsafeBufferPointer<Scalar>,
    learningRate: Double, decay: Double, clipping: GradientClipping.Factors
  ) throws {
    let decay = parameter.isDecayed ? Scalar(decay) : 0
    var descent = Descent<Scalar>(
      rate: Scalar(learningRate), decay: decay, scale: Scalar(clipping.scale),
      bound: Scalar(clipping.bound))
    var weightDecay: Scalar = 0
    switch optimizer {
    case .sgd: try descent.step(&parameter.value, gradient)
    case .momentum(let momentum), .nesterov(let momentum):
      var isNesterov = false
      if case .nesterov = optimizer { isNesterov = true }
      try descent.momentumStep(
        &parameter.value, gradient, velocity: &means[index], momentum: Scalar(momentum),
        isNesterov: isNesterov)
    case .rmsprop(let memory, let epsilon):
      try descent.rmspropStep(
        &parameter.value, gradient, squares: &squares[index], memory: Scalar(memory),
        epsilon: Scalar(epsilon))
    case .adam(let betas, let epsilon), .adamw(let betas, let epsilon):
      if case .adamw = optimizer { (weightDecay, descent.decay) = (decay, 0) }
      try descent.adamStep(
        &parameter.value, gradient, means: &means[index], squares: &squares[index],
        betas: (Scalar(betas.gradients), Scalar(betas.squares)),
        corrections: (
          Scalar(1 - pow(betas.gradients, Double(steps))),
          Scalar(1 - pow(betas.squares, Double(steps)))
        ), epsilon: Scalar(epsilon), weightDecay: weightDecay)
    }
  }
}
