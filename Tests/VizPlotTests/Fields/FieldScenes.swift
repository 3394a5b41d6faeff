import Foundation
import VizDrawing
import VizPlot
import VizTestSupport
import VizTrace

/// One figure of each kind about fields, small networks and training, from plain numbers.
enum FieldScenes {
  static let all: [(name: String, figure: @Sendable () throws -> Figure)] = [
    ("boundary-two", { Figure.decisionBoundary(spiral(), network(1)) }),
    ("boundary-three", { Figure.decisionBoundary(blobs(), title: "Three classes", softmax) }),
    (
      "filmstrip",
      {
        Figure.decisionBoundaries(
          spiral(),
          frames: [("step 0", 0.02), ("step 100", 0.6), ("step 1000", 1)].map {
            ($0.0, network($0.1))
          })
      }
    ),
    (
      "hidden-space",
      { Figure.hiddenSpace(circle(), hidden: hidden, classifier: circleClassifier) }
    ),
    (
      "neurons",
      {
        Figure.neurons((1...6).map { "neuron \($0)" }) { points in
          points.map { point in
            (0..<6).map { tanh(3 * (point.x * cos(Double($0)) + point.y * sin(Double($0))) + 0.5) }
          }
        }
      }
    ),
    ("ridgeline", { try Figure.ridgeline(weights(), title: "Weights of layer 2") }),
    ("distribution", { try Figure.distributionHeatmap(weights(), title: "Weights of layer 2") }),
    ("gradient-flow", { try Figure.gradientFlow(layers) }),
    ("update-ratios", { try Figure.updateRatios(ratios()) }),
    (
      "unit-health",
      {
        try Figure.unitHealth([
          UnitHealth(name: "layer 1", saturated: 0.02, dead: 0),
          UnitHealth(name: "layer 2", saturated: 0.11, dead: 0.03),
          UnitHealth(name: "layer 3", saturated: 0.46, dead: 0.12),
          UnitHealth(name: "layer 4", saturated: 0.24, dead: 0.31),
        ])
      }
    ),
    (
      "loss-slice",
      {
        let x = (0...80).map { Double($0) / 40 - 1 }
        return Figure.lossSlice(
          positions: x, losses: x.map { 0.12 + 1.6 * $0 * $0 + 0.1 * (1 - cos(9 * $0)) })
      }
    ),
    ("landscape", { try Figure.lossLandscape(valley, path: trail()) }),
    (
      "approximation",
      {
        let wave = { (x: Double) in sin(2 * x) + 0.4 * x }
        return Figure.approximation(
          of: wave, by: SigmoidSum(approximating: 8, over: 0...5, wave), over: 0...5)
      }
    ),
    ("folding", { Figure.folding() }),
    ("iterates", { Figure.iterates() }),
    (
      "descent",
      {
        Figure.descent(
          rates: [0.01, 0.08, 0.21], from: Point(x: -1.7, y: 1.4),
          surface: { x, y in 0.5 * x * x + 5 * y * y },
          gradient: { Point(x: $0.x, y: 10 * $0.y) })
      }
    ),
  ]

  // MARK: Classes

  static func spiral() -> ClassifiedPoints {
    var points = ClassifiedPoints(x: [], y: [], classes: [], names: ["inner", "outer"])
    var random = SeededRandom(seed: 1)
    for index in 0..<160 {
      let label = index % 2
      let radius = 0.15 + Double(index) / 160
      let angle = 4.2 * radius + Double(label) * .pi
      let noise = Double.random(in: -0.07...0.07, using: &random)
      points.x.append(radius * cos(angle) + noise)
      points.y.append(radius * sin(angle) + Double.random(in: -0.07...0.07, using: &random))
      points.classes.append(label)
    }
    return points
  }

  /// A classifier that winds more the longer it was trained.
  static func network(_ training: Double) -> Classifier {
    { points in
      points.map { point in
        let radius = (point.x * point.x + point.y * point.y).squareRoot()
        let angle = atan2(point.y, point.x) - 4.2 * training * radius
        return [1 / (1 + exp(8 * training * cos(angle) * (radius + 0.1)))]
      }
    }
  }

  static func blobs() -> ClassifiedPoints {
    var points = ClassifiedPoints(x: [], y: [], classes: [], names: ["iris", "lily", "rose"])
    var random = SeededRandom(seed: 2)
    for index in 0..<120 {
      let label = index % 3
      let center = centers[label]
      func noise() -> Double {
        (0..<4).reduce(0) { sum, _ in sum + Double.random(in: -0.45...0.45, using: &random) }
      }
      points.x.append(center.x + noise())
      points.y.append(center.y + noise())
      points.classes.append(label)
    }
    return points
  }

  private static let centers = [Point(x: 0, y: 1), Point(x: 1, y: -0.6), Point(x: -1, y: -0.6)]

  @Sendable static func softmax(_ points: [Point]) -> [[Double]] {
    points.map { point in
      let scores = centers.map { 1.8 * (point.x * $0.x + point.y * $0.y) + 0.3 * sin(3 * point.x) }
      let sum = scores.map(exp).reduce(0, +)
      return scores.map { exp($0) / sum }
    }
  }

  static func circle() -> ClassifiedPoints {
    var points = ClassifiedPoints(x: [], y: [], classes: [], names: ["inside", "outside"])
    var random = SeededRandom(seed: 3)
    for index in 0..<100 {
      let angle = Double(index) * 2.4
      let radius = (index % 2 == 0 ? 0.5 : 1.5) + Double.random(in: -0.35...0.35, using: &random)
      points.x.append(radius * cos(angle))
      points.y.append(radius * sin(angle))
      points.classes.append(index % 2)
    }
    return points
  }

  @Sendable static func hidden(_ points: [Point]) -> [Point] {
    points.map {
      Point(x: tanh(0.9 * $0.x * $0.x + 0.3 * $0.y), y: tanh(0.8 * $0.y * $0.y - 0.4 * $0.x))
    }
  }

  @Sendable static func circleClassifier(_ points: [Point]) -> [[Double]] {
    points.map { [1 / (1 + exp(-6 * ($0.x * $0.x + $0.y * $0.y - 1)))] }
  }

  // MARK: Training

  static func weights() -> [ValueDistribution] {
    (0..<16).map { index in
      let time = Double(index) / 15
      let edges = (0...60).map { Double($0) / 15 - 2 }
      let counts = zip(edges, edges.dropFirst()).map { a, b in
        let x = (a + b) / 2
        let one = exp(-pow((x + 0.9 * time) / (0.25 + 0.1 * time), 2))
        let other = exp(-pow((x - 0.7 * time) / (0.25 + 0.2 * time), 2))
        return Int(1000 * (one + other))
      }
      return ValueDistribution(
        step: Double(index * 100), histogram: Histogram(edges: edges, counts: counts))
    }
  }

  static let layers =
    (1...8).map { index in
      let size = pow(10, Double(index) * 0.55 - 6)
      return LayerGradient(name: "layer\(index).weight", mean: size, max: size * Double(6 + index))
    } + [LayerGradient(name: "head.weight", mean: 0, max: 0)]

  static func ratios() -> [MetricSeries] {
    var random = SeededRandom(seed: 5)
    return ["layer 1", "layer 2", "layer 3", "head"].enumerated().map { index, name in
      let steps = (0..<120).map { Double($0 * 10) }
      let values = steps.map { step in
        let slope = 0.5 + 0.4 * Double(index)
        return 4e-3 / (1 + step / 200 * slope) * Double.random(in: 0.75...1.3, using: &random)
      }
      return MetricSeries(name: name, steps: steps, values: values)
    }
  }

  static let valley = ScalarField(columns: 121, rows: 121, xRange: -2...2, yRange: -1...3) { x, y in
    0.02 + 0.05 * (1 - x) * (1 - x) + (y - x * x) * (y - x * x)
  }

  static func trail() -> [Point] {
    DescentPath(from: Point(x: -1.6, y: 0.2), rate: 0.05, steps: 120, tolerance: 0) { p in
      let bend = p.y - p.x * p.x
      return Point(x: -0.1 * (1 - p.x) - 4 * p.x * bend, y: 2 * bend)
    }.points
  }
}
