import Testing

@testable import VizDiagram

@Suite struct WireScaleTests {
  @Test func theLargestGradientIsTheWidest() {
    let scale = WireScale([1, 10, 100])
    #expect(scale.width(100) == WireScale.range.upperBound)
    #expect(scale.width(100) > scale.width(10) && scale.width(10) > scale.width(1))
    #expect(scale.width(1e-300) == WireScale.range.lowerBound)
  }

  @Test(arguments: [[], [0], [.nan, .infinity], [5e-300, 1e300], [1, 1]] as [[Double]])
  func everyWidthIsInRange(magnitudes: [Double]) {
    let scale = WireScale(magnitudes)
    for magnitude in [nil, 0, 1e-300, 1, 1e300, .infinity, .nan] as [Double?] {
      #expect(WireScale.range.contains(scale.width(magnitude)))
    }
  }
}
