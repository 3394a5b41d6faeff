import Testing
import VizAutodiff
import VizNeural
import VizStatistics
import VizTensor

@testable import VizTraining

/// Keeps the landscape of the last step, and what the optimiser divides by.
private final class Surveyor: TrainingObserver {
  var landscape: LossLandscape?
  var divisors: [Double]?

  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
  ) throws {
    landscape = LossLandscape(trainer, step)
    divisors = trainer.optimizer.divisors?.flatMap { $0 }
  }
}

@Suite struct HessianEigenvalueTests {
  private static func dense(_ landscape: LossLandscape) throws -> [[Double]] {
    try (0..<landscape.dimension).map { index in
      var direction = [Double](repeating: 0, count: landscape.dimension)
      direction[index] = 1
      return try landscape.hessianProduct(along: direction)
    }
  }

  /// The whole Hessian against second differences of the loss, which know of no derivative.
  @Test func theHessianIsThatOfTheLoss() throws {
    let trainer = try sine(Double.self, steps: 3, rate: 0.1, units: 3)
    let surveyor = Surveyor()
    trainer.observer = surveyor
    _ = try trainer.run()
    let landscape = try #require(surveyor.landscape)
    let hessian = try Self.dense(landscape)
    let size = landscape.dimension
    let step = 1e-3
    func loss(_ i: Int, _ a: Double, _ j: Int, _ b: Double) throws -> Double {
      var change = [Double](repeating: 0, count: size)
      change[i] += a * step
      change[j] += b * step
      return try landscape.loss(movedBy: change)
    }
    let largest = hessian.joined().map(\.magnitude).max() ?? 0
    for i in 0..<size {
      for j in i..<size {
        let difference =
          try (loss(i, 1, j, 1) - loss(i, 1, j, -1) - loss(i, -1, j, 1) + loss(i, -1, j, -1))
          / (4 * step * step)
        #expect(abs(hessian[i][j] - difference) < 1e-4 * largest, "\(i), \(j)")
      }
    }
  }

  @Test(arguments: [Optimizer.sgd, .momentum(), .adam(), .rmsprop()])
  func theEigenvalueIsThatOfTheDenseHessian(_ optimizer: Optimizer) throws {
    var instrument = HessianEigenvalue()
    (instrument.tolerance, instrument.mostProducts) = (1e-7, 200)
    let readings = Readings([instrument])
    let surveyor = Surveyor()
    let trainer = try sine(Double.self, steps: 4, rate: 0.02, optimizer: optimizer, units: 5)
    trainer.observer = surveyor
    for _ in 0..<3 { try trainer.step() }
    // The same step seen by both.
    let other = try sine(Double.self, steps: 3, rate: 0.02, optimizer: optimizer, units: 5)
    other.observer = readings
    for _ in 0..<3 { try other.step() }
    let landscape = try #require(surveyor.landscape)
    let hessian = try Self.dense(landscape)
    let exact = try #require(Spectrum.eigenvalues(ofSymmetric: hessian).first)
    let found = try #require(readings["hessian/eigenvalue"].last)
    #expect(abs(found - exact) < 1e-6 * exact)
    let limit = try #require(readings["hessian/limit"].last)
    #expect(limit == optimizer.stableCurvature / 0.02)
    guard let divisors = surveyor.divisors else {
      #expect(readings["hessian/preconditioned"].isEmpty)
      #expect(
        abs(
          try #require(readings["hessian/rate-limit"].last) * exact
            - optimizer.stableCurvature) < 1e-5 * optimizer.stableCurvature)
      return
    }
    let scaled = hessian.enumerated().map { i, row in
      row.enumerated().map { $1 / (divisors[i] * divisors[$0]).squareRoot() }
    }
    let scaledExact = try #require(Spectrum.eigenvalues(ofSymmetric: scaled).first)
    let scaledFound = try #require(readings["hessian/preconditioned"].last)
    #expect(abs(scaledFound - scaledExact) < 1e-6 * scaledExact)
    #expect(
      abs(
        try #require(readings["hessian/rate-limit"].last) * scaledExact
          - optimizer.stableCurvature) < 1e-5 * optimizer.stableCurvature)
  }

  /// A training in single precision is measured in double.
  @Test func singlePrecisionShowsTheSame() throws {
    func eigenvalue<Scalar: TensorScalar>(_: Scalar.Type) throws -> Double {
      let readings = Readings([HessianEigenvalue()])
      let trainer = try sine(Scalar.self, steps: 5, rate: 0.05)
      trainer.observer = readings
      _ = try trainer.run()
      return try #require(readings["hessian/eigenvalue"].last)
    }
    let (single, double) = (try eigenvalue(Float.self), try eigenvalue(Double.self))
    #expect(abs(single - double) < 1e-3 * double)
  }

  /// Dropout's masks and the batch's own statistics are those of the step.
  @Test func theLandscapeHasTheStepsLossAndGradient() throws {
    final class Witness: TrainingObserver {
      var compared = 0
      func trainer<Scalar: TensorScalar>(
        _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
      ) throws {
        let landscape = try #require(LossLandscape(trainer, step))
        let still = [Double](repeating: 0, count: landscape.dimension)
        #expect(abs(try landscape.loss(movedBy: still) - step.loss) < 1e-12)
        let gradient = try landscape.gradient()
        let own = step.recording.parameters.flatMap { leaf in
          leaf.flatMap { step.gradient(at: $0.index)?.elements.map(\.asDouble) } ?? []
        }
        try #require(gradient.count == own.count)
        for (a, b) in zip(gradient, own) { #expect(abs(a - b) < 1e-12) }
        compared += 1
      }
    }
    let data: Dataset<Double> = try SyntheticDataset.moons.make(
      examples: 40, classes: nil, noise: nil, seed: 2, as: Double.self)
    let network = try Network<Double>(
      Sequential(
        Dense(6), BatchNorm(), Activation.relu, Dropout(0.3), Dense(4, .tanh), Dense(2)),
      inputShape: [2], seed: 3)
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(loss: .crossEntropy, batchSize: 16, steps: 7, evaluationInterval: 0))
    let witness = Witness()
    trainer.observer = witness
    _ = try trainer.run()
    #expect(witness.compared == 7)
  }
}
