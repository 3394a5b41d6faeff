import Foundation
import Testing

@testable import VizNeural

@Suite struct SigmoidNetworkTests {
  static let wave: @Sendable (Double) -> Double = { sin($0) + 0.3 * cos(3 * $0) }

  @Test func comesNearerWithMoreSteps() {
    let errors = [4, 16, 64, 256].map {
      SigmoidNetwork(approximating: Self.wave, on: -3...3, count: $0)
        .greatestError(from: Self.wave, on: -3...3)
    }
    // Each time four times as many steps: about a quarter of the error.
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(fine < coarse / 2) }
    #expect(errors[3] < 0.02)
  }

  @Test func hasTheFunctionsValueBetweenSteps() {
    let sum = SigmoidNetwork(approximating: Self.wave, on: 0...1, count: 9, steepness: 200)
    for i in 0..<10 {
      let x = (Double(i) + 0.5) / 10
      #expect(abs(sum(x) - Self.wave(x)) < 1e-12)
    }
  }

  /// Trained, few sigmoids do what as many steps cannot.
  @Test func trainsToLessThanTheConstruction() throws {
    let built = SigmoidNetwork(approximating: Self.wave, on: -3...3, count: 8)
    let trained = try SigmoidNetwork(
      training: Self.wave, on: -3...3, count: 8, points: 60, steps: 400, seed: 1)
    #expect(trained.count == 8)
    let error = trained.greatestError(from: Self.wave, on: -3...3)
    #expect(error < built.greatestError(from: Self.wave, on: -3...3) / 2)
  }

  @Test func isTheSumOfItsTerms() {
    let network = SigmoidNetwork(approximating: Self.wave, on: -3...3, count: 5)
    for x in [-3, -0.4, 0, 2.9] {
      let sum = network.terms.reduce(network.offset) {
        $0 + $1.height / (1 + exp(-($1.weight * x + $1.bias)))
      }
      #expect(abs(network(x) - sum) < 1e-12)
    }
  }

  @Test func survivesAnEmptyRange() {
    let sum = SigmoidNetwork(approximating: { $0 }, on: 2...2, count: 0)
    #expect(sum(2).isFinite)
  }
}
