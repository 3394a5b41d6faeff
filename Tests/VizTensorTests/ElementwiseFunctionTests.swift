import Testing
import VizTensor

@Suite struct ElementwiseFunctionTests {
  func value(_ function: ElementwiseFunction, _ x: Double) -> Double {
    Tensor(x).map(function).elements[0]
  }

  @Test func staysFiniteFarOut() {
    #expect(value(.sigmoid, 1000) == 1)
    #expect(value(.sigmoid, -1000) == 0)
    #expect(value(.softplus, 1000) == 1000)
    #expect(value(.softplus, -1000) == 0)
    #expect(value(.softplus, -40) > 0)
    #expect(value(.tanhSlope, 1000) == 0)
    #expect(value(.sigmoidSlope, -1000) == 0)
    #expect(Tensor<Float>([-1000, 1000]).map(.softplus).elements == [0, 1000])
  }

  @Test func answersAtZero() {
    #expect(value(.relu, 0) == 0)
    #expect(value(.step, 0) == 0)
    #expect(value(.sign, 0) == 0)
    #expect(value(.sigmoid, 0) == 0.5)
    #expect(value(.sqrt, 0) == 0)
  }

  @Test(arguments: ElementwiseFunction.allCases)
  func passesNaNOn(_ function: ElementwiseFunction) {
    #expect(value(function, .nan).isNaN)
  }
}
