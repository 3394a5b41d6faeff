import VizTensor
import VizTrace

/// How far numbers may lie apart before they disagree, by the precision they were computed in.
struct Tolerance {
  /// The relative error up to which numbers agree.
  private(set) var relative: Double
  /// What fraction of the greatest number that went into a result its rounding is relative to,
  /// however small the result: terms may cancel.
  private(set) var floor: Double

  /// The greatest number there is: what is greater is infinite.
  private var greatest: Double
  /// How far a number may be off because it is too small for the precision: there digits are lost
  /// one by one, or all at once where a processor takes it for 0.
  private(set) var least: Double
  /// How far rounding moves a number, relative to it.
  private(set) var unit: Double

  /// Files that do not state the type may hold rounded numbers.
  init(_ dtype: DType?) {
    switch dtype {
    case .float64: (greatest, least) = (.infinity, Double.leastNormalMagnitude)
    case .float16: (greatest, least) = (65504, 0x1p-24)
    // Where the type is not stated, it may be single precision.
    default:
      greatest = Double(Float.greatestFiniteMagnitude)
      least = Double(Float.leastNormalMagnitude)
    }
    unit = Double(sign: .plus, exponent: -(dtype?.significandBits ?? 24), significand: 1)
    switch dtype {
    case .float64: (relative, floor) = (1e-8, 1e-4)
    case .float32: (relative, floor) = (1e-4, 1e-2)
    case let half? where (half.significandBits ?? 24) < 24:
      // A result is rounded once, and what went into it was.
      relative = Double(sign: .plus, exponent: 4 - (half.significandBits ?? 24), significand: 1)
      floor = 0.1
    default: (relative, floor) = (1e-5, 1e-3)
    }
  }

  /// Numbers that went through another type as well, by the coarser of both.
  mutating func widen(by other: Tolerance) {
    relative = max(relative, other.relative)
    floor = max(floor, other.floor)
    greatest = min(greatest, other.greatest)
    least = max(least, other.least)
    unit = max(unit, other.unit)
  }

  /// How far two tensors are apart.
  struct Distance {
    /// The distance of the finite elements beyond the noise, relative to the greatest of them.
    var error = 0.0
    /// The elements of which one is no finite number, and the other is not the same.
    var unfit: [Int] = []
  }

  /// The distance of the elements beyond `noise`, relative to the greatest of them and to `floor`
  /// times `terms`; 1 where the shapes differ.
  func distance(
    _ a: Tensor<Double>, _ b: Tensor<Double>, terms: Double = 0, noise: Tensor<Double> = 0
  ) -> Distance {
    var distance = Distance()
    guard a.shape == b.shape else {
      distance.error = 1
      return distance
    }
    let noises = noise.shape == a.shape ? noise.elements : []
    let everywhere = noises.isEmpty ? max(noise.greatest, least) : least
    var (gap, scale) = (0.0, terms.isFinite ? terms * floor : 0)
    for (index, (x, y)) in zip(a.elements, b.elements).enumerated() {
      if x == y || (x.isNaN && y.isNaN) { continue }
      guard x.isFinite, y.isFinite else {
        if !overflows(x, y) { distance.unfit.append(index) }
        continue
      }
      let noise = noises.isEmpty ? everywhere : max(noises[index], least)
      gap = max(gap, (x - y).magnitude - noise)
      scale = max(scale, x.magnitude, y.magnitude)
    }
    distance.error = gap == 0 ? 0 : gap / scale
    return distance
  }

  /// As ``distance(_:_:terms:noise:)``, where what is not finite counts as 1.
  func error(
    _ a: Tensor<Double>, _ b: Tensor<Double>, terms: Double = 0, noise: Tensor<Double> = 0
  ) -> Double {
    let distance = distance(a, b, terms: terms, noise: noise)
    return distance.unfit.isEmpty ? distance.error : 1
  }

  /// Whether a number is infinite because the other is too great for the precision.
  private func overflows(_ x: Double, _ y: Double) -> Bool {
    x.isInfinite && y.magnitude > greatest && (x < 0) == (y < 0)
  }
}

extension Tensor<Double> {
  /// The greatest magnitude of an element; 0 for none.
  var greatest: Double { elements.reduce(0) { max($0, $1.magnitude) } }

  /// Whether every element is a finite number.
  var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  /// Whether an element is NaN.
  var hasNaN: Bool { elements.contains(where: \.isNaN) }

  /// The sum of the products of the elements of two tensors of one shape.
  func contracted(with other: Tensor) -> Double {
    Swift.zip(elements, other.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Every element with a sign drawn at random.
  func withRandomSigns(using generator: inout SplitMix64) -> Tensor {
    map { Bool.random(using: &generator) ? $0 : -$0 }
  }
}

extension Double {
  /// Itself, or 0 where it is no finite number.
  var finite: Double { isFinite ? self : 0 }
}
