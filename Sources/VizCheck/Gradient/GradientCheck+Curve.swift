public import VizAutodiff
public import VizTensor

extension GradientCheck {
  /// The error of the plain centred difference at one step.
  public struct Trial: Sendable, Equatable {
    /// How far the element is moved to either side.
    public var step: Double
    /// The slope between the two sides, from the function's values there.
    public var difference: Double
    /// The distance from the tape's gradient, relative to the greater of the two.
    public var relativeError: Double

    /// The difference of a step, and how far it is from the gradient.
    public init(step: Double, difference: Double, relativeError: Double) {
      self.step = step
      self.difference = difference
      self.relativeError = relativeError
    }
  }

  /// The curve of error against step for element `index` of the input at `position`: the V whose
  /// left arm is rounding and whose right arm is the method.
  ///
  /// The default steps are powers of ten from 1e-15 to 1, ascending. Throws what the function
  /// throws, and `ShapeError` where there is no such element.
  public static func errorCurve(
    of function: some DifferentiableFunction, at inputs: [Tensor<Double>], input position: Int = 0,
    element index: Int = 0, steps: [Double] = powersOfTen
  ) throws -> [Trial] {
    guard inputs.indices.contains(position),
      inputs[position].elements.indices.contains(index)
    else {
      throw ShapeError(
        op: "gradient check", shapes: inputs.map(\.shape),
        reason: "there is no element \(index) of an input \(position)")
    }
    let probe = try Probe(at: inputs, seed: nil) { _, variables in try function(variables) }
    let exact = probe.gradient[position].elements[index]
    let differences = probe.differences(position, index)
    return steps.map { step in
      let difference = differences.centred(step).value
      return Trial(
        step: step, difference: difference,
        relativeError: relativeError(exact, difference, noise: 0))
    }
  }

  /// 1e-15, 1e-14 and so on to 1.
  public static let powersOfTen: [Double] = [
    1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1,
    1,
  ]
}
