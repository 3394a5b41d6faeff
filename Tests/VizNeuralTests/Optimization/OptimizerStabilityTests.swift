import Testing
import VizTensor

@testable import VizNeural

/// In a valley of known curvature steps shrink below the limit, and grow above it.
@Suite struct OptimizerStabilityTests {
  @Test(arguments: [Optimizer.sgd, .momentum(0.9), .momentum(0.5), .nesterov(0.9), .nesterov(0.3)])
  func stepsGrowBeyondTheLimit(_ optimizer: Optimizer) throws {
    let curvature = 3.0
    func end(_ share: Double) throws -> Double {
      var parameter = Parameter<Double>(name: "w", value: Tensor([1]), isDecayed: false)
      var state = OptimizerState(optimizer, for: [parameter])
      let rate = share * optimizer.stableCurvature / curvature
      for _ in 0..<4000 {
        let gradient = [curvature * parameter.value.elements[0]]
        state.advance()
        try gradient.withUnsafeBufferPointer {
          try state.update(
            &parameter, at: 0, $0, learningRate: rate, decay: 0, clipping: .init())
        }
      }
      return parameter.value.elements[0].magnitude
    }
    #expect(try end(0.99) < 1e-3)
    #expect(!(try end(1.01) < 1e3))
  }

  /// The same for running means of gradients as Adam has them, divided by what stays as it is.
  @Test func runningMeansAreStableFurther() throws {
    let (memory, curvature) = (0.9, 3.0)
    func end(_ share: Double) -> Double {
      let rate = share * Optimizer.adam().stableCurvature / curvature
      var (w, mean) = (1.0, 0.0)
      for _ in 0..<6000 {
        mean = memory * mean + (1 - memory) * curvature * w
        w -= rate * mean
      }
      return w.magnitude
    }
    #expect(abs(Optimizer.adam().stableCurvature - 38) < 1e-9)
    #expect(end(0.99) < 1e-3)
    #expect(!(end(1.01) < 1e3))
  }
}
