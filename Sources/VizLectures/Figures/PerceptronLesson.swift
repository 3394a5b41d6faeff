import Foundation
import VizDrawing
import VizNeural
import VizPlot

/// A perceptron that learns, update by update.
struct PerceptronLesson: Sendable {
  let examples: [Perceptron.Example]
  /// The unit after each of its updates.
  let updates: [Perceptron]
  let outcome: Perceptron.Outcome

  init(_ examples: [Perceptron.Example]) {
    self.examples = examples
    var unit = Perceptron(inputs: 2)
    outcome = unit.learn(examples)
    let epochs =
      switch outcome {
      case .converged(let epochs, _), .cycles(let epochs, _), .undecided(let epochs): epochs
      }
    // The same walk again, an example at a time.
    var walker = Perceptron(inputs: 2)
    var updates: [Perceptron] = []
    for _ in 0..<epochs {
      for example in examples {
        let before = walker
        _ = walker.learn([example], epochs: 1)
        if walker != before { updates.append(walker) }
      }
    }
    self.updates = updates
  }

  static let xor = PerceptronLesson([
    .init([0, 1], 1), .init([1, 0], 1), .init([0, 0], 0), .init([1, 1], 0),
  ])

  static func separable() throws -> PerceptronLesson {
    let data = try SyntheticDataset.linear.make(examples: 80, seed: 4, as: Double.self)
    return PerceptronLesson(
      zip(LectureNetwork.rows(data.inputs), data.labels ?? []).map { .init($0, $1) })
  }

  private var points: ClassifiedPoints {
    ClassifiedPoints(
      x: examples.map { $0.x[0] }, y: examples.map { $0.x[1] }, classes: examples.map(\.label))
  }

  /// The surer the farther from the line, for the sake of the picture: the unit itself says 0 or 1.
  private static func classifier(_ unit: Perceptron) -> Classifier {
    let length = unit.weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return { points in
      points.map { point in
        let score = zip(unit.weights, [point.x, point.y]).reduce(unit.bias) { $0 + $1.0 * $1.1 }
        return [1 / (1 + exp(-4 * score / max(length, 0.01)))]
      }
    }
  }

  private func frames(_ numbers: [Int]) -> [(name: String, classifier: Classifier)] {
    numbers.filter(updates.indices.contains).map {
      ("update \($0 + 1)", Self.classifier(updates[$0]))
    }
  }

  var lineFigure: Figure {
    let last = updates.count - 1
    return captioned(
      Figure.decisionBoundaries(
        points, frames: frames([0, last / 3, 2 * last / 3, last]),
        title: "The perceptron separates the classes after \(updates.count) updates"))
  }

  var cycleFigure: Figure {
    captioned(
      Figure.decisionBoundaries(
        points, frames: frames(Array(updates.indices.suffix(4))),
        title: "One epoch of a perceptron on XOR, and then the same again",
        x: FieldAxis("x₁", range: -1.5...2), y: FieldAxis("x₂", range: -1.5...2)))
  }

  private func captioned(_ figure: Figure) -> Figure {
    var figure = figure
    figure.caption =
      "Line: where the weighted sum is 0; on it the unit does not fire."
      + " The stronger a fill, the farther from it."
    return figure
  }
}
