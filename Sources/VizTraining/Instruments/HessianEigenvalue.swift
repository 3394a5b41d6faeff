import VizNeural
import VizStatistics
public import VizTensor

/// The largest eigenvalue of the Hessian of the batch's loss, beside the curvature that the
/// optimiser's steps are stable up to.
///
/// By Lanczos' method on products of the Hessian with vectors, forward over reverse in double
/// precision, from the eigenvector that was found last. Readings: `eigenvalue`; `limit`, the curvature
/// beyond which steps grow (2 / α of gradient descent, more with momentum, 38 / α of Adam in its own
/// scale); `preconditioned`, of methods that divide by the gradients' size the eigenvalue after that
/// division, which is what stands beside their limit; and `rate-limit`, the learning rate at which
/// curvature and limit would meet. L2 decay adds its λ to all of it and is left out.
///
/// Cohen, Kaur, Li, Kolter and Talwalkar, "Gradient Descent on Neural Networks Typically Occurs at the
/// Edge of Stability", 2021 (arXiv 2103.00065); Cohen and others, "Adaptive Gradient Methods at the
/// Edge of Stability", 2022 (arXiv 2207.14484).
public struct HessianEigenvalue: Instrument {
  /// What it is called, what it measures, what that costs, and where it comes from.
  public static let about = InstrumentDescription(
    name: "hessian",
    summary: "the largest eigenvalue of the loss's Hessian, and the limit of stable steps",
    cost:
      "up to 16 products of the Hessian with a vector, each some four gradients; twice that for Adam",
    source: "arXiv 2103.00065, 2207.14484")

  /// The residual, beside the eigenvalue, at which the search ends; the eigenvalue is nearer by its
  /// square.
  public var tolerance = 0.01
  /// How many products a search takes at most.
  public var mostProducts = 16

  private var vector, preconditionedVector: [Double]?

  /// A search that begins in a random direction.
  public init() {}

  /// The vectors that were found last.
  public var state: [String: [Double]] {
    get {
      ["vector": vector, "preconditioned-vector": preconditionedVector].compactMapValues { $0 }
    }
    set { (vector, preconditionedVector) = (newValue["vector"], newValue["preconditioned-vector"]) }
  }

  /// Searches at the parameters that the step was taken at.
  public mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading] {
    guard let landscape = moment.landscape, moment.step.learningRate > 0 else { return [] }
    guard
      let plain = try search(vector, moment, landscape.hessianProduct)
    else { return [] }
    vector = plain.vector
    let limit = moment.trainer.options.optimizer.stableCurvature / moment.step.learningRate
    var readings = [
      InstrumentReading("eigenvalue", plain.value), InstrumentReading("limit", limit),
    ]
    var curvature = plain.value
    if let divisors = moment.trainer.optimizer.divisors?.flatMap({ $0 }),
      divisors.allSatisfy({ $0 > 0 })
    {
      // D^(−1/2) H D^(−1/2) is symmetric and has the eigenvalues of D^(−1) H.
      let roots = divisors.map { 1 / $0.squareRoot() }
      func scaled(_ vector: [Double]) -> [Double] { zip(vector, roots).map { $0 * $1 } }
      let found = try search(preconditionedVector, moment) {
        scaled(try landscape.hessianProduct(along: scaled($0)))
      }
      guard let found else { return readings }
      preconditionedVector = found.vector
      readings.append(InstrumentReading("preconditioned", found.value))
      curvature = found.value
    }
    if curvature > 0 {
      let rate = moment.trainer.options.optimizer.stableCurvature / curvature
      readings.append(InstrumentReading("rate-limit", rate))
    }
    return readings
  }

  private func search<Scalar: TensorScalar>(
    _ last: [Double]?, _ moment: InstrumentMoment<Scalar>,
    _ product: ([Double]) throws -> [Double]
  ) throws -> Spectrum.Largest? {
    // Beside the vector that was found last a little of everything, lest another one be missed.
    var generator = SplitMix64(
      seed: moment.trainer.options.seed, for: UInt64(bitPattern: Int64(moment.step.number)))
    let count = moment.gradient.count
    // A vector of another network is none.
    let last = last?.count == count ? last : nil
    let noise = (last == nil ? 1 : 0.05) / Double(max(count, 1)).squareRoot()
    var start = last ?? [Double](repeating: 0, count: count)
    for index in start.indices { start[index] += noise * generator.normals().0 }
    return try Spectrum.largestEigenvalue(
      from: start, tolerance: tolerance, products: mostProducts, product)
  }
}
