import Testing
import VizTensor

@testable import VizBase

@Suite struct DecimalNumberTests {
  @Test(
    arguments: [
      (12.5, 125, -1), (-0.002_5, -25, -4), (1e21, 1, 21), (1e-5, 1, -5), (0, 0, 0), (-0.0, 0, 0),
      (Double.leastNonzeroMagnitude, 5, -324), (0.1, 1, -1), (1.0 / 8, 125, -3), (.nan, 0, 0),
      (.infinity, 0, 0), (12_000, 12, 3), (0x1p53, 9_007_199_254_740_992, 0),
    ] as [(Double, Int, Int)])
  func isTheShortestDecimal(_ number: Double, _ mantissa: Int, _ exponent: Int) {
    #expect(DecimalNumber(number) == DecimalNumber(mantissa: mantissa, exponent: exponent))
  }

  @Test func readsBackAsTheSameDouble() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<10_000 {
      let number = Double(bitPattern: random.next())
      guard number.isFinite else { continue }
      #expect(DecimalNumber(number).value == number)
    }
  }

  @Test(
    arguments: [
      (0.996, 2, 1.0), (1.25, 2, 1.3), (1.249, 2, 1.2), (9.5, 1, 10), (-9.5, 1, -10), (7, 6, 7),
      // The decimal is rounded, which the double is a little less than.
      (0.145, 2, 0.15), (1.005, 3, 1.01),
    ] as [(Double, Int, Double)])
  func roundsHalvesAwayFromZero(_ number: Double, _ digits: Int, _ expected: Double) {
    #expect(DecimalNumber(number).rounded(to: digits) == DecimalNumber(expected))
  }

  @Test func roundsToNothingFarBelowTheUnit() {
    let rounded = DecimalNumber(Double.leastNonzeroMagnitude).rounded(toPower: 0)
    #expect(rounded.mantissa == 0 && rounded.value == 0)
    #expect(DecimalNumber(mantissa: .max, exponent: 0).rounded(toPower: 18).mantissa == 9)
  }

  @Test(
    arguments: [
      (0, 0, false, "0"), (0, 2, false, "0.00"), (-0.05, 0, false, "−0.05"),
      (12.5, 2, false, "12.50"), (1_234_567, 0, true, "1,234,567"), (999, 0, true, "999"),
      (-100_000.25, 0, true, "−100,000.25"), (1e21, 0, false, "1000000000000000000000"),
    ] as [(Double, Int, Bool, String)])
  func standsInFull(_ number: Double, _ decimals: Int, _ groups: Bool, _ text: String) {
    #expect(DecimalNumber(number).positional(decimals: decimals, groups: groups) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (1e-5, "10⁻⁵"), (-1000, "−10³"), (2.5e-7, "2.5×10⁻⁷"), (-25, "−2.5×10¹"),
    ] as [(Double, String)])
  func standsAsAPowerOfTen(_ number: Double, _ text: String) {
    #expect(DecimalNumber(number).asPower == text)
  }
}
