import Testing
import VizTensor

@testable import VizBase

@Suite struct NumberFormatTests {
  private func texts(_ numbers: [Double]) -> [String] {
    numbers.map(NumberFormat(for: numbers).text)
  }

  @Test func integersHaveNoDecimals() {
    #expect(texts([-12, 3, 0, 9999]) == ["−12", "3", "0", "9999"])
  }

  @Test func tenthsHaveOneDecimal() {
    #expect(texts([0.5, -2, 10.1]) == ["0.5", "−2.0", "10.1"])
  }

  @Test func otherNumbersHaveAsManyAsTellThemApart() {
    #expect(texts([0.73, 1.37, -0.2]) == ["0.73", "1.37", "−0.20"])
    #expect(texts([0.1966119, 2, -3]) == ["0.20", "2.00", "−3.00"])
    #expect(texts([0.123, 0.131]) == ["0.12", "0.13"])
  }

  @Test func atMostFourDigitsAreSignificant() {
    #expect(texts([1234.5678, 12.345678]) == ["1235", "12.35"])
    #expect(texts([9.99999, 0.123]) == ["10.00", "0.12"])
    #expect(texts([999.96, 0.111]) == ["1000", "0.11"])
  }

  @Test func smallAndLargeNumbersHaveExponents() {
    #expect(
      texts([1e-9, 2.5e10, -1e300, 0.5])
        == ["10⁻⁹", "2.5×10¹⁰", "−10³⁰⁰", "0.50"])
    #expect(texts([5e-307, 0.25]) == ["5.0×10⁻³⁰⁷", "0.25"])
    #expect(texts([.leastNonzeroMagnitude]) == ["5.0×10⁻³²⁴"])
    #expect(texts([.greatestFiniteMagnitude]) == ["1.8×10³⁰⁸"])
  }

  @Test func smallNumbersKeepTwoDigits() {
    #expect(texts([0.00123, 0.5]) == ["0.0012", "0.50"])
  }

  @Test func whatIsNotFiniteIsNamed() {
    #expect(texts([.nan, .infinity, -.infinity, 1]) == ["NaN", "∞", "−∞", "1"])
    #expect(NumberFormat.compact(-.infinity) == "−∞" && NumberFormat.plain(.nan) == "NaN")
  }

  @Test func aNegativeZeroIsZero() {
    #expect(texts([-0.0, 1]) == ["0", "1"])
    #expect(NumberFormat.plain(-0.0) == "0" && NumberFormat.compact(-0.0) == "0")
  }

  @Test func whatIsRoundedUpToTheNextPowerHasNoDigitMore() {
    let format = NumberFormat(for: [1.5, 0.0998, 4.48])
    #expect([0.0998, 0.0991, 0.009_96].map(format.text) == ["0.10", "0.099", "0.010"])
  }

  @Test func measuresHaveAllOfTheirDigits() {
    let numbers = [0.5, 0.58, 5.1, 19.96, 0.0307, 144.6, 12, 0, -0.5, 3e-5, 12_345]
    #expect(
      numbers.map(NumberFormat.measure) == [
        "0.50", "0.58", "5.10", "20.0", "0.031", "145", "12", "0", "−0.50", "3.0×10⁻⁵", "1.2×10⁴",
      ])
    #expect(NumberFormat.tightMeasure(0.5) == "0.50" && NumberFormat.measure(.nan) == "NaN")
  }

  @Test func compactHasFewDigits() {
    let numbers = [0.12345, -12.345, 123.45, 1234.5, 12345, 0.000123, 0.00987, 1e-300, 9.96, 2]
    #expect(
      numbers.map(NumberFormat.compact)
        == ["0.12", "−12.3", "123", "1235", "1.2×10⁴", "1.2×10⁻⁴", "0.01", "10⁻³⁰⁰", "10", "2"])
  }

  @Test func plainHasFourDigitsAndNoTrailingZeros() {
    let numbers = [0.5, -12, 0.19661193, 1234.56, 123456, 0.001234567, 0.1, 99999, 0.00012]
    #expect(
      numbers.map(NumberFormat.plain)
        == [
          "0.5", "−12", "0.1966", "1235", "1.235×10⁵", "0.001235", "0.1", "10⁵", "1.2×10⁻⁴",
        ])
  }

  private static func anyNumber(_ random: inout SplitMix64) -> Double {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
    case 1: Double.random(in: -1e5...1e5, using: &random)
    case 2: Double.random(in: -1...1, using: &random)
    default: Double(Int.random(in: -20_000...20_000, using: &random)) / 8
    }
  }

  /// Reads a text back: what stands on the picture is the number, to its digits.
  private func value(_ text: String) -> Double? {
    var plain = text.replacing("−", with: "-").replacing("×10", with: "e")
    if plain.contains(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/), !plain.contains("e") {
      plain = plain.replacing("10", with: "1e", maxReplacements: 1)
    }
    for (index, digit) in "⁰¹²³⁴⁵⁶⁷⁸⁹".enumerated() {
      plain = plain.replacing(String(digit), with: String(index))
    }
    return Double(plain.replacing("⁻", with: "-"))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func textsAreTheNumbersToTheirDigits(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let numbers = (0..<Int.random(in: 1...8, using: &random)).map { _ in
        Self.anyNumber(&random)
      }
      let format = NumberFormat(for: numbers)
      for number in numbers where number.isFinite {
        for text in [
          format.text(number), NumberFormat.plain(number), NumberFormat.compact(number),
          NumberFormat.tight(number),
        ] {
          #expect(!text.contains("-"))
          let read = try #require(value(text), "\(number) reads \(text)")
          let isOneDigit = text.contains(/10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/) && !text.contains(".")
          let tolerance = isOneDigit ? 0.5 : 0.055
          #expect(
            abs(read - number) <= tolerance * abs(number) || abs(number) < 1e-300
              || text == "\(number > 0 ? "" : "−")∞" || !read.isFinite,
            "\(number) reads \(text)")
          let digits = text.prefix { !"×⁻⁰¹²³⁴⁵⁶⁷⁸⁹".contains($0) }.filter(\.isNumber)
            .drop { $0 == "0" }
          #expect(digits.count <= 4, "\(number) reads \(text)")
        }
      }
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func numbersThatDifferLookDifferent(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let numbers = (0..<6).map { _ in Self.anyNumber(&random) }.filter(\.isFinite)
      let format = NumberFormat(for: numbers)
      for a in numbers {
        for b in numbers where abs(a - b) > 0.1 * max(abs(a), abs(b)) {
          #expect(format.text(a) != format.text(b), "\(a) and \(b)")
        }
      }
    }
  }

  @Test func sentencesHaveThreeFigures() {
    for (number, text) in [
      (1.0943, "1.09"), (0.031249, "0.0312"), (1_234.5, "1230"), (-0.5, "−0.5"), (0, "0"),
      (.nan, "NaN"), (.infinity, "∞"), (9_994, "9990"), (0.001_234, "0.00123"),
      // One notation of powers of ten, in sentences as in pictures.
      (1e-9, "10⁻⁹"), (-1e-4, "−10⁻⁴"), (0.000_3, "3×10⁻⁴"), (12_345, "1.23×10⁴"),
      (2_562_000, "2.56×10⁶"), (9_999.9, "10⁴"),
    ] {
      #expect(NumberFormat.brief(number) == text)
    }
  }

  @Test func thousandsStandApart() {
    for (number, text) in [
      (999, "999"), (1000, "1,000"), (-1_234_567, "−1,234,567"), (0.5, "0.5"), (1e300, "10³⁰⁰"),
    ] as [(Double, String)] {
      #expect(NumberFormat.grouped(number) == text)
    }
  }

  @Test(
    arguments: [
      (0, 5, "0"), (-0.5, 5, "-0.5"), (1.0 / 3, 4, "0.3333"), (123_456, 5, "1.2346e5"),
      (123_456, 6, "123456"), (1.5e-7, 6, "1.5e-7"), (0.000_012, 6, "0.000012"),
      (99_999.6, 5, "1e5"),
    ] as [(Double, Int, String)])
  func writesSignificantDigitsForTheTerminal(_ x: Double, _ digits: Int, _ text: String) {
    #expect(NumberFormat.significant(x, digits: digits) == text)
  }

  @Test func roundsTheDecimalThatPeopleRead() {
    #expect(NumberFormat.compact(0.145) == "0.15")
    // One notation, in fewer digits where there is no room for it.
    let small = 0.000_937
    #expect(NumberFormat(for: [small]).text(small) == "9.4×10⁻⁴")
    #expect(NumberFormat.compact(small) == "9.4×10⁻⁴" && NumberFormat.tight(small) == "9×10⁻⁴")
    #expect(NumberFormat.plain(10.075) == "10.08")
  }

  /// Behind a sign of multiplication `1×10⁻¹⁴` would read as a product of three.
  @Test func aPowerOfTenIsWrittenAlikeEverywhere() {
    let number = 1e-14
    let texts = [
      NumberFormat(for: [number, 0.5]).text(number), NumberFormat.compact(number),
      NumberFormat.tight(number), NumberFormat.measure(number), NumberFormat.tightMeasure(number),
      NumberFormat.plain(number), NumberFormat.brief(number),
    ]
    #expect(Set(texts) == ["10⁻¹⁴"])
    // What is rounded says to how many digits it is.
    #expect(NumberFormat.compact(1.03e-14) == "1.0×10⁻¹⁴")
    #expect(NumberFormat.tight(1.03e-14) == "10⁻¹⁴" && NumberFormat.tight(-2e-14) == "−2×10⁻¹⁴")
  }
}
