import Foundation
import VizAutodiff
import VizTensor

/// A net with one layer of N sigmoids, as a function of one number.
///
/// It is `offset + Σ heights[i] σ(slopes[i] (x - centers[i]))`.
/// With steep slopes each sigmoid is a step, and steps build any continuous function: the more of
/// them, the nearer. That is the universal approximation theorem, by construction or by training.
///
/// Cybenko, "Approximation by Superpositions of a Sigmoidal Function", 1989; Hornik, Stinchcombe
/// and White, "Multilayer Feedforward Networks Are Universal Approximators", 1989.
public struct SigmoidNetwork: Sendable, Hashable {
  /// For each sigmoid its slope, where it is half way up, and how far it rises.
  public var slopes, centers, heights: [Double]
  /// What is added to the sum of the sigmoids.
  public var offset: Double

  /// N, the number of sigmoids.
  public var count: Int { centers.count }

  /// The summands `height · σ(weight · x + bias)`, as the layers have them.
  public var terms: [(weight: Double, bias: Double, height: Double)] {
    centers.indices.map { (slopes[$0], -slopes[$0] * centers[$0], heights[$0]) }
  }

  /// The value at `x`, computed so that no exponential overflows.
  public func callAsFunction(_ x: Double) -> Double {
    var sum = offset
    for i in centers.indices {
      // In this form nothing overflows.
      sum += heights[i] * (1 + tanh(slopes[i] * (x - centers[i]) / 2)) / 2
    }
    return sum
  }

  /// The greatest difference from `function` at evenly spaced points of `range`.
  public func greatestError(
    from function: (Double) -> Double, on range: ClosedRange<Double>, points: Int = 1000
  ) -> Double {
    (0...max(points, 1)).reduce(0) { worst, i in
      let x =
        range.lowerBound
        + (range.upperBound - range.lowerBound) * Double(i) / Double(max(points, 1))
      return max(worst, (self(x) - function(x)).magnitude)
    }
  }

  /// Builds `function` on `range` of `count` steps: between two steps the sum has the function's
  /// value in the middle.
  ///
  /// `steepness` is how many times the distance of two steps the slope is; the higher, the more it
  /// is a staircase.
  public init(
    approximating function: (Double) -> Double, on range: ClosedRange<Double>, count: Int,
    steepness: Double = 10
  ) {
    let count = max(count, 1)
    let width = (range.upperBound - range.lowerBound) / Double(count + 1)
    let levels = (0...count).map { function(range.lowerBound + width * (Double($0) + 0.5)) }
    offset = levels[0]
    centers = (1...count).map { range.lowerBound + width * Double($0) }
    heights = (1...count).map { levels[$0] - levels[$0 - 1] }
    slopes = Array(repeating: width > 0 ? steepness / width : 0, count: count)
  }

  /// Trains `count` sigmoids on `function`, seen at `points` of `range`.
  ///
  /// Throws what building and training a network throws.
  public init(
    training function: (Double) -> Double, on range: ClosedRange<Double>, count: Int,
    points: Int = 200, steps: Int = 2000, learningRate: Double = 0.02, seed: UInt64
  ) throws {
    let count = max(count, 1)
    let x = (0..<max(points, 2)).map {
      range.lowerBound
        + (range.upperBound - range.lowerBound) * Double($0) / Double(max(points, 2) - 1)
    }
    let shape = try Shape([x.count, 1])
    let data = try Dataset<Double>(
      name: "function", inputs: Tensor(x, shape: shape),
      targets: .values(Tensor(x.map(function), shape: shape)))
    var network = try Network<Double>(
      Sequential(Dense(count, .sigmoid), Dense(1)), inputShape: [1], seed: seed)
    // Sigmoids that rise at even distances, each across a few of its neighbours: from elsewhere
    // most would be flat on the range, and learn slowly.
    let start = SigmoidNetwork(
      approximating: function, on: range, count: count, steepness: 2)
    try network.set("dense1/W", to: Tensor(start.slopes, shape: Shape([1, count])))
    try network.set(
      "dense1/b", to: Tensor(zip(start.slopes, start.centers).map { -$0 * $1 }))
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(
        loss: .mse, learningRate: learningRate,
        schedule: Schedule(.cosine(steps: steps, floor: 0.01)), batchSize: x.count, steps: steps,
        evaluationInterval: 0))
    _ = try trainer.run()
    let values = Dictionary(
      uniqueKeysWithValues: trainer.network.parameters.map { ($0.name, $0.value.elements) })
    slopes = values["dense1/W"] ?? []
    heights = values["dense2/W"] ?? []
    offset = values["dense2/b"]?.first ?? 0
    // σ(s x + b) = σ(s (x - c)) with c = -b / s.
    centers = zip(slopes, values["dense1/b"] ?? []).map { $0 == 0 ? 0 : -$1 / $0 }
  }
}
