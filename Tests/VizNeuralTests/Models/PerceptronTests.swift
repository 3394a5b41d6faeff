import Testing
import VizTensor

@testable import VizNeural

@Suite struct PerceptronTests {
  private func gate(_ labels: [Int]) -> [Perceptron.Example] {
    zip([[0, 0], [0, 1], [1, 0], [1, 1]], labels).map { Perceptron.Example($0, $1) }
  }

  /// 14 of the 16 functions of two bits are separable; XOR and its negation are not.
  @Test func learnsEveryFunctionThatALineSeparates() {
    for function in 0..<16 {
      let examples = gate((0..<4).map { function >> $0 & 1 })
      var perceptron = Perceptron(inputs: 2)
      let outcome = perceptron.learn(examples)
      if function == 0b0110 || function == 0b1001 {
        guard case .cycles = outcome else {
          Issue.record("\(outcome)")
          continue
        }
        #expect("\(outcome)".contains("no line separates the classes"))
      } else {
        guard case .converged = outcome else {
          Issue.record("\(outcome)")
          continue
        }
        #expect(examples.allSatisfy { perceptron($0.x) == $0.label })
      }
    }
  }

  /// Novikoff: at most (R/γ)² mistakes, with the radius R of the data and their margin γ.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func makesNoMoreMistakesThanTheTheoremAllows(_ seed: UInt64) throws {
    let data = try SyntheticDataset.linear.make(examples: 200, seed: seed, as: Double.self)
    let labels = try #require(data.labels)
    let examples = labels.indices.map {
      Perceptron.Example(
        [data.inputs.elements[2 * $0], data.inputs.elements[2 * $0 + 1]], labels[$0])
    }
    var perceptron = Perceptron(inputs: 2)
    let outcome = perceptron.learn(examples)
    guard case .converged(_, let updates) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    // The bias is a weight of an input that is 1; the line is x + 2 y - 0.25 = 0.
    let radius = examples.map { $0.x[0] * $0.x[0] + $0.x[1] * $0.x[1] + 1 }.max() ?? 0
    let margin = examples.map { abs($0.x[0] + 2 * $0.x[1] - 0.25) }.min() ?? 0
    let bound = radius * (1 + 4 + 0.0625) / (margin * margin)
    #expect(Double(updates) <= bound)
  }

  @Test func saysWhenItDoesNotKnow() {
    var perceptron = Perceptron(inputs: 1)
    let outcome = perceptron.learn([.init([0.1], 0), .init([0.1000000001], 1)], epochs: 3)
    #expect("\(outcome)" == "still makes mistakes after 3 epochs")
    #expect(perceptron.learn([], epochs: 0) == .undecided(epochs: 0))
  }
}
