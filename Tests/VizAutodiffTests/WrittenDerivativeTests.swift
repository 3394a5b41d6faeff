import Testing

@testable import VizAutodiff

@Suite struct WrittenDerivativeTests {
  @Test func addsTheCopiesOfItsArguments() {
    // u' v + u v' of one node each.
    #expect(WrittenDerivative.product.size([1, 1], [1, 1], lastIsConstant: false) == 7)
    // exp(u) u'
    #expect(
      WrittenDerivative.slope(nodes: 1, copies: 1).size([5], [7], lastIsConstant: false) == 14)
    // No rule of its own: one node over the derivatives.
    #expect(WrittenDerivative().size([5, 5], [2, 3], lastIsConstant: false) == 6)
  }

  @Test func aConstantHasNoDerivative() throws {
    let power = try #require(Tape<Double>().primitives["pow"]).written
    // p x^(p - 1) x'
    #expect(power.size([1, 1], [1, 1], lastIsConstant: true) == 9)
    #expect(power.size([1, 1], [1, 1], lastIsConstant: false) == 18)
  }
}
