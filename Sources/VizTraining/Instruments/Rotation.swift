import Foundation
import VizNeural
public import VizTensor

/// By what angle each update turns the weights, and by how much it lengthens them: with weight decay
/// both settle, and the angle is then the learning rate that counts.
///
/// Readings: a weight's name, the angle in radians between the weight before and after the update;
/// `growth/` and its name, by what share of its length it grew; and `equilibrium`, the angle that
/// decay and learning rate lead to: √(2αλ(1 − β)/(1 + β)) for AdamW with the memory β, √(2αλ/(1 + β))
/// for gradient descent with momentum β and L2 decay.
///
/// Kosson, Messmer and Jaggi, "Rotational Equilibrium: How Weight Decay Balances Learning Across
/// Neural Networks", 2023 (arXiv 2305.17212).
public struct Rotation: Instrument {
  /// What it is called, what it measures, what that costs, and where it comes from.
  public static let about = InstrumentDescription(
    name: "rotation",
    summary: "the angle by which an update turns each weight, and its growth",
    cost: "two passes over the parameters",
    source: "arXiv 2305.17212")

  /// An instrument without a state.
  public init() {}

  /// Measures the update of the step.
  public mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading] {
    var readings: [InstrumentReading] = []
    for move in moment.moves where move.isDecayed {
      guard let turn = Self.turn(move.before, by: move.change) else { continue }
      readings.append(InstrumentReading(move.name, turn.angle))
      readings.append(InstrumentReading("growth/\(move.name)", turn.growth))
    }
    let options = moment.trainer.options
    if let angle = Self.equilibrium(options.optimizer, moment.step.learningRate, options.l2) {
      readings.append(InstrumentReading("equilibrium", angle))
    }
    return readings
  }

  /// The angle between a vector and the moved one, and by what share of its length it grew; nil for 0.
  static func turn(_ vector: [Double], by change: [Double]) -> (angle: Double, growth: Double)? {
    var (square, across, moved) = (0.0, 0.0, 0.0)
    for (w, d) in zip(vector, change) {
      square += w * w
      across += w * d
      moved += d * d
    }
    guard square > 0 else { return nil }
    let after = square + 2 * across + moved
    // The area between w and w + d is that between w and d, which keeps its digits for small d.
    let area = max(square * moved - across * across, 0).squareRoot()
    return (
      atan2(area, square + across), (2 * across + moved) / (square + (square * after).squareRoot())
    )
  }

  /// The angle of an update where decay and learning rate are in balance; nil without decay, and for
  /// methods for which there is no such formula.
  static func equilibrium(_ optimizer: Optimizer, _ rate: Double, _ decay: Double) -> Double? {
    guard decay > 0 else { return nil }
    let square = 2 * rate * decay
    return switch optimizer {
    case .sgd: square.squareRoot()
    case .momentum(let momentum): (square / (1 + momentum)).squareRoot()
    case .adamw(let betas, _):
      (square * (1 - betas.gradients) / (1 + betas.gradients)).squareRoot()
    case .nesterov, .rmsprop, .adam: nil
    }
  }
}
