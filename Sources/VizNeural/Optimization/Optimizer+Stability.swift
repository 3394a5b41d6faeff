import Foundation
import VizTensor

extension Optimizer {
  /// The learning rate times the curvature of a valley beyond which steps along it grow: 2 for gradient
  /// descent; of methods that divide by the gradients' size, times the curvature after that division.
  ///
  /// Cohen, Kaur, Li, Kolter and Talwalkar, "Gradient Descent on Neural Networks Typically Occurs at
  /// the Edge of Stability", 2021 (arXiv 2103.00065), appendix B, for momentum; Cohen and others,
  /// "Adaptive Gradient Methods at the Edge of Stability", 2022 (arXiv 2207.14484), for Adam: 38 / α
  /// at its usual momentum.
  public var stableCurvature: Double {
    switch self {
    case .sgd, .rmsprop: 2
    case .momentum(let momentum): 2 * (1 + momentum)
    case .nesterov(let momentum): 2 * (1 + momentum) / (1 + 2 * momentum)
    case .adam(let betas, _), .adamw(let betas, _):
      2 * (1 + betas.gradients) / (1 - betas.gradients)
    }
  }
}

extension OptimizerState {
  /// What the last step divided the running mean of each gradient by, for each parameter, in double
  /// precision; nil for methods that divide by nothing.
  public var divisors: [[Double]]? {
    let (correction, squaresCorrection, epsilon): (Double, Double, Double)
    switch optimizer {
    case .sgd, .momentum, .nesterov: return nil
    case .rmsprop(_, let tiny): (correction, squaresCorrection, epsilon) = (1, 1, tiny)
    case .adam(let betas, let tiny), .adamw(let betas, let tiny):
      let count = Double(steps)
      correction = 1 - pow(betas.gradients, count)
      squaresCorrection = 1 - pow(betas.squares, count)
      epsilon = tiny
    }
    guard steps > 0 else { return nil }
    return squares.map { tensor in
      tensor.elements.map {
        correction * (($0.asDouble / squaresCorrection).squareRoot() + epsilon)
      }
    }
  }
}
