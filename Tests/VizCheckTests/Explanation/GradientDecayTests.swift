import Foundation
import Testing
import VizTrace

@testable import VizCheck

@Suite struct GradientDecayTests {
  private func summary(_ norm: Double, _ count: Int) -> TensorData {
    .summary(TensorSummary(count: count, mean: 0, std: 0, min: 0, max: 0, norm: norm))
  }

  /// A chain of functions, each of which leaves a known share.
  @Test func theFactorsAreThoseOfTheWay() throws {
    let nodes = [
      Node(id: "W", op: "parameter", shape: [4], gradient: summary(2e-6, 4)),
      Node(id: "z1", op: "mul", inputs: ["W"], shape: [4], gradient: summary(2e-4, 4)),
      Node(id: "a1", op: "sigmoid", inputs: ["z1"], shape: [4], gradient: summary(2e-2, 4)),
      Node(id: "a2", op: "sigmoid", inputs: ["a1"], shape: [4], gradient: summary(2, 4)),
      // Another consumer, with less.
      Node(id: "side", op: "exp", inputs: ["a1"], shape: [4], gradient: summary(1e-3, 4)),
      Node(id: "L", op: "sum", inputs: ["a2", "side"], shape: [], gradient: summary(1, 1)),
    ]
    let decay = try GradientDecay(of: "W", in: ComputationGraph(nodes: nodes, outputs: ["L"]))
    #expect(decay.factors.map(\.node) == ["L", "a2", "a1", "z1"])
    for (found, exact) in zip(decay.factors.map(\.decades), [0, -2, -2, -2]) {
      #expect(abs(found - Double(exact)) < 1e-12)
    }
    #expect(abs(decay.decades + 6) < 1e-12)
    let operations = decay.byOperation
    #expect(operations.map(\.op) == ["sigmoid", "mul", "sum"])
    #expect(operations.map(\.count) == [2, 1, 1])
    #expect(abs(operations[0].decades + 4) < 1e-12)
  }

  @Test func whatIsMissingIsSaid() throws {
    let nodes = [
      Node(id: "x", op: "input", value: .scalar(1)),
      Node(id: "y", op: "exp", inputs: ["x"], value: .scalar(2)),
    ]
    let graph = ComputationGraph(nodes: nodes, outputs: ["y"])
    #expect(throws: ExplanationError.self) { try GradientDecay(of: "x", in: graph) }
    #expect(throws: ExplanationError.self) { try GradientDecay(of: "z", in: graph) }
    #expect(throws: ExplanationError.self) { try GradientDecay(of: "x[0]", in: graph) }
  }
}
