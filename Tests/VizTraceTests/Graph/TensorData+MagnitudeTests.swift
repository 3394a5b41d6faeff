import Testing

@testable import VizTrace

@Suite struct TensorDataMagnitudeTests {
  @Test func theMagnitudeIsTheNorm() {
    #expect(TensorData.scalar(-3).magnitude == 3)
    #expect(TensorData.elements([3, -4], shape: [2]).magnitude == 5)
    #expect(TensorData.elements([], shape: [0]).magnitude == 0)
    #expect(TensorData.elements([1, .nan], shape: [2]).magnitude.isNaN)
    #expect(TensorData.elements([1, -.infinity], shape: [2]).magnitude == .infinity)
    var summary = TensorSummary(of: [3, -4, .infinity])
    #expect(TensorData.summary(summary).magnitude == .infinity)
    summary.nan = 1
    #expect(TensorData.summary(summary).magnitude.isNaN)
  }

  @Test func oneElementThatIsNoNumberBreaksATensor() {
    #expect(!TensorData.elements([1, -0.0, 1e308], shape: [3]).isBroken)
    #expect(TensorData.elements([1, -.infinity], shape: [2]).isBroken)
    #expect(TensorData.scalar(.nan).isBroken)
    #expect(!TensorData.elements([], shape: [0]).isBroken)
    #expect(!TensorData.summary(TensorSummary(of: [1, 2])).isBroken)
    #expect(TensorData.summary(TensorSummary(of: [1, .nan])).isBroken)
  }
}
