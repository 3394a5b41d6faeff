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

  /// Ends that are no numbers of the scale, or too near to each other, are replaced.
  init(_ kind: Scale.Kind, first: Double, last: Double) {
    self.kind = kind
    if case .symlog(let limit) = kind {
      threshold = limit.isFinite && limit > 0 ? limit : 1
    } else {
      threshold = 1
    }
    let domain = Self.widened(first, last, kind)
    let (first, last) = (domain.first, domain.last)
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

  /// The range as its ticks need it: wide enough to tell numbers apart.
  private static func widened(_ first: Double, _ last: Double, _ kind: Scale.Kind) -> Scale.Domain {
    let range =
      switch kind {
      case .log: Ticks.logRange(first, last)
      case .linear, .symlog, .time: Ticks.range(first, last)
      case .band: min(first, last)...max(first, last)
      }
    return first <= last
      ? Scale.Domain(range.lowerBound, range.upperBound)
      : Scale.Domain(range.upperBound, range.lowerBound)
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

  var isBand: Bool { if case .band = kind { true } else { false } }

  /// Whether equal differences of data are equally long.
  var isLinear: Bool { kind == .linear || kind == .time }
}
