/// Difference quotients of a function of one number.
///
/// The centred quotient `(f(x+h) - f(x-h)) / 2h` errs by about `h²` for its method and `ε|f|/h`
/// for rounding, a V over the logarithm of the step. Its error is a series in `h²`, so that
/// quotients at several steps extrapolate to step 0; the entry of the table that differs least
/// from its neighbours is taken, and the difference is its error.
///
/// Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in Engineering Software
/// 4(2), 1982; Press et al., "Numerical Recipes", 3rd edition, 2007, section 5.7.
struct Differences {
  /// A value, and how large the terms were that it is the sum of.
  struct Sample {
    var value: Double
    var magnitude: Double

    init(_ value: Double, magnitude: Double? = nil) {
      self.value = value
      self.magnitude = magnitude ?? value.magnitude
    }
  }

  struct Estimate {
    var value: Double
    /// How far it may be from the derivative, by its neighbours in the table.
    var error: Double
    /// What of that rounding explains.
    var rounding: Double
    var step: Double
  }

  let x: Double
  private let function: (Double) -> Sample

  init(at x: Double, of function: @escaping (Double) -> Sample) {
    self.x = x
    self.function = function
  }

  private var scale: Double { Swift.max(x.magnitude, 1) }

  /// The centred quotient at one step, with its rounding error.
  func centred(_ step: Double) -> Estimate {
    let (above, below) = (x + step, x - step)
    let (right, left) = (function(above), function(below))
    // The step that the rounded arguments really have.
    let width = above - below
    let rounding = Double.ulpOfOne * (right.magnitude + left.magnitude) / width
    return Estimate(
      value: (right.value - left.value) / width, error: rounding, rounding: rounding, step: step)
  }

  /// The extrapolated derivative.
  var derivative: Estimate {
    var best = Estimate(value: .nan, error: .infinity, rounding: 0, step: .nan)
    var previous: [Estimate] = []
    var step = scale / 64
    for row in 0..<Self.rows {
      var current = [centred(step)]
      var factor = 1.0
      for column in 0..<previous.count {
        factor *= Self.contraction * Self.contraction
        let (fine, coarse) = (current[column], previous[column])
        let value = fine.value + (fine.value - coarse.value) / (factor - 1)
        let rounding = Swift.max(fine.rounding, coarse.rounding)
        let gap = Swift.max((value - fine.value).magnitude, (value - coarse.value).magnitude)
        let estimate = Estimate(
          value: value, error: Swift.max(gap, rounding), rounding: rounding, step: step)
        current.append(estimate)
        if estimate.error < best.error { best = estimate }
      }
      let isSettled = best.error <= Self.settled * best.value.magnitude
      if isSettled || (row == 2 && best.error == 0) { return best }
      previous = current
      step /= Self.contraction
    }
    return best
  }

  private static let rows = 9
  private static let contraction = 3.0
  /// Better than this the derivative need not be known.
  private static let settled = 1e-11

  // MARK: - Kinks

  /// The slopes of both sides of a kink at the point or near it, where `slope` lies between them.
  ///
  /// The sides of a smooth function close up with the square of the step; those of a kink do not.
  /// Where the nearest sides do close up, `slope` must be theirs: a kink further off excuses
  /// differences whose step crosses it, and no wrong rule. Kinks further off than `limit`, in steps
  /// that are relative to the point, are not looked for.
  func kink(around slope: Double, within limit: Double = 1) -> GradientCheck.Kink? {
    for step in Self.sideSteps.filter({ $0 <= limit }).map({ $0 * scale }) {
      let (wide, narrow) = (sides(step), sides(step / 4))
      let (below, above) = (narrow.below, narrow.above)
      let noise = 8 * narrow.noise
      let gap = (above - below).magnitude
      guard gap.isFinite else { return nil }
      let slack = noise + 1e-5 * Swift.max(slope.magnitude, gap)
      let isBetween =
        slope >= Swift.min(below, above) - slack && slope <= Swift.max(below, above) + slack
      guard isBetween else { return nil }
      let closes = gap <= noise || gap < 0.5 * (wide.above - wide.below).magnitude
      if !closes { return GradientCheck.Kink(below: below, above: above) }
    }
    return nil
  }

  /// The slope on the one side on which there is a function, at the edge of its domain, where the
  /// slopes of ever smaller steps approach `slope` or end at another; nil where there is no edge.
  func edge(towards slope: Double) -> (slope: Double, isApproached: Bool)? {
    let middle = function(x).value
    guard middle.isFinite else { return nil }
    for side in [1.0, -1] {
      let slopes = Self.edgeSteps.map { step in
        (function(x + side * step * scale).value - middle) / (side * step * scale)
      }
      let other = function(x - side * Self.edgeSteps[0] * scale).value
      guard !other.isFinite, let last = slopes.last, slopes.allSatisfy(\.isFinite) else { continue }
      let gaps = slopes.map { ($0 - slope).magnitude }
      let slack = 1e-6 * Swift.max(slope.magnitude, last.magnitude)
      let shrinks = zip(gaps, gaps.dropFirst()).allSatisfy { $1 <= 0.5 * $0 || $1 <= slack }
      return (last, shrinks)
    }
    return nil
  }

  private static let edgeSteps = [1e-3, 1e-5, 1e-7, 1e-9]

  private static let sideSteps = [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2]

  /// The one-sided slopes, exact for parabolas.
  private func sides(_ step: Double) -> (below: Double, above: Double, noise: Double) {
    let middle = function(x)
    func side(_ step: Double) -> Double {
      let near = function(x + step).value - middle.value
      let far = function(x + 2 * step).value - middle.value
      // Adding 0 turns -0 into 0.
      return (4 * near - far) / (2 * step) + 0
    }
    return (side(-step), side(step), 4 * Double.ulpOfOne * middle.magnitude / step)
  }
}
