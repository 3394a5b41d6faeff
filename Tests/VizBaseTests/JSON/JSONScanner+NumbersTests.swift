import Testing
import VizTensor

@testable import VizBase

@Suite struct JSONScannerNumbersTests {
  private func double(_ text: String) throws -> Double {
    var scanner = JSONScanner(Array(text.utf8))
    let value = try scanner.double(scanner.number())
    #expect(scanner.isAtEnd, "\(text)")
    return value
  }

  @Test func numbersAreTheNearestDoubles() throws {
    for text in [
      "0", "-0", "-0.0", "0e5", "0.000e-999999999999999999999", "1", "-1", "0.1", "1e22", "1e23",
      "123456789012345678901234567890", "9007199254740993", "1e-320", "4.9e-324", "3e-324",
      "1.7976931348623157e308", "0.30000000000000004", "2.2250738585072011e-308", "1E+2", "1e-7",
      "9007199254740992e22", "9007199254740991e-22", "179769313486231580793e285",
      "0." + String(repeating: "0", count: 400) + "1e400", String(repeating: "1", count: 300),
      "1" + String(repeating: "0", count: 400) + "e-400",
    ] {
      #expect(try double(text).bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test func randomNumbersAreTheNearestDoubles() throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<20_000 {
      let digits = random.next() >> UInt64.random(in: 0..<64, using: &random)
      let text = "\(digits).\(random.next() >> 40)e\(Int.random(in: -30...30, using: &random))"
      #expect(try double(text) == Double(text), "\(text)")
      let bits = Double(bitPattern: random.next())
      guard bits.isFinite else { continue }
      #expect(try double(bits.description) == bits)
    }
  }

  @Test func numbersThatNoDoubleHoldsAreRefused() {
    for (text, words) in [
      ("1e400", "1:1: 1e400 is too large for a 64-bit float"),
      ("-1.8e308", "1:1: -1.8e308 is too large for a 64-bit float"),
      ("1e99999999999999999999", "1:1: 1e99999999999999999999 is too large for a 64-bit float"),
      ("0.01e-330", "1:1: 0.01e-330 is too small for a 64-bit float"),
      (
        String(repeating: "9", count: 400),
        "1:1: \(String(repeating: "9", count: 40))… is too large for a 64-bit float"
      ),
    ] {
      #expect { try double(text) } throws: { "\($0)" == words }
    }
  }

  @Test func whatIsNoNumberIsRefused() {
    for (text, words) in [
      ("-", "1:2: the file ends where a digit should stand"),
      ("-x", #"1:2: expected a digit, found "x""#),
      ("00", "1:1: a number begins with a needless 0"),
      ("-01", "1:1: a number begins with a needless 0"),
      ("1.", "1:3: the file ends where a digit after the decimal point should stand"),
      ("1e+", "1:4: the file ends where a digit of the exponent should stand"),
      ("1ee", #"1:3: expected a digit of the exponent, found "e""#),
    ] {
      #expect { try double(text) } throws: { "\($0)" == words }
    }
  }

  @Test func integers() throws {
    for (text, value) in [
      ("9223372036854775807", Int.max), ("-9223372036854775808", .min), ("2.0", 2), ("1e3", 1000),
      ("-0", 0), ("120e-1", 12),
    ] {
      var scanner = JSONScanner(Array(text.utf8))
      #expect(try scanner.integer(scanner.number(), field: "n") == value)
    }
    var scanner = JSONScanner(Array("1.5".utf8))
    #expect { try scanner.integer(scanner.number(), field: "n") } throws: {
      "\($0)" == #"1:1: "n" must be a whole number, not 1.5"#
    }
  }
}
