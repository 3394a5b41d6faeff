extension GradientCheck: CustomStringConvertible {
  /// Relative errors above this are disagreements.
  private static let tolerance = 1e-6

  /// Whether the gradient and the differences agree within a relative 1e-6.
  public var agrees: Bool { relativeError <= Self.tolerance }

  /// The verdict and the worst element, in one line.
  public var description: String {
    guard let worst else { return "gradient check: nothing to compare" }
    let count = elements.count
    let verdict = agrees ? "ok" : "wrong"
    return "gradient check: \(verdict), \(count) derivative\(count == 1 ? "" : "s");"
      + " worst \(worst.input)[\(worst.index)]: analytic \(worst.gradient),"
      + " numeric \(worst.difference), relative error \(worst.relativeError)"
  }
}
