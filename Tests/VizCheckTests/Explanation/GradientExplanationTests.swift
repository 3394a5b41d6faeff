import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

@Suite struct GradientExplanationTests {
  /// A chain of nodes that each take the one before twice, or once.
  private func chain(_ count: Int, isDouble: Bool, local: Double) -> ComputationGraph {
    var nodes = [Node(id: "n0", op: "input", value: .scalar(1))]
    for index in 1...count {
      let inputs = isDouble ? ["n\(index - 1)", "n\(index - 1)"] : ["n\(index - 1)"]
      nodes.append(
        Node(
          id: "n\(index)", op: isDouble ? "add" : "identity", inputs: inputs,
          local: inputs.map { _ in .number(local) }))
    }
    return ComputationGraph(nodes: nodes, outputs: ["n\(count)"])
  }

  @Test func countsMorePathsThanNumbersHold() throws {
    let graph = chain(300, isDouble: true, local: 0.5)
    let found = try GradientExplanation(of: "n0", in: graph)
    #expect(
      found.paths.description
        == "2037035976334486086268445688409378161051468393665936250636140449354381299763336706183397376"
    )
    #expect(found.gradient == 1 && found.cancellation == 0)
    #expect(abs(found.entropy - 300) < 1e-9)
    #expect(found.strongest.count == 5)
    #expect(found.strongest.allSatisfy { $0.product == 0x1p-300 && $0.factors.count == 300 })
    #expect(found.lengths?.map(\.edges) == [300])
    #expect(found.chainRule.lines.count == 24)
    #expect(found.chainRule.lines.reduce(0) { $0 + $1.skipped } == 301 - 24)
  }

  /// With 300 digits at each of a million nodes there would be no memory left.
  @Test func numbersOfPathsThatWerePassedOnAreNotKept() throws {
    let graph = chain(300, isDouble: true, local: 0.5)
    let (index, order) = try graph.wiring()
    let elements = try ElementGraph(
      graph, index, order: order, target: 0, seeds: [300: { .ones($0) }])
    let sums = PathSums(elements)
    #expect(sums.paths(of: 0, 0).description.count == 91)
    #expect((1...300).allSatisfy { sums.paths(of: $0, 0).isZero })
    #expect(sums.sum[elements.position(150, 0)] == 1)
  }

  /// What no number of double precision holds is still told apart.
  @Test func ordersPathsWhoseProductsVanish() throws {
    var graph = chain(400, isDouble: true, local: 1e-3)
    graph.nodes[200].local = [.number(2e-3), .number(1e-3)]
    graph.nodes[300].local = [.number(1e-3), .number(3e-3)]
    let found = try GradientExplanation(of: "n0", in: graph, paths: 1)
    #expect(found.gradient == 0 && found.strongest[0].product == 0)
    // From the output on: the derivative of node 300 comes at place 100.
    #expect(found.strongest[0].factors[100] == 3e-3 && found.strongest[0].factors[200] == 2e-3)
  }

  /// Deep graphs take no recursion, and time in proportion to their nodes.
  @Test func walksLongChains() throws {
    let found = try GradientExplanation(
      of: "n0", in: chain(100_000, isDouble: false, local: -1))
    #expect(found.gradient == 1 && found.paths == .one && found.strongest.count == 1)
    #expect(found.strongest[0].elements.count == 100_001)
  }

  /// Lengths that would take more than there is room for are left out, and said to be.
  @Test func leavesOutLengthsThatAreTooMany() throws {
    var graph = chain(8000, isDouble: false, local: 1)
    for index in 2...8000 {
      graph.nodes[index].inputs.append("n\(index - 2)")
      graph.nodes[index].op = "add"
      graph.nodes[index].local = [.number(0.5), .number(0.25)]
    }
    let found = try GradientExplanation(of: "n0", in: graph)
    #expect(found.lengths == nil && found.paths.description.count == 1672)
  }

  @Test func explainsTheLecture() throws {
    let graph = try ComputationGraph(of: "(x + y) * z", ["x": -2, "y": 5, "z": -4])
    let found = try GradientExplanation(of: "x", in: graph)
    #expect(found.gradient == -4 && found.statedGradient == -4 && found.sumOfAbsolute == 4)
    #expect(found.strongest[0].factors == [-4, 1])
    let lines = found.chainRule.lines
    #expect(lines.map(\.value) == [1, -4, -4] && lines[0].seed == 1 && lines[0].terms.isEmpty)
    #expect(lines[1].terms.map(\.line) == [0] && lines[2].terms.map(\.line) == [1])
  }

  @Test func goesThroughTensors() throws {
    let graph = try ComputationGraph(
      of: "sum(softmax(W @ x))",
      ["W": Tensor(rows: [[1, 2, 3], [-1, 0.5, 0]]), "x": Tensor([0.5, -1, 2])])
    let found = try GradientExplanation(of: "W[1,2]", in: graph)
    // The softmax sends two ways, which cancel.
    #expect(found.paths.description == "2" && abs(found.gradient) < 1e-15)
    #expect(found.cancellation > 0.999 && abs(found.entropy - 1) < 1e-9)
    #expect(found.element == .init(node: "W", index: [1, 2]))
    // One number of a tensor in another.
    let product = try #require(graph.nodes.first { $0.op == "matmul" }).id
    let inner = try GradientExplanation(of: "x[0]", in: graph, output: product + "[1]")
    #expect(inner.paths == .one && inner.gradient == -1 && inner.strongest[0].factors == [-1])
  }

  @Test func saysWhatIsWrongWithNames() throws {
    let graph = try ComputationGraph(
      of: "sum(weight * x)", ["weight": Tensor([1, 2]), "x": Tensor([3, 4])])
    let refusals: [(String, ExplanationError.Kind, String)] = [
      ("wieght[0]", .noNode, "did you mean \"weight\"?"),
      ("weight", .noElement, "name it by its place along each axis, as in weight[0]"),
      ("weight[2]", .noElement, "the shape of \"weight\" is [2]"),
      ("weight[-1]", .noElement, "the shape of \"weight\" is [2]"),
      ("weight[0,1]", .noElement, "its shape is [2]"),
      ("weight[a]", .noElement, "name an element as in W[0,3]"),
    ]
    for (name, kind, hint) in refusals {
      let error = try #require(throws: ExplanationError.self) {
        try GradientExplanation(of: name, in: graph)
      }
      #expect(error.kind == kind && error.hint == hint, "\(error) \(error.hint ?? "")")
    }
  }

  @Test func saysWhereThereIsNoPath() throws {
    let graph = try ComputationGraph(of: "detach(x) * y", ["x": 2, "y": 3])
    let found = try GradientExplanation(of: "x", in: graph)
    #expect(found.paths == .zero && found.gradient == 0 && found.cancellation == 0)
    #expect(found.strongest.isEmpty && found.lengths?.isEmpty == true)
    // Another output than the graph's.
    let other = try GradientExplanation(of: "y", in: graph, output: "x")
    #expect(other.paths == .zero && other.outputs == ["x"])
    let own = try GradientExplanation(of: "y", in: graph, output: "y")
    #expect(own.paths == .one && own.gradient == 1 && own.lengths?.map(\.edges) == [0])
  }

  @Test func refusesWhatHasNoDerivative() throws {
    let nodes = [
      Node(id: "x", op: "input", value: .scalar(1)),
      Node(id: "f", op: "mystery", inputs: ["x"], value: .scalar(2)),
    ]
    let error = try #require(throws: ExplanationError.self) {
      try GradientExplanation(of: "x", in: ComputationGraph(nodes: nodes, outputs: ["f"]))
    }
    #expect(error.kind == .noRule && error.message.contains("\"f\""))
  }

  @Test func weighsOutputsAsTheGraphDoes() throws {
    var graph = try ComputationGraph(of: "x * [2, 3]", ["x": 5], seed: Tensor([10, 100]))
    let found = try GradientExplanation(of: "x", in: graph)
    #expect(found.gradient == 320 && found.statedGradient == 320)
    #expect(found.strongest.map(\.product) == [300, 20] && found.strongest[0].seed == 100)
    graph.seeds = [.scalar(2)]
    #expect(try GradientExplanation(of: "x", in: graph).gradient == 10)
  }

  @Test func carriesWhatIsNotFinite() throws {
    let graph = try ComputationGraph(of: "log(x) * y", ["x": 0, "y": 0])
    let found = try GradientExplanation(of: "x", in: graph)
    #expect(found.gradient.isNaN && found.paths == .one && found.strongest.count == 1)
  }

  /// A negative log-likelihood takes one number for each example: nothing leads through the others.
  @Test func pathsLeadThroughTheLabelsAlone() throws {
    let scores = TensorData.elements([-1, -2, -3, -0.5, -1.5, -2.5], shape: [2, 3])
    let nodes = [
      Node(id: "z", op: "input", value: scores),
      Node(id: "b", op: "parameter", value: .scalar(0.5)),
      Node(id: "y", op: "input", value: .elements([2, 0], shape: [2])),
      Node(id: "s", op: "add", inputs: ["z", "b"]),
      Node(id: "L", op: "nll", inputs: ["s", "y"]),
    ]
    let graph = ComputationGraph(nodes: nodes, outputs: ["L"])
    let found = try GradientExplanation(of: "b", in: graph)
    #expect(found.paths.description == "2" && found.gradient == -1)
    #expect(Set(found.strongest.map { $0.elements[1].index }) == [[0, 2], [1, 0]])
    #expect(try GradientExplanation(of: "z[0,1]", in: graph).paths == .zero)
  }
}
