import Testing

@testable import VizDrawing

@Suite struct SVGNumberTests {
  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.05, "0.05"), (12.345, "12.35"),
    (-0.004, "0"), (99.999, "100"), (1e6, "1000000"), (0.1 + 0.2, "0.3"), (.nan, "0"),
    (.infinity, "0"),
  ])
  func short(number: Double, text: String) {
    #expect(SVGNumber.short(number) == text)
  }

  @Test func plain() {
    #expect(SVGNumber.plain(0.000_001) == "0.000001")
    #expect(SVGNumber.plain(0.4) == "0.4")
  }
}
