public import VizNeural
public import VizTensor
public import VizTrace

extension UpdateRule {
  /// How a training of these parameters moves them.
  ///
  /// - Parameters:
  ///   - options: How the network is trained.
  ///   - parameters: The parameters of the network.
  public init<Scalar: TensorScalar>(_ options: TrainingOptions, of parameters: [Parameter<Scalar>])
  {
    self.init(
      Method(options.optimizer), rate: options.learningRate, decay: options.l2,
      decayed: parameters.filter(\.isDecayed).map(\.name))
    switch options.clipping {
    case .none: break
    case .norm(let limit): clipNorm = limit
    case .value(let limit): clipValue = limit
    }
  }
}

extension UpdateRule.Method {
  fileprivate init(_ optimizer: Optimizer) {
    self =
      switch optimizer {
      case .sgd: .sgd
      case .momentum(let memory): .momentum(memory: memory)
      case .nesterov(let memory): .nesterov(memory: memory)
      case .rmsprop(let memory, let epsilon): .rmsprop(memory: memory, epsilon: epsilon)
      case .adam(let betas, let epsilon):
        .adam(beta1: betas.gradients, beta2: betas.squares, epsilon: epsilon)
      case .adamw(let betas, let epsilon):
        .adamw(beta1: betas.gradients, beta2: betas.squares, epsilon: epsilon)
      }
  }
}
