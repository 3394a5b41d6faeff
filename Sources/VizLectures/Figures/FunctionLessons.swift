import Foundation
import VizAutodiff
import VizBase
import VizCheck
import VizPlot
import VizTensor

/// What networks are as functions, and what numbers do to derivatives.
enum FunctionLessons {
  // MARK: Universal approximation

  static let range = 0.0...1.0
  static let counts = [3, 10, 30]

  /// What is approximated.
  static func wave(_ x: Double) -> Double {
    0.5 + 0.3 * sin(6.5 * x) + 0.15 * sin(17 * x)
  }

  static func sum(_ count: Int) -> SigmoidSum {
    SigmoidSum(approximating: count, over: range, wave)
  }

  /// The greatest difference between the function and the sum of so many sigmoids.
  static func error(_ count: Int) -> Double {
    let sum = sum(count)
    return (0...1000).map { abs(sum(Double($0) / 1000) - wave(Double($0) / 1000)) }.max() ?? .nan
  }

  static func approximationFigure() -> Figure {
    let figures = counts.map {
      Figure.approximation(of: wave, by: sum($0), over: range, size: .pixels(1000, 560))
    }
    var figure = figures[0]
    figure.panels =
      zip(figures, counts).map { one, count in
        var panel = one.panels[0]
        panel.title = "\(count) sigmoids · within \(NumberFormat.brief(error(count)))"
        panel.x.tickCount = 3
        panel.y.scale = .linear(0, 1)
        return panel
      }
      + figures.map { one in
        var panel = one.panels[1]
        panel.x.tickCount = 3
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

  /// The error of centred differences of a smooth function, at steps from 1e-15 to 1: the root of
  /// the mean square over many places, since at a single one rounding may cancel by chance.
  static func errors() throws -> [(step: Double, error: Double)] {
    let steps = (0...60).map { pow(10, Double($0) / 4 - 15) }
    let points = 60
    var squares = [Double](repeating: 0, count: steps.count)
    let expression = try MathExpression("sin(x) * exp(x)")
    for point in 0..<points {
      let x = 0.5 + Double(point) / Double(points)
      let trials = try GradientCheck.errorCurve(of: expression, at: [Tensor(x)], steps: steps)
      for (index, trial) in trials.enumerated() {
        squares[index] += trial.relativeError * trial.relativeError / Double(points)
      }
    }
    return zip(steps, squares).map { ($0, $1.squareRoot()) }
  }

  static func errorFigure() throws -> Figure {
    let trials = try errors()
    let best = trials.min { $0.error < $1.error }
    let (h, errors) = (trials.map(\.step), trials.map(\.error))
    var marks: [Mark] = [
      .line(LineMark(x: h, y: errors, tone: .category(0), width: 1.6)),
      .dots(DotMark(x: h, y: errors, tone: .category(0), size: 5)),
      .text(TextMark("rounding: error ∝ 1/h", x: 1e-11, y: value(trials, near: 1e-11))),
      .text(TextMark("method: error ∝ h²", x: 1e-3, y: value(trials, near: 1e-3))),
    ]
    var message = "The error of a centred difference against its step"
    if let best {
      marks.append(
        .text(
          TextMark(
            "best at h = \(NumberFormat.plain(best.step))", x: best.step,
            y: best.error, hasRing: true)))
      message +=
        ": least at \(NumberFormat.plain(best.step)), with"
        + " \(NumberFormat.plain(best.error))"
    }
    return Figure(
      title: "The error of a numerical gradient is a V",
      subtitle: "(f(x + h) − f(x − h)) / 2h beside the derivative of f(x) = sin(x) eˣ",
      caption: "Root of the mean square over 60 places from x = 0.5 to 1.5, in Float64.",
      summary: message + ".",
      panels: [
        Panel(
          x: Axis("step h", scale: .log), y: Axis("relative error", scale: .log(1e-12, 1)),
          marks: marks)
      ])
  }

  private static func value(_ trials: [(step: Double, error: Double)], near step: Double) -> Double
  {
    trials.min { abs(log($0.step / step)) < abs(log($1.step / step)) }?.error ?? .nan
  }
}
