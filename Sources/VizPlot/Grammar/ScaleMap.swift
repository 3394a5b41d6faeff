/// A scale whose ends are known: from data to shares of an axis.
struct ScaleMap: Sendable, Hashable {
  let kind: Scale.Kind
  /// The data at both ends.
  let first: Double
  let last: Double
  private let start: Double
  private let span: Double
  /// A power of two that keeps differences of the largest and the smallest numbers in range.
  private let factor: Double
  private let threshold: Double

  /// Both ends must be finite and, on a log scale, positive; equal ends are moved apart.
  init(_ kind: Scale.Kind, first: Double, last: Double) {
    self.kind = kind
    if case .symlog(let limit) = kind {
      threshold = limit.isFinite && limit > 0 ? limit : 1
    } else {
      threshold = 1
    }
    var (first, last) = (first, last)
    if first == last { (first, last) = Self.apart(first, kind) }
    self.first = first
    self.last = last
    let exponent = Swift.max(abs(first), abs(last)).exponent
    let isLinear = kind == .linear || kind == .time
    factor =
      isLinear
      ? Double(
        sign: .plus, exponent: -Int(Swift.max(-1000, Swift.min(1000, exponent))), significand: 1)
      : 1
    let start = Self.transformed(first, kind, factor, threshold)
    self.start = start
    span = Self.transformed(last, kind, factor, threshold) - start
  }

  /// Both sides of a single value.
  private static func apart(_ value: Double, _ kind: Scale.Kind) -> (Double, Double) {
    if kind == .log {
      return (
        Swift.max(value / 2, .leastNonzeroMagnitude), Swift.min(value * 2, .greatestFiniteMagnitude)
      )
    }
    if value == 0 { return (-1, 1) }
    let margin = Swift.max(abs(value) / 10, value.ulp)
    return (
      Swift.max(value - margin, -.greatestFiniteMagnitude),
      Swift.min(value + margin, .greatestFiniteMagnitude)
    )
  }

  private static func transformed(
    _ value: Double, _ kind: Scale.Kind, _ factor: Double, _ threshold: Double
  ) -> Double {
    switch kind {
    case .linear, .time, .band: value * factor
    case .log: value > 0 ? value.decimalLogarithm : .nan
    case .symlog: (value / threshold).boundedInverseHyperbolicSine
    }
  }

  /// Where a value lies: 0 at the first end, 1 at the last, outside of them beyond; NaN for what
  /// has no place.
  @inline(__always)
  func share(_ value: Double) -> Double {
    if case .band(let names) = kind { return (value + 0.5) / Double(Swift.max(names.count, 1)) }
    return (Self.transformed(value, kind, factor, threshold) - start) / span
  }

  /// Whether equal differences of data are equally long.
  var isLinear: Bool { kind == .linear || kind == .time }
}
