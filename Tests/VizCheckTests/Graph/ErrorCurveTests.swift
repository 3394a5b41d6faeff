import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

@Suite struct ErrorCurveTests {
  private func graph(_ text: String, _ inputs: [String: Tensor<Double>]) throws
    -> ComputationGraph
  {
    try ComputationGraph(capturing: MathExpression(text).trace(inputs: inputs).output, name: text)
  }

  /// Large steps err as their square, small ones by rounding over the step.
  @Test func isAV() throws {
    let curve = try ErrorCurve(graph("exp(x) * sin(x)", ["x": 1.3]), leaf: "x")
    #expect(curve.index == nil)
    let errors = curve.trials.map(\.relativeError)
    let best = try #require(curve.best)
    #expect((1e-8...1e-3).contains(best.step))
    #expect(best.relativeError < 1e-9)
    #expect(errors[0] > 1e5 * best.relativeError && errors[15] > 1e5 * best.relativeError)
    // A tenth of the step is a hundredth of the error, where the method errs.
    let (tenth, hundredth) = (errors[14], errors[13])
    #expect((80...120).contains(tenth / hundredth))
  }

  @Test func movesOneElement() throws {
    let curve = try ErrorCurve(graph("sum(w ^ 3)", ["w": Tensor([1, 2, 3])]), leaf: "w", index: 2)
    #expect(curve.index == 2 && curve.gradient == 27)
    #expect(try #require(curve.best).relativeError < 1e-8)
  }

  @Test func saysWhyThereIsNone() throws {
    let graph = try graph("x * y", ["x": 1, "y": 2])
    #expect(throws: ErrorCurve.Failure.noLeaf("z", leaves: ["x", "y"])) {
      try ErrorCurve(graph, leaf: "z")
    }
    #expect(throws: ErrorCurve.Failure.noElement(1, count: 1)) {
      try ErrorCurve(graph, leaf: "x", index: 1)
    }
    var bare = graph
    bare.nodes[0].gradient = nil
    #expect(throws: ErrorCurve.Failure.noGradient) { try ErrorCurve(bare, leaf: "x") }
    var strange = graph
    strange.nodes[2].op = "frobnicate"
    #expect(throws: ErrorCurve.Failure.notRecomputable) { try ErrorCurve(strange, leaf: "x") }
  }
}
