import Testing

@testable import VizNeural

@Suite struct GradientClippingTests {
  @Test func scalesToTheLimitAndNoFurther() {
    #expect(GradientClipping.norm(2).factors(squares: 16).scale == 0.5)
    #expect(GradientClipping.norm(2).factors(squares: 1).scale == 1)
    #expect(GradientClipping.norm(2).factors(squares: .nan).scale == 1)
    #expect(GradientClipping.value(0.5).factors(squares: 9).bound == 0.5)
  }

  @Test func sumsSquaresForTheNormAlone() {
    func unexpected() -> Double {
      Issue.record("the squares were summed")
      return 0
    }
    #expect(GradientClipping.none.factors(squares: unexpected()).scale == 1)
    #expect(GradientClipping.value(1).factors(squares: unexpected()).scale == 1)
  }
}
