import Testing
import VizAutodiff
import VizTensor
import VizTrace

@testable import VizCheck

/// What a file does not state is recomputed, and only what it states is judged.
@Suite struct AbsentTests {
  private func homework() throws -> ComputationGraph {
    var graph = try ComputationGraph(
      of: "L = (w @ sigmoid(W @ x + b) + c - t)^2",
      [
        "W": Tensor(rows: [[0.1, 0.2], [0.3, 0.4]]), "x": Tensor([1, 2]), "b": Tensor([0.1, -0.1]),
        "w": Tensor([0.5, -0.7]), "c": 0.2, "t": 1,
      ])
    graph.forgetGradients()
    return graph
  }

  @Test func rightLeavesAreRight() throws {
    let check = try GraphCheck(homework())
    #expect(check.isOK && check.wrong.isEmpty && check.remarks.isEmpty, "\(check)")
    #expect(check.nodes.allSatisfy { $0.status == .ok })
  }

  @Test func aTransposedGradientIsNamed() throws {
    var graph = try homework()
    let g = graph.gradient("W")
    graph.setGradient("W", [g[0], g[2], g[1], g[3]])
    let check = try GraphCheck(graph)
    #expect(check.wrong == ["W"] && check.suspects == ["matmul1"], "\(check)")
    #expect(
      check.remarks.map(\.sentence) == [
        "The gradient of W is wrong; it equals the transposed gradient."
      ])
  }

  @Test func aSignIsNamed() throws {
    var graph = try homework()
    graph.setGradient("t", graph.gradient("t").map { -$0 })
    let check = try GraphCheck(graph)
    #expect(check.wrong == ["t"] && check.suspects == ["sub1"])
    #expect(check.reason("t") == "it has the other sign")
  }

  /// A fault on the way shows at all leaves behind it, and may be that of each rule up to there.
  @Test func aFaultOnTheWayIsOneOfItsRules() throws {
    var graph = try homework()
    for id in ["W", "x", "b"] { graph.setGradient(id, graph.gradient(id).map { 3.3 * $0 }) }
    let check = try GraphCheck(graph)
    #expect(Set(check.wrong) == ["W", "x", "b"])
    #expect(Set(check.suspects) == ["add1", "sigmoid1"], "\(check.suspects)")
  }

  @Test func absentValuesAreRecomputed() throws {
    var graph = try homework()
    for index in graph.nodes.indices where !graph.nodes[index].inputs.isEmpty {
      graph.nodes[index].value = nil
    }
    #expect(try GraphCheck(graph).isOK)
    graph.setGradient("b", graph.gradient("b").map { -$0 })
    #expect(try GraphCheck(graph).wrong == ["b"])
  }

  @Test func nothingToCheckIsNotOK() throws {
    var graph = try ComputationGraph(of: "x * y", ["x": 1, "y": 2])
    for index in graph.nodes.indices {
      graph.nodes[index].value = nil
      graph.nodes[index].gradient = nil
    }
    let check = try GraphCheck(graph)
    #expect(check.isEmpty && !check.isOK && check.suspects.isEmpty && check.wrong.isEmpty)
  }
}
