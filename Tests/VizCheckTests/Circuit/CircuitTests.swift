import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizCheck
import VizTensor
import VizTrace

@Suite struct CircuitTests {
  func graph(_ text: String, _ inputs: [String: Tensor<Double>]) throws -> ComputationGraph {
    let trace = try MathExpression(text).trace(inputs: inputs)
    return try ComputationGraph(capturing: trace.output, name: text)
  }

  /// Numbers of a graph, all of them in its order.
  func numbers(_ graph: ComputationGraph) -> [Double] {
    graph.nodes.flatMap { node in
      [node.value, node.gradient].flatMap { data -> [Double] in
        if case .elements(let elements, _)? = data { elements } else { [] }
      }
    }
  }

  static let expressions: [(String, Int)] = [
    ("x * y + sin(x) / y", 1), ("sigmoid(x) * softplus(y) + tanh(x * y) + gelu(x) + erf(y)", 1),
    ("maximum(x, y) * relu(x) + abs(y) ^ 1.5 + elu(x) + mish(y)", 1),
    ("max(x) * norm(y) + logsumexp(x) + softmax(x) @ y", 4),
    ("mean(x * y) + var(x) + std(y) + prod(x) + layer_norm(x) @ y", 4),
    ("dot(x, y) + mse(x, y) + huber(x, y) + sum(cumsum(x, axis=0) * y)", 4),
  ]

  @Test(arguments: expressions)
  func computesWhatTheTapeDoesAtOtherInputs(_ text: String, _ count: Int) throws {
    var generator = SplitMix64(seed: 4)
    func inputs() throws -> [String: Tensor<Double>] {
      let shape: Shape = count == 1 ? .scalar : .vector(count)
      return [
        "x": .random(shape, using: &generator), "y": .random(shape, using: &generator),
      ]
    }
    let born = try graph(text, inputs())
    let circuit = try Circuit(of: born)
    for _ in 0..<5 {
      let there = try inputs()
      let values = circuit.leaves.flatMap { leaf in
        there[born.nodes[leaf.node].id]?.elements ?? []
      }
      let (own, tape) = (
        numbers(circuit.graph(born, at: values)), numbers(try graph(text, there))
      )
      #expect(own.count == tape.count)
      for (a, b) in zip(own, tape) {
        #expect(abs(a - b) <= 1e-13 * max(1, abs(b)), "\(text): \(a), \(b)")
      }
    }
  }

  @Test func callsOnlyWhatIsInUse() throws {
    let circuit = try Circuit(of: graph("x * y + 1", ["x": 2, "y": 3]))
    #expect(Set(circuit.functions.map(\.name)) == ["mul", "add"])
    #expect(circuit.leaves.map(\.values) == [[2], [3]])
  }

  @Test func namesTheOperationThatHasNoFormula() throws {
    let graph = try graph("sum(where(step(x), x, 2))", ["x": Tensor([3, -1, 2])])
    let node = try #require(graph.nodes.first { $0.op == "where" })
    #expect(throws: CircuitError.noFormula(node.id, op: "where")) { try Circuit(of: graph) }
    #expect(
      CircuitError.noFormula("s", op: "where").description
        == "the operation where of s decides by the size of its numbers, which is no formula")
  }

  @Test func namesTheNodeWhoseNumbersAreOthers() throws {
    var graph = try graph("q = x * y; f = q + x", ["x": 2, "y": 3])
    let index = try #require(graph.nodes.firstIndex { $0.id == "y" })
    graph.nodes[index].gradient = .scalar(-2)
    #expect(throws: CircuitError.otherNumber("y")) { try Circuit(of: graph) }
    graph.nodes[index].gradient = .scalar(2)
    graph.nodes[index].value = nil
    #expect(throws: CircuitError.noNumber("y")) { try Circuit(of: graph) }
  }

  /// Of a file without gradients those of its first output are computed, and what else it lacks.
  @Test(arguments: [
    ("q = x * y; f = q * sin(x)", 1), ("sum(softmax(x) * y)", 3), ("sum(y * maximum(x, y))", 3),
  ])
  func differentiatesAFileWithoutGradients(_ text: String, _ count: Int) throws {
    let shape: Shape = count == 1 ? .scalar : .vector(count)
    var generator = SplitMix64(seed: 9)
    let whole = try graph(
      text,
      ["x": .random(shape, using: &generator), "y": .random(shape, using: &generator)])
    var bare = whole
    for index in bare.nodes.indices {
      bare.nodes[index].gradient = nil
      bare.nodes[index].local = nil
      if !bare.nodes[index].inputs.isEmpty { bare.nodes[index].value = nil }
    }
    let circuit = try Circuit(of: bare)
    let full = try circuit.completed(bare)
    for (a, b) in zip(full.nodes, whole.nodes) where !b.isConstant {
      for (own, wanted) in [(a.value, b.value), (a.gradient, b.gradient)] {
        guard case .elements(let own, let ownShape)? = own,
          case .elements(let wanted, let shape)? = wanted
        else {
          Issue.record("\(a.id) has no number")
          continue
        }
        #expect(ownShape == shape && zip(own, wanted).allSatisfy { abs($0 - $1) < 1e-12 })
      }
      if count == 1 { #expect((a.local == nil) == (b.local == nil), "\(a.id)") }
    }
    // What has gradients stays as it is.
    #expect(try Circuit(of: whole).completed(whole) == whole)
  }

  @Test func someGradientsOfNobodyKnowsWhatAreNone() throws {
    var some = try graph("q = x * y; f = q + x", ["x": 2, "y": 3])
    for index in some.nodes.indices where some.nodes[index].id != "y" {
      some.nodes[index].gradient = nil
    }
    #expect(throws: Never.self) { try Circuit(of: some) }
    let index = try #require(some.nodes.firstIndex { $0.id == "y" })
    some.nodes[index].gradient = .scalar(1)
    #expect(throws: CircuitError.noGradient) { try Circuit(of: some) }
  }

  @Test func refusesWhatIsTooLarge() throws {
    let many = try graph("sum(x * x)", ["x": Tensor(repeating: 1, shape: .vector(600))])
    #expect(throws: CircuitError.tooLarge) { try Circuit(of: many) }
    let deep = try graph(
      "sum(x @ transpose(x) * (x @ transpose(x)))",
      [
        "x": Tensor(repeating: 1, shape: Shape([20, 20]))
      ])
    #expect(throws: CircuitError.tooLarge) { try Circuit(of: deep) }
  }

  @Test func drawsOtherInputsOfTheSameSign() throws {
    let circuit = try Circuit(of: graph("log(x) * y", ["x": 2, "y": -30]))
    var drawn: Set<[Double]> = []
    for seed in 0..<20 as Range<UInt64> {
      let inputs = try #require(circuit.otherInputs(seed: seed))
      #expect(inputs[0] >= 1 && inputs[0] <= 3 && inputs[1] <= -15 && inputs[1] >= -45)
      #expect(inputs == circuit.otherInputs(seed: seed))
      drawn.insert(inputs)
    }
    #expect(drawn.count > 10)
  }
}
