import Testing
import VizTensor

@testable import VizNeural

@Suite struct InitializerTests {
  static let variances: [(Initializer, Double, bounded: Bool)] = [
    (.xavierUniform, 2.0 / (300 + 100), true), (.xavierNormal, 2.0 / (300 + 100), false),
    (.heUniform, 2.0 / 300, true), (.heNormal, 2.0 / 300, false),
    (.lecunUniform, 1.0 / 300, true), (.lecunNormal, 1.0 / 300, false),
    (.normal(deviation: 0.5), 0.25, false),
  ]

  @Test(arguments: variances.indices)
  func drawsWithTheVarianceOfItsPaper(_ index: Int) throws {
    let (initializer, variance, isBounded) = Self.variances[index]
    var generator = SplitMix64(seed: 11)
    let values: Tensor<Double> = initializer.values(
      try Shape([300, 100]), fans: (300, 100), using: &generator)
    let count = Double(values.elements.count)
    let mean = values.elements.reduce(0, +) / count
    let measured = values.elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    // Of 30,000 draws; more than five deviations of the estimates.
    #expect(abs(mean) < 5 * (variance / count).squareRoot())
    #expect(abs(measured / variance - 1) < 0.05)
    let greatest = values.elements.reduce(0) { max($0, $1.magnitude) }
    let bound = (3 * variance).squareRoot()
    #expect(isBounded == (greatest <= bound))
  }

  @Test func takesTheSameFromTheSameSeed() throws {
    let layer = Sequential(Dense(4, .relu), Dense(2))
    let first = try Network<Float>(layer, inputShape: [3], seed: 5)
    let second = try Network<Float>(layer, inputShape: [3], seed: 5)
    let third = try Network<Float>(layer, inputShape: [3], seed: 6)
    #expect(first.state == second.state)
    #expect(first.state != third.state)
  }

  @Test func leavesBiasesAtZeroWhateverTheNetworkTakes() throws {
    let network = try Network<Double>(
      Dense(4), inputShape: [3], seed: 5, initializer: .constant(0.25))
    #expect(network.parameters[0].value == Tensor(repeating: 0.25, shape: try Shape([3, 4])))
    #expect(network.parameters[1].value == .zeros(.vector(4)))
    #expect(network.parameters.map(\.isDecayed) == [true, false])
  }

  /// Tseran and Montúfar's factors, and a mean square that stays as it is through layers.
  @Test func maxoutKeepsTheMeanSquareOfItsInputs() throws {
    for (pieces, factor) in [(2, 1), (3, 0.78391), (4, 0.64461), (5, 0.55555)] {
      #expect(abs(1 / Maxout.meanSquares[pieces - 1] - factor) < 1e-4)
    }
    var generator = SplitMix64(seed: 4)
    let x: Tensor<Double> = .randomNormal(try Shape([64, 100]), deviation: 1, using: &generator)
    for pieces in [2, 4] {
      let layers = Array(repeating: Maxout(100, pieces: pieces), count: 5)
      let network = try Network<Double>(Sequential(layers), inputShape: [100], seed: 2)
      let values = try network.predict(x).elements
      let square = values.reduce(0) { $0 + $1 * $1 / Double(values.count) }
      #expect(0.4 < square && square < 2.5, "\(pieces): \(square)")
    }
  }
}
