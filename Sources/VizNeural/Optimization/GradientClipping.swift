/// A limit on gradients, so that no single batch throws the parameters far off.
///
/// Pascanu, Mikolov and Bengio, "On the Difficulty of Training Recurrent Neural Networks", 2013.
public enum GradientClipping: Sendable, Hashable, Codable {
  /// Gradients are taken as they are.
  case none
  /// All gradients are scaled together, so that their common norm is at most this.
  case norm(Double)
  /// Each element is brought to at most this magnitude.
  case value(Double)

  /// What a clipped gradient is multiplied by, then bounded by.
  struct Factors: Sendable {
    var scale = 1.0
    var bound = Double.infinity
  }

  /// The factors for gradients whose squares sum to `squares`.
  func factors(squares: @autoclosure () throws -> Double) rethrows -> Factors {
    switch self {
    case .none: return Factors()
    case .value(let bound): return Factors(bound: bound)
    case .norm(let limit):
      let norm = try squares().squareRoot()
      return Factors(scale: norm > limit ? limit / norm : 1)
    }
  }
}
