import Testing
import VizBase

@Suite struct NaturalTests {
  /// Sums in decimal digits, an independent way to count.
  private func sum(_ a: [Int], _ b: [Int]) -> [Int] {
    var (digits, carry) = ([Int](), 0)
    for index in 0..<max(a.count, b.count) {
      let digit =
        (index < a.count ? a[index] : 0) + (index < b.count ? b[index] : 0) + carry
      digits.append(digit % 10)
      carry = digit / 10
    }
    return carry > 0 ? digits + [carry] : digits
  }

  @Test func addsAndWritesAnySize() {
    // Fibonacci numbers, as of a chain in which each node uses the two before it.
    var (a, b) = (Natural.zero, Natural.one)
    var (digitsA, digitsB) = ([0], [1])
    for _ in 0..<2000 {
      var next = a
      next += b
      (a, b) = (b, next)
      (digitsA, digitsB) = (digitsB, sum(digitsA, digitsB))
      #expect(b.description == String(digitsB.reversed().map(String.init).joined()))
    }
    #expect(b.description.count == 418)
  }

  @Test func doublesToPowersOfTwo() {
    var power = Natural.one
    for exponent in 0..<1030 {
      let expected = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(power.approximation == expected)
      let double = power
      power += double
    }
    #expect(power.approximation == .infinity)
    #expect(Natural.zero.isZero && !Natural.one.isZero && Natural.zero.description == "0")
    #expect(Natural(UInt64.max).description == "18446744073709551615")
  }

  @Test func carriesThroughAllDigits() {
    // 2^192 - 1, built by bits, and one more.
    var (number, bit) = (Natural.zero, Natural.one)
    for _ in 0..<192 {
      number += bit
      let double = bit
      bit += double
    }
    #expect(number.description == "6277101735386680763835789423207666416102355444464034512895")
    number += .one
    #expect(number == bit)
    #expect(number.description == "6277101735386680763835789423207666416102355444464034512896")
  }
}
