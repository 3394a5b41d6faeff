import Testing

@testable import VizBase

@Suite struct DecimalFiguresTests {
  @Test(arguments: [
    (12.5, [1, 2, 5], 1), (-0.002_5, [2, 5], -3), (1e21, [1], 21), (1e-5, [1], -5),
    (Double.leastNonzeroMagnitude, [5], -324), (0.1, [1], -1), (1.0 / 8, [1, 2, 5], -1),
  ])
  func areThoseOfTheShortestDecimal(_ number: Double, _ figures: [Int], _ exponent: Int) {
    let decimal = DecimalFigures(number)
    #expect(decimal.exponent == exponent)
    // A whole number is written with a zero behind the point.
    #expect(Array(decimal.figures.prefix(figures.count)) == figures)
    #expect(decimal.figures.dropFirst(figures.count).allSatisfy { $0 == 0 })
  }

  @Test func roundingCarries() {
    let carried = DecimalFigures(0.996).rounded(to: 2)
    #expect(carried.figures == [1, 0] && carried.exponent == 0)
    #expect(DecimalFigures(1.25).rounded(to: 2).figures == [1, 3])
    #expect(DecimalFigures(1.249).rounded(to: 2).figures == [1, 2])
    #expect(DecimalFigures(9.5).rounded(to: 1).figures == [1])
    #expect(DecimalFigures(9.5).rounded(to: 1).exponent == 1)
    #expect(DecimalFigures(7).rounded(to: 6) == DecimalFigures(7))
  }
}
