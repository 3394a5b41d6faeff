import Foundation
import Testing
import VizNeural
import VizTensor

@testable import VizTraining

@Suite struct RotationTests {
  @Test func theAngleIsThatBetweenTheWeights() throws {
    let trainer = try sine(Double.self, steps: 3, rate: 0.1)
    let readings = Readings([Rotation()])
    trainer.observer = readings
    func weights() -> [Double] {
      trainer.network.parameters.first { $0.name == "dense2/W" }?.value.elements ?? []
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    try trainer.step()
    let before = weights()
    try trainer.step()
    let after = weights()
    let cosine = dot(before, after) / (dot(before, before) * dot(after, after)).squareRoot()
    let found = try #require(readings.panel.latest["instruments/rotation/dense2/W"])
    #expect(abs(found - acos(cosine)) < 1e-7)
    let growth = try #require(readings.panel.latest["instruments/rotation/growth/dense2/W"])
    #expect(abs(growth - ((dot(after, after) / dot(before, before)).squareRoot() - 1)) < 1e-12)
    #expect(readings.panel.latest["instruments/rotation/equilibrium"] == nil)
  }

  @Test func handMade() throws {
    func turn(_ before: [Double], _ change: [Double]) throws -> (angle: Double, growth: Double) {
      try #require(Rotation.turn(before, by: change))
    }
    #expect(abs(try turn([1, 0], [-1, 1]).angle - .pi / 2) < 1e-12)
    #expect(abs(try turn([1, 0], [0, 1]).angle - .pi / 4) < 1e-12)
    #expect(abs(try turn([1, 0], [0, 1]).growth - (2.0.squareRoot() - 1)) < 1e-12)
    #expect(try turn([3, 4], [3, 4]).angle == 0)
    #expect(abs(try turn([3, 4], [3, 4]).growth - 1) < 1e-12)
    #expect(abs(try turn([3, 4], [-4e-9, 3e-9]).angle - 1e-9) < 1e-15)
    #expect(Rotation.turn([0, 0], by: [1, 1]) == nil)
  }

  /// Weights that gradients push about at random settle where the formula says.
  @Test(arguments: [Optimizer.sgd, .momentum(0.9), .adamw()])
  func randomGradientsLeadToTheEquilibrium(_ optimizer: Optimizer) throws {
    let size = 400
    let isAdam = if case .adamw = optimizer { true } else { false }
    let (rate, decay) = isAdam ? (0.01, 0.2) : (0.1, 0.01)
    let descent = Descent<Double>(rate: rate, decay: isAdam ? 0 : decay)
    var generator = SplitMix64(seed: 3)
    var weights = Tensor<Double>.randomNormal(.vector(size), using: &generator)
    var (means, squares) = (
      Tensor<Double>.zeros(.vector(size)), Tensor<Double>.zeros(.vector(size))
    )
    func move(_ gradient: [Double], _ step: Int) throws {
      try gradient.withUnsafeBufferPointer { gradient in
        switch optimizer {
        case .momentum(let momentum):
          try descent.momentumStep(
            &weights, gradient, velocity: &means, momentum: momentum, isNesterov: false)
        case .adamw:
          try descent.adamStep(
            &weights, gradient, means: &means, squares: &squares, betas: (0.9, 0.999),
            corrections: (1 - pow(0.9, Double(step)), 1 - pow(0.999, Double(step))),
            epsilon: 1e-8, weightDecay: decay)
        default: try descent.step(&weights, gradient)
        }
      }
    }
    var angles: [Double] = []
    for step in 0..<4000 {
      let before = weights.elements
      // Of what is scale-invariant the gradient is orthogonal to the weights, and smaller the longer
      // they are.
      let square = before.reduce(0) { $0 + $1 * $1 }
      var gradient = Tensor<Double>.randomNormal(.vector(size), using: &generator).elements
      let along = zip(gradient, before).reduce(0) { $0 + $1.0 * $1.1 } / square
      for index in gradient.indices {
        gradient[index] = (gradient[index] - along * before[index]) / square.squareRoot()
      }
      try move(gradient, step + 1)
      let change = zip(weights.elements, before).map { $0 - $1 }
      if step >= 3000 { angles.append(try #require(Rotation.turn(before, by: change)).angle) }
    }
    let mean = angles.reduce(0) { $0 + $1 / Double(angles.count) }
    let expected = try #require(Rotation.equilibrium(optimizer, rate, decay))
    #expect(abs(mean - expected) < 0.1 * expected, "\(mean), not \(expected)")
  }
}
