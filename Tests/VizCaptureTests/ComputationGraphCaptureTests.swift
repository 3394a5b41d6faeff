import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizTensor
import VizTrace

@Suite struct ComputationGraphCaptureTests {
  @Test func capturesATapeWrittenByHand() throws {
    let tape = Tape<Double>()
    let x = tape.input(-2, named: "x")
    let y = tape.input(5, named: "y")
    let z = tape.input(-4, named: "z")
    let f = try (x + y) * z
    let graph = try ComputationGraph(capturing: f)
    #expect(graph.nodes.map(\.id) == ["x", "y", "z", "add1", "mul1"])
    #expect(graph.nodes.map(\.op) == ["input", "input", "input", "add", "mul"])
    #expect(graph.nodes.map { $0.value?.scalar } == [-2, 5, -4, 3, -12])
    #expect(graph.nodes.map { $0.gradient?.scalar } == [-4, -4, 3, -4, 1])
    #expect(graph.nodes.map(\.role) == [.data, .data, .data, nil, .output])
    #expect(graph.nodes[3].local == [.number(1), .number(1)])
    #expect(graph.nodes[4].local == [.number(-4), .number(3)])
    #expect(graph.nodes[4].inputs == ["add1", "z"])
    #expect(graph.nodes.allSatisfy { $0.dtype == .float64 && $0.shape == [] })
    #expect(graph.outputs == ["mul1"])
  }

  @Test func keepsNamesScopesAndRoles() throws {
    let tape = Tape<Float>()
    let w = tape.parameter(Tensor([1, 2]), named: "w")
    let unused = tape.input(1, named: "unused")
    let f = try tape.scope("loss") { try sum(w * 2).named("L") }
    _ = try f + unused
    let graph = try ComputationGraph(capturing: f, name: "L")
    #expect(graph.name == "L")
    #expect(graph.nodes.map(\.id) == ["w", "constant1", "mul1", "L"])
    #expect(graph.nodes.map(\.role) == [.parameter, .constant, nil, .output])
    #expect(graph.nodes.map(\.scope) == [nil, "loss", "loss", "loss"])
    #expect(graph.nodes[0].gradient == .elements([2, 2], shape: [2]))
    #expect(graph.nodes[2].local == [nil, .text("w")])
    #expect(graph.nodes[0].dtype == .float32)
    #expect(graph.nodes[0].local == nil)
  }

  @Test func idsNeverCollideWithNames() throws {
    let tape = Tape<Double>()
    let a = tape.input(1, named: "add1")
    let b = tape.input(2, named: "b")
    let f = try (a + b).named("b") + b
    let graph = try ComputationGraph(capturing: f)
    #expect(graph.nodes.map(\.id) == ["add1", "b", "add2", "add3"])
    #expect(graph.nodes[2].label == "b")
  }

  @Test func undefinedSlopesInConstantsAreLeftOut() throws {
    let trace = try MathExpression("x^2").trace(inputs: ["x": -3])
    let graph = try ComputationGraph(capturing: trace.output)
    #expect(graph.nodes[0].gradient?.scalar == -6)
    #expect(graph.nodes[1].gradient == nil)
    #expect(graph.nodes[2].local == [.number(-6), nil])
  }

  @Test func forwardModeCarriesTangents() throws {
    let trace = try MathExpression("x1*x2 + sin(x1)").trace(inputs: ["x1": 2, "x2": 5])
    let x1 = try #require(trace.inputs["x1"])
    let graph = try ComputationGraph(capturing: trace.output, tangents: [x1: 1])
    #expect(graph.unknownFields["mode"] == .string("forward"))
    let tangents = graph.nodes.map { $0.gradient?.scalar }
    #expect(tangents[0] == 1 && tangents[1] == 0 && tangents[2] == 5)
    #expect(abs((tangents[4] ?? 0) - 4.583853163452858) < 1e-14)
  }

  @Test func matricesSayTheirTranspose() throws {
    let trace = try MathExpression("sum((W @ x)^2)").trace(
      inputs: ["W": Tensor(rows: [[0.1, 0.5], [-0.3, 0.8]]), "x": Tensor([0.2, 0.4])])
    let graph = try ComputationGraph(capturing: trace.output)
    let product = try #require(graph.nodes.first { $0.op == "matmul" })
    #expect(product.local == [.text("xᵀ"), .text("Wᵀ")])
    #expect(product.shape == [2])
    let reshaped = try MathExpression("[[x, 1], [2, x]] @ [1, 1]").trace(inputs: ["x": 1])
    let reshape = try ComputationGraph(capturing: reshaped.output, seed: Tensor([1, 1]))
      .nodes.first { $0.op == "reshape" }
    #expect(reshape?.attributes["shape"] == .array([.number("2"), .number("2")]))
  }

  @Test func nonScalarsNeedASeed() throws {
    let tape = Tape<Double>()
    #expect(throws: AutodiffError.noSeed(output: .vector(2))) {
      try ComputationGraph(capturing: tape.input(Tensor([1, 2])))
    }
  }
}
