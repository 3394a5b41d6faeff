import Foundation
import VizAutodiff
import VizNeural
import VizPlot
import VizTensor
import VizText

/// What networks are as functions, and what numbers do to derivatives.
enum FunctionLessons {
  // MARK: Universal approximation

  static let range = 0.0...1.0
  static let counts = [3, 10, 30]

  /// What is approximated.
  static func wave(_ x: Double) -> Double {
    0.5 + 0.3 * sin(6.5 * x) + 0.15 * sin(17 * x)
  }

  static func network(_ count: Int) -> SigmoidNetwork {
    SigmoidNetwork(approximating: wave, on: range, count: count, steepness: 6)
  }

  static func approximationFigure() -> Figure {
    let figures = counts.map { count in
      let network = network(count)
      let sum = SigmoidSum(
        offset: network.offset,
        terms: network.terms.map { .init(weight: $0.weight, bias: $0.bias, height: $0.height) })
      return Figure.approximation(of: wave, by: sum, over: range, size: .pixels(1000, 560))
    }
    var figure = figures[0]
    figure.panels =
      zip(figures, counts).map { one, count in
        var panel = one.panels[0]
        let error = network(count).greatestError(from: wave, on: range)
        panel.title = "\(count) sigmoids · within \(NumberFormat.brief(error))"
        panel.y.scale = .linear(0, 1)
        return panel
      }
      + figures.map { one in
        var panel = one.panels[1]
        panel.y.scale = .linear(-0.7, 0.7)
        return panel
      }
    figure.columns = 3
    figure.title = "The more sigmoids, the nearer"
    figure.caption = "Above: the function and the sum. Below: each summand h·σ(wx + b)."
    figure.labelling = .legend
    figure.summary = figures.map(\.summary).joined(separator: " ")
    return figure
  }

  // MARK: Numerical gradients

  /// The error of centred differences of a smooth function, at steps from 1e-15 to 1.
  static func errors() throws -> [GradientCheck.Trial] {
    try GradientCheck.errorCurve(
      of: Formula("sin(x) * exp(x)"), at: [Tensor(1)],
      steps: (0...60).map { pow(10, Double($0) / 4 - 15) })
  }

  static func errorFigure() throws -> Figure {
    let trials = try errors()
    let best = trials.filter { $0.relativeError > 0 }.min { $0.relativeError < $1.relativeError }
    let (h, errors) = (trials.map(\.step), trials.map(\.relativeError))
    var marks: [Mark] = [
      // Rounding and method, at the sizes that they have for a function of size 1.
      guide(h.filter { $0 < 1e-4 }, label: "rounding: 10⁻¹⁶ / h") { 1.1e-16 / $0 },
      guide(h.filter { $0 > 1e-6 }, label: "method: h²") { $0 * $0 / 3 },
      .line(LineMark(x: h, y: errors, tone: .category(0), width: 1.4)),
      .dots(DotMark(x: h, y: errors, tone: .category(0), size: 5)),
    ]
    var message = "The error of a centred difference against its step"
    if let best {
      marks.append(
        .text(
          TextMark(
            "best at h = \(NumberFormat.compact(best.step))", x: best.step,
            y: best.relativeError, hasRing: true)))
      message +=
        ": least at \(NumberFormat.compact(best.step)), with"
        + " \(NumberFormat.compact(best.relativeError))"
    }
    return Figure(
      title: "The error of a numerical gradient is a V",
      subtitle: "d/dx sin(x)·eˣ at x = 1, by (f(x + h) − f(x − h)) / 2h",
      caption: "An error of exactly 0 has no place on a logarithmic axis.",
      summary: message + ".",
      panels: [
        Panel(
          x: Axis("step h", scale: .log), y: Axis("relative error", scale: .log), marks: marks)
      ])
  }

  private static func guide(
    _ h: [Double], label: String, _ error: (Double) -> Double
  ) -> Mark {
    .line(
      LineMark(
        x: h, y: h.map(error), tone: .secondary, width: 1.2, dash: [4, 4], label: label))
  }
}
