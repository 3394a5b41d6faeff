import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// What rounding leaves of sums that cancel is not blamed on anyone.
@Suite struct RoundingTests {
  /// The gradient of a bias before a normalisation is a sum of thousands that cancel.
  @Test func aBiasBeforeANormalization() throws {
    var generator = SplitMix64(seed: 4)
    let tape = Tape<Float>()
    let x = tape.input(.random(try Shape([512, 4]), using: &generator), named: "x")
    let b = tape.parameter(.random(.vector(4), using: &generator), named: "b")
    let ones = tape.parameter(.ones(.vector(4)), named: "scale")
    let zeros = tape.parameter(.zeros(.vector(4)), named: "shift")
    let y = try tanh(batchNorm(x + b, scale: ones, shift: zeros))
    var graph = try ComputationGraph(
      capturing: sum(y * tape.constant(.random(y.shape, using: &generator))))
    #expect(try GraphCheck(graph).isOK)
    // As large as one of the terms, it is no rounding.
    let index = try #require(graph.nodes.firstIndex { $0.id == "b" })
    graph.nodes[index].gradient = .elements([0, 0, 0.5, 0], shape: [4])
    #expect(try GraphCheck(graph).suspects == ["add1"])
  }

  /// Where all labels are all but certain, single precision has nothing left of the loss.
  @Test func aLossOfNothing() throws {
    let tape = Tape<Float>()
    let scores = tape.parameter(
      try Tensor([-20, 41, -36, -19.6, 36.3, -34], shape: Shape([2, 3])), named: "scores")
    let labels = tape.input(Tensor([1, 1]), named: "labels")
    let graph = try ComputationGraph(capturing: crossEntropy(scores, labels: labels))
    #expect(graph.nodes.last?.value == .elements([0], shape: []))
    #expect(try GraphCheck(graph).isOK)
  }

  /// What is too great for single precision is infinite, and the rest NaN.
  @Test func whatOverflows() throws {
    let tape = Tape<Float>()
    let w = tape.parameter(Tensor([3e20, -2]), named: "w")
    let graph = try ComputationGraph(capturing: sum(w * w * w))
    #expect(try GraphCheck(graph).isOK)
  }

  /// Data needs no gradient, nor what depends on it alone.
  @Test func dataNeedNoGradient() throws {
    let tape = Tape<Double>()
    let x = tape.input(Tensor([1, 2, 3, 4]), named: "x")
    let w = tape.parameter(Tensor([1, 2]), named: "w")
    var graph = try ComputationGraph(capturing: sum(reshape(x, to: [2, 2]) * w))
    for index in graph.nodes.indices where ["x", "reshape1"].contains(graph.nodes[index].id) {
      graph.nodes[index].gradient = nil
    }
    #expect(try GraphCheck(graph).nodes.allSatisfy { $0.status == .ok })
  }

  @Test func summariesAloneAreNothingToCheck() throws {
    var graph = try ComputationGraph(
      capturing: MathExpression("x * y").trace(inputs: ["x": 1, "y": 2]).output)
    #expect(try !GraphCheck(graph).isEmpty)
    for index in graph.nodes.indices {
      graph.nodes[index].value = .summary(TensorSummary(of: [1]))
      graph.nodes[index].gradient = .summary(TensorSummary(of: [1]))
    }
    #expect(try GraphCheck(graph).isEmpty)
  }
}
