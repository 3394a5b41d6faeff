import Testing
import VizTestSupport
import VizTrace

@testable import VizDiagram

/// Folding takes work in proportion to the graph, whatever its shape: counted and not timed.
@Suite(.enabled(if: Allocations.areCounted)) struct FoldingGrowthTests {
  private static let shapes: [String: @Sendable (_ size: Int) -> ComputationGraph] = [
    "nodes at random": { FoldingStructureTests.random($0, seed: 1) },
    "a scope each": { size in
      ComputationGraph(
        nodes: (0..<size).map { Node(id: "n\($0)", op: "input", scope: "s\($0)") },
        outputs: ["n0"])
    },
    "scopes in scopes": { size in
      ComputationGraph(
        nodes: (0..<size).map {
          Node(id: "n\($0)", op: "input", scope: "a\($0 % 7)/b\($0 % 77)/c\($0)")
        }, outputs: ["n0"])
    },
    "a star": { size in
      ComputationGraph(
        nodes: [Node(id: "x", op: "input")]
          + (0..<size).map { Node(id: "o\($0)", op: "exp", inputs: ["x"]) }, outputs: ["o0"])
    },
    "two layers joined all to all": { size in
      let names = (0..<Int(Double(size).squareRoot())).map { "a\($0)" }
      return ComputationGraph(
        nodes: names.map { Node(id: $0, op: "input") }
          + names.indices.map { Node(id: "b\($0)", op: "add", inputs: names) }, outputs: ["b0"])
    },
    "a long label": { size in
      let label = String(repeating: "&<x", count: size)
      return ComputationGraph(
        nodes: [
          Node(id: "x", op: "input", label: label, scope: label),
          Node(id: "y", op: "exp", inputs: ["x"]),
        ], outputs: ["y"])
    },
    "products of one input": { size in
      ComputationGraph(
        nodes: [Node(id: "m0", op: "input")]
          + (1...size).map { Node(id: "m\($0)", op: "mul", inputs: ["m0", "m\($0 - 1)"]) },
        outputs: ["m\(size)"])
    },
  ]

  @Test(arguments: shapes.keys.sorted())
  func isProportional(shape: String) throws {
    let make = try #require(Self.shapes[shape])
    let growth = try Allocations.growth(at: 8_000, make) { graph in
      try DiagramModel(graph, options: DiagramOptions()).cards.count
    }
    #expect(growth < 20, "\(shape): \(growth)")
  }
}
