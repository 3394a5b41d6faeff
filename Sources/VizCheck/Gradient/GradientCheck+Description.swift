import VizAutodiff
import VizBase

extension GradientCheck: CustomStringConvertible {
  /// Relative errors above this are disagreements.
  static let tolerance = 1e-6

  /// Whether the gradient and the differences agree within a relative 1e-6, but for kinks and for
  /// what is not finite; false where the function has no value at all.
  public var agrees: Bool { hasValue && relativeError <= Self.tolerance }

  /// The verdict and the worst element, in one line; kinks, and what is not finite, in one more each.
  public var description: String {
    guard let worst else { return "gradient check: nothing to compare" }
    let count = elements.count
    var text =
      "gradient check: \(agrees ? "ok" : "wrong"), \(count) derivative\(count == 1 ? "" : "s");"
      + " worst \(name(of: worst)): analytic \(written(worst.gradient)),"
      + " numeric \(written(worst.difference)), relative error \(worst.relativeError)"
    if undefined.count == count {
      text = "gradient check: nothing to compare"
    }
    if let first = undefined.first {
      let more = undefined.count > 1 ? " and \(undefined.count - 1) more" : ""
      text +=
        "\nnot finite, or not differentiable, here: \(name(of: first))\(more); analytic"
        + " \(written(first.gradient)), numeric \(written(first.difference))"
    }
    if let first = elements.first(where: \.isEdge) {
      text += "\nedge of the domain at \(name(of: first)): there is a slope on one side alone"
    }
    if let first = kinks.first, let kink = first.kink {
      let more = kinks.count > 1 ? " and \(kinks.count - 1) more" : ""
      text +=
        "\nkink at \(name(of: first))\(more): the slope is \(rounded(kink.below)) below"
        + " and \(rounded(kink.above)) above, and the gradient \(first.gradient) is a subgradient"
    }
    let hidden = elements.filter(\.isBehindKinks)
    if let first = hidden.first {
      let more = hidden.count > 1 ? " and \(hidden.count - 1) more" : ""
      text +=
        "\nkinks behind \(name(of: first))\(more): the gradient \(first.gradient) is what the rules"
        + " choose there, and need not be the slope, which is \(rounded(first.difference)) here"
    }
    return text
  }

  /// The input's name, with the position where it has several elements.
  private func name(of element: Element) -> String {
    let isAlone = elements.count { $0.input == element.input } == 1
    return isAlone ? element.input : "\(element.input)[\(element.index)]"
  }

  private func written(_ x: Double) -> String { x.isFinite ? x.description : x.asWritten }

  /// One-sided slopes are known to some six digits.
  private func rounded(_ slope: Double) -> Double {
    slope.magnitude < 1e9 ? (slope * 1e6).rounded() / 1e6 : slope
  }
}
