import VizDrawing
import VizNeural
import VizPlot
import VizTensor

/// The loss on the plane in which the path of a training lies best.
struct LandscapeLesson {
  private let training: PlaneTraining
  private let end: LectureNetwork
  private let origin: [Double]
  /// Two directions of length 1 at a right angle.
  private let first, second: [Double]
  /// Where the training was at each frame, in the plane's coordinates.
  let path: [Point]

  init(_ training: PlaneTraining) throws {
    self.training = training
    end = try training.last
    let vectors = training.frames.map { Self.weights($0.network) }
    let origin = Self.weights(end)
    let (first, _) = Self.unit(Self.difference(vectors.first ?? origin, origin))
    let rests = vectors.map { vector in
      let from = Self.difference(vector, origin)
      let share = Self.dot(from, first)
      return Self.unit(zip(from, first).map { $0 - share * $1 })
    }
    let second = rests.max { $0.length < $1.length }?.direction ?? first
    path = vectors.map { vector in
      let from = Self.difference(vector, origin)
      return Point(x: Self.dot(from, first), y: Self.dot(from, second))
    }
    (self.origin, self.first, self.second) = (origin, first, second)
  }

  /// The loss at a point of the plane; NaN where there is none.
  func loss(at point: Point) throws -> Double {
    var moved = end.network
    var start = 0
    for parameter in moved.parameters {
      let range = start..<start + parameter.value.shape.elementCount
      start = range.upperBound
      let values = range.map { origin[$0] + point.x * first[$0] + point.y * second[$0] }
      try moved.set(parameter.name, to: Tensor(values, shape: parameter.value.shape))
    }
    return try moved.evaluate(training.data, .crossEntropy).loss
  }

  func figure(resolution: Int = 45) throws -> Figure {
    let (xs, ys) = (path.map(\.x), path.map(\.y))
    let (x, y) = ((xs.min() ?? -1, xs.max() ?? 1), (ys.min() ?? -1, ys.max() ?? 1))
    let side = max(x.1 - x.0, y.1 - y.0) * 0.7
    func around(_ ends: (Double, Double)) -> ClosedRange<Double> {
      (ends.0 + ends.1) / 2 - side...(ends.0 + ends.1) / 2 + side
    }
    let grid = ScalarField(
      columns: resolution, rows: resolution, values: [], xRange: around(x), yRange: around(y))
    let losses = try grid.ys.flatMap { y in try grid.xs.map { try loss(at: Point(x: $0, y: y)) } }
    return try Figure.lossLandscape(
      ScalarField(
        columns: resolution, rows: resolution, values: losses, xRange: grid.xRange,
        yRange: grid.yRange),
      path: path, title: "The loss around the path of training",
      x: "towards the first weights", y: "across, where the path is widest")
  }

  private static func weights(_ network: LectureNetwork) -> [Double] {
    network.network.parameters.flatMap(\.value.elements)
  }
  private static func difference(_ a: [Double], _ b: [Double]) -> [Double] {
    zip(a, b).map { $0 - $1 }
  }
  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
  private static func unit(_ vector: [Double]) -> (direction: [Double], length: Double) {
    let length = dot(vector, vector).squareRoot()
    return (length > 0 ? vector.map { $0 / length } : vector, length)
  }
}

extension PlaneTraining {
  static let landscape = Result {
    try PlaneTraining(
      on: .moons, noise: 0.12, seed: 3, frames: Array(stride(from: 0, through: 400, by: 10)))
  }
}
