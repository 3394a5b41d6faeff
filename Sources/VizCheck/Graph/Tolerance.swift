import VizTensor
import VizTrace

/// How far numbers may lie apart before they disagree, by the precision they were computed in.
struct Tolerance {
  /// The relative error up to which numbers agree.
  let relative: Double
  /// What fraction of the greatest number that went into a result its rounding is relative to,
  /// however small the result: terms may cancel.
  let floor: Double

  /// The greatest number there is: what is greater is infinite.
  private let greatest: Double

  /// Files that do not state the type may hold rounded numbers.
  init(_ dtype: DType?) {
    greatest = Double(dtype == .float32 ? Float.greatestFiniteMagnitude : .infinity)
    switch dtype {
    case .float64: (relative, floor) = (1e-8, 1e-4)
    case .float32: (relative, floor) = (1e-4, 1e-2)
    default: (relative, floor) = (1e-5, 1e-3)
    }
  }

  /// The distance of the elements beyond `noise`, relative to the greatest of them and to `floor`
  /// times `terms`.
  func error(
    _ a: Tensor<Double>, _ b: Tensor<Double>, terms: Double = 0, noise: Double = 0
  ) -> Double {
    guard a.shape == b.shape else { return 1 }
    var (gap, scale) = (0.0, terms.isFinite ? terms * floor : 0)
    for (x, y) in zip(a.elements, b.elements) {
      let y = y.magnitude > greatest ? y * .infinity : y
      if x == y || (x.isNaN && y.isNaN) { continue }
      guard x.isFinite, y.isFinite else { return 1 }
      gap = max(gap, (x - y).magnitude - noise)
      scale = max(scale, x.magnitude, y.magnitude)
    }
    return gap == 0 ? 0 : gap / scale
  }
}

extension Tensor<Double> {
  /// The greatest magnitude of an element; 0 for none.
  var greatest: Double { elements.reduce(0) { max($0, $1.magnitude) } }

  /// Every element with a sign drawn at random.
  func withRandomSigns(using generator: inout SplitMix64) -> Tensor {
    map { Bool.random(using: &generator) ? $0 : -$0 }
  }
}

extension Double {
  /// Itself, or 0 where it is no finite number.
  var finite: Double { isFinite ? self : 0 }
}
