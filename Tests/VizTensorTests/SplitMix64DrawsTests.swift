import Testing
import VizTensor

@Suite struct SplitMix64DrawsTests {
  @Test func drawsNormals() {
    var generator = SplitMix64(seed: 3)
    let draws = (0..<20_000).flatMap { _ in
      let (a, b) = generator.normals()
      return [a, b]
    }
    let mean = draws.reduce(0, +) / 40_000
    let variance = draws.reduce(0) { $0 + $1 * $1 } / 40_000
    // Five deviations of the estimates; the share within one deviation is 0.6827.
    #expect(abs(mean) < 5 / 200)
    #expect(abs(variance - 1) < 5 * (2.0 / 40_000).squareRoot())
    #expect(abs(Double(draws.count { abs($0) < 1 }) / 40_000 - 0.6827) < 0.012)
  }

  @Test func drawsOtherNumbersForOtherPurposes() {
    var firsts = Set<UInt64>()
    for (seed, purposes) in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1)] as [(UInt64, UInt64)] {
      var generator = SplitMix64(seed: seed, for: purposes, 7)
      firsts.insert(generator.next())
    }
    var swapped = SplitMix64(seed: 0, for: 7, 0)
    firsts.insert(swapped.next())
    #expect(firsts.count == 6)
  }

  @Test func fillsOddShapes() throws {
    var generator = SplitMix64(seed: 3)
    let x = Tensor<Float>.randomNormal(try Shape([3, 3]), mean: 100, using: &generator)
    #expect(x.elements.count == 9)
    #expect(x.elements.allSatisfy { abs($0 - 100) < 10 })
  }
}
