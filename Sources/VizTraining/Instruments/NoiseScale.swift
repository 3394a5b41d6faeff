import VizNeural
public import VizTensor

/// The gradient noise scale: how many examples a batch needs for its gradient to tell as much as it
/// blurs; and how far each parameter's gradient stands out of its noise.
///
/// The batch is cut into up to sixteen parts, whose gradients are taken one by one: how they differ
/// estimates the trace of the gradients' covariance by the example, tr Σ, and their mean the square of
/// the true gradient, |G|², neither with a bias. Both are averaged over the steps, as the paper does
/// (its appendix A.1), before they are divided. Readings: `examples`, tr Σ / |G|²; and
/// `signal-to-noise/` and a parameter's name, |G|² / (tr Σ / B) of that parameter's gradient for the
/// batch of B examples: below 1 most of the step is noise.
///
/// McCandlish, Kaplan, Amodei and the OpenAI Dota Team, "An Empirical Model of Large-Batch Training",
/// 2018 (arXiv 1812.06162); Gray, Tiwari, Hestness and others, "Normalization Layer Per-Example
/// Gradients Are Sufficient to Predict Gradient Noise Scale in Transformers", 2024 (arXiv 2411.00999).
public struct NoiseScale: Instrument {
  /// What it is called, what it measures, what that costs, and where it comes from.
  public static let about = InstrumentDescription(
    name: "noise-scale",
    summary:
      "how many examples a batch needs for its gradient to be more than noise, and by parameter",
    cost: "a gradient of the batch in double precision, in up to 16 parts",
    source: "arXiv 1812.06162, 2411.00999")

  /// Into how many parts a batch is cut at most.
  public static let mostParts = 16
  /// How much of the running means stays in a measurement; the first ones weigh as much as the later.
  public var memory = 0.9

  /// The running means of each parameter's covariance trace and squared gradient.
  private var means: [(trace: Double, square: Double)] = []
  private var measurements = 0

  /// An instrument without measurements.
  public init() {}

  /// The running means, and of how many measurements they are.
  public var state: [String: [Double]] {
    get {
      measurements == 0
        ? [:]
        : [
          "measurements": [Double(measurements)], "traces": means.map(\.trace),
          "squares": means.map(\.square),
        ]
    }
    set {
      (means, measurements) = ([], 0)
      guard let traces = newValue["traces"], let squares = newValue["squares"],
        traces.count == squares.count,
        let count = newValue["measurements"]?.first.flatMap({ Int(exactly: $0) }), count > 0
      else { return }
      means = zip(traces, squares).map { (trace: $0, square: $1) }
      measurements = count
    }
  }

  /// Takes the gradients of the batch's parts.
  public mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading] {
    guard let landscape = moment.landscape, landscape.examples >= 2 else { return [] }
    let count = landscape.examples
    let parts = min(Self.mostParts, count)
    // Parts of one size; up to fifteen examples are left out.
    let size = count / parts
    let gradients = try (0..<parts).map { part in
      try landscape.part(part * size..<(part + 1) * size).gradient()
    }
    let found = Self.moments(
      gradients, sizes: landscape.parameters.map(\.value.shape.elementCount), examples: size)
    guard found.allSatisfy({ $0.trace.isFinite && $0.square.isFinite }) else { return [] }
    if means.count != found.count { (means, measurements) = (found, 0) }
    measurements += 1
    let share = max(1 - memory, 1 / Double(measurements))
    for index in means.indices {
      means[index].trace += share * (found[index].trace - means[index].trace)
      means[index].square += share * (found[index].square - means[index].square)
    }
    let trace = means.reduce(0) { $0 + $1.trace }
    let square = means.reduce(0) { $0 + $1.square }
    var readings: [InstrumentReading] = []
    // Where noise drowns the gradient its square may come out below 0, and no scale is known.
    if square > 0 { readings.append(InstrumentReading("examples", trace / square)) }
    for (parameter, mean) in zip(landscape.parameters, means)
    where mean.trace > 0 && mean.square > 0 {
      readings.append(
        InstrumentReading(
          "signal-to-noise/\(parameter.name)", mean.square / (mean.trace / Double(count))))
    }
    return readings
  }

  /// Of each parameter the trace of the covariance of an example's gradient, and the square of the true
  /// gradient, both without bias.
  private static func moments(
    _ gradients: [[Double]], sizes: [Int], examples: Int
  ) -> [(trace: Double, square: Double)] {
    let parts = Double(gradients.count)
    var start = 0
    return sizes.map { size in
      defer { start += size }
      var (spread, square) = (0.0, 0.0)
      for element in start..<start + size {
        var sum = 0.0
        for gradient in gradients { sum += gradient[element] }
        let mean = sum / parts
        square += mean * mean
        for gradient in gradients {
          spread += (gradient[element] - mean) * (gradient[element] - mean)
        }
      }
      // The mean of a part deviates by the root of its size less than an example.
      let variance = spread / (parts - 1)
      return (Double(examples) * variance, square - variance / parts)
    }
  }
}
