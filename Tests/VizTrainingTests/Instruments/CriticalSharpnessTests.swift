import Testing
import VizCapture
import VizNeural
import VizTensor

@testable import VizTraining

@Suite struct CriticalSharpnessTests {
  /// Full-batch gradient descent sharpens its valley until its steps are no longer stable, and stays
  /// there: curvature and critical sharpness climb to two divided by the learning rate.
  @Test func curvatureClimbsToTwoByTheLearningRate() throws {
    let rate = 0.1
    let readings = Readings([CriticalSharpness(), HessianEigenvalue()], at: .every(20))
    let trainer = try sine(Double.self, steps: 3000, rate: rate, units: 12, examples: 24)
    trainer.observer = readings
    _ = try trainer.run()
    let edge = 2 / rate
    let sharpness = readings["critical-sharpness/sharpness"]
    let eigenvalues = readings["hessian/eigenvalue"]
    #expect(try #require(sharpness.first) < 0.5 * edge)
    #expect(try #require(eigenvalues.first) < 0.6 * edge)
    let late = sharpness.suffix(sharpness.count / 3)
    let mean = late.reduce(0) { $0 + $1 / Double(late.count) }
    #expect(mean > 0.8 * edge && mean < 1.2 * edge, "\(mean), not \(edge)")
    let lateEigenvalues = eigenvalues.suffix(eigenvalues.count / 3)
    let height = lateEigenvalues.reduce(0) { $0 + $1 / Double(lateEigenvalues.count) }
    #expect(height > 0.95 * edge && height < 1.25 * edge, "\(height), not \(edge)")
  }

  /// In a valley of one dimension all curvature lies along the step, whatever takes it.
  @Test(arguments: [Optimizer.sgd, .momentum(), .adam()])
  func ofAParabolaItIsTheCurvature(_ optimizer: Optimizer) throws {
    // The mean of (w x − y)² has the curvature 2 mean x².
    let x = [1.0, 2, 3]
    let data = try Dataset(
      name: "line", inputs: Tensor(x, shape: Shape([3, 1])),
      targets: .values(Tensor(x.map { 5 * $0 }, shape: Shape([3, 1]))))
    let network = try Network<Double>(
      Sequential(Dense(1, bias: false)), inputShape: [1], seed: 1)
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(
        loss: .mse, optimizer: optimizer, learningRate: 0.003, steps: 6, evaluationInterval: 0))
    let readings = Readings([CriticalSharpness(), HessianEigenvalue()])
    trainer.observer = readings
    _ = try trainer.run()
    let curvature = 2 * (1.0 + 4 + 9) / 3
    #expect(abs(try #require(readings["hessian/eigenvalue"].last) - curvature) < 1e-9)
    guard case .sgd = optimizer else {
      // Along the update that momentum made, η² uᵀHu/2 is η g·u, which differs from the gradient's.
      #expect(!readings["critical-sharpness/rate"].isEmpty)
      return
    }
    for found in readings["critical-sharpness/sharpness"] {
      #expect(abs(found - curvature) < 1e-6 * curvature)
    }
    for rate in readings["critical-sharpness/rate"] {
      #expect(abs(rate - 2 / curvature) < 1e-6)
    }
  }
}
