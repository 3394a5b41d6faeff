import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

@Suite struct GraphCheckTests {
  private func graph(_ text: String, _ inputs: [String: Tensor<Double>]) throws -> ComputationGraph
  {
    try ComputationGraph(capturing: MathExpression(text).trace(inputs: inputs).output)
  }

  @Test func singlePrecisionHasItsOwnTolerance() throws {
    let tape = Tape<Float>()
    var generator = SplitMix64(seed: 1)
    let w = tape.parameter(.random(try Shape([4, 5]), using: &generator), named: "W")
    let x = tape.input(.random(.vector(5), using: &generator), named: "x")
    var graph = try ComputationGraph(capturing: sum(softmax(tanh(matmul(w, x))) * 3))
    #expect(try GraphCheck(graph).isOK)
    guard case .elements(var elements, let shape)? = graph.nodes[0].gradient else {
      Issue.record("no gradient")
      return
    }
    elements[3] += 0.1
    graph.nodes[0].gradient = .elements(elements, shape: shape)
    #expect(try GraphCheck(graph).suspects == ["matmul1"])
  }

  /// Below the least normal number digits are lost, or the whole number.
  @Test func whatIsTooSmallForItsPrecisionIsNotWrong() throws {
    func product(_ value: Double) throws -> ComputationGraph {
      var graph = try self.graph("a * b", ["a": 1e-25, "b": 3e-19])
      for index in graph.nodes.indices { graph.nodes[index].dtype = .float32 }
      graph.nodes[2].value = .scalar(value)
      return graph
    }
    #expect(try GraphCheck(product(Double(Float(1e-25) * Float(3e-19)))).isOK)
    #expect(try GraphCheck(product(0)).isOK)
    #expect(try !GraphCheck(product(1e-36)).isOK)
  }

  @Test func whatCannotBeCheckedIsSaid() throws {
    var graph = try graph("sin(x) * cos(y)", ["x": 0.3, "y": 0.4])
    graph.nodes[2].op = "sine"
    graph.nodes[3].value = .summary(TensorSummary(of: [1]))
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.differences == nil)
    let reasons = Dictionary(uniqueKeysWithValues: check.nodes.map { ($0.id, $0.reason) })
    #expect(reasons["x"] == "its consumer sin1 has the op sine, which has no rule")
    #expect(reasons["sin1"] == "the op sine has no rule")
    #expect(reasons["cos1"] == "its value is a summary")
    #expect(check.nodes.filter { $0.status == .unchecked }.count == 3)
  }

  /// Of a tie each argument's gradient may be a subgradient, and both together none.
  @Test func whatATieDropsIsBlamedOnIt() throws {
    var graph = try graph("max(sin(x), sin(x))", ["x": 0.5])
    for index in graph.nodes.indices { graph.nodes[index].local = nil }
    let gradients = graph.nodes.map { $0.gradient?.scalar ?? .nan }
    #expect(gradients[1] == 1 && gradients[2] == 0)
    graph.nodes[1].gradient = .scalar(0.5)
    graph.nodes[2].gradient = .scalar(0.5)
    #expect(try GraphCheck(graph).isOK)
    graph.nodes[0].gradient = .scalar(gradients[0] / 2)
    graph.nodes[2].gradient = .scalar(0)
    let check = try GraphCheck(graph)
    #expect(check.suspects == [graph.nodes[3].id])
    #expect(check.nodes.map(\.status) == [.ok, .wrong, .ok, .ok])
  }

  /// So small a fault fits the sum as well, if only by a factor that cannot be told from 1.
  @Test func aFactorOfOneIsNoFault() throws {
    var graph = try graph("tanh(x) + (x + y)", ["x": 0.5, "y": 2])
    for index in graph.nodes.indices {
      graph.nodes[index].local = nil
      graph.nodes[index].dtype = nil
    }
    let x = try #require(graph.nodes.firstIndex { $0.id == "x" })
    graph.nodes[x].gradient = .scalar((graph.nodes[x].gradient?.scalar ?? .nan) * 1.000_035)
    #expect(try Set(GraphCheck(graph).suspects) == ["tanh1", "add1"])
  }

  @Test func valuesAloneAreChecked() throws {
    var graph = try graph("x * y + x", ["x": 2, "y": 3])
    for index in graph.nodes.indices { graph.nodes[index].gradient = nil }
    #expect(try GraphCheck(graph).nodes.allSatisfy { $0.status == .ok && $0.gradientError == nil })
    graph.nodes[2].value = .scalar(7)
    let check = try GraphCheck(graph)
    #expect(check.suspects == ["mul1"])
    #expect(check.nodes[2].status == .wrong)
    #expect(abs((check.nodes[2].valueError ?? 0) - 1.0 / 7) < 1e-12)
  }

  /// Everything after a wrong value was computed with it: it alone is at fault.
  @Test func aWrongValueThatSpreadIsBlamedOnce() throws {
    let wrong = Primitive<Double>(
      "sin", arity: 1, value: { $0[0].map(.cos) },
      vjp: { g, call, _ in try g * call.inputs[0].map(.cos) }, jvp: nil)
    let tape = Tape<Double>(primitives: Primitive.all + [wrong])
    let x = tape.input(0.3, named: "x")
    let check = try GraphCheck(ComputationGraph(capturing: exp(sin(x)) * x))
    #expect(check.suspects == ["sin1"])
    #expect(check.nodes.filter { $0.status == .wrong }.map(\.id) == ["sin1"])
  }

  @Test func tangentsAreCheckedWhereTheyArise() throws {
    let trace = try MathExpression("x1*x2 + sin(x1)").trace(inputs: ["x1": 2, "x2": 5])
    let x1 = try #require(trace.inputs["x1"])
    var graph = try ComputationGraph(capturing: trace.output, tangents: [x1: 1])
    #expect(try GraphCheck(graph).isOK)
    graph.nodes[3].gradient = .scalar(1)
    #expect(try GraphCheck(graph).suspects == ["sin1", "add1"])
  }

  /// Another engine splits the gradient evenly at a tie, or takes 1 for relu at 0.
  @Test func otherSubgradientsAreRightToo() throws {
    var tie = try graph("max(x, y) * z", ["x": 2, "y": 2, "z": 3])
    for index in 0..<2 { tie.nodes[index].gradient = .scalar(1.5) }
    tie.nodes[3].local = [.number(0.5), .number(0.5)]
    #expect(try GraphCheck(tie).isOK)
    var kink = try graph("relu(x) * 2", ["x": 0])
    kink.nodes[0].gradient = .scalar(2)
    // Whoever states the flat side as the slope must have used it.
    #expect(try GraphCheck(kink).suspects == ["relu1"])
    kink.nodes[1].local = nil
    #expect(try GraphCheck(kink).isOK)
    kink.nodes[0].gradient = .scalar(5)
    #expect(try GraphCheck(kink).suspects == ["relu1"])
  }

  @Test func differencesFindWhatIsHiddenByMissingNumbers() throws {
    var graph = try graph("exp(sin(x))", ["x": 0.5])
    graph.nodes[0].gradient = .scalar(9)
    graph.nodes[1].gradient = nil
    let check = try GraphCheck(graph)
    #expect(!check.isOK && check.nodes[0].status == .wrong)
    #expect(check.suspects == ["sin1", "exp1"])
  }

  @Test func theSlideIsSetOut() throws {
    let table = try #require(try SlopeTable(graph("sum(w^2)", ["w": Tensor([1, 2])])))
    #expect(table.rows.map(\.index) == [0, 1] && table.loss == 5 && table.step == 1e-4)
    #expect(table.rows.allSatisfy { abs($0.slope - ($0.gradient ?? 0)) < 2e-4 })
  }

  @Test func unsoundGraphsAreRefused() {
    let graph = ComputationGraph(nodes: [], outputs: [])
    #expect(throws: GraphError.self) { try GraphCheck(graph) }
  }
}
