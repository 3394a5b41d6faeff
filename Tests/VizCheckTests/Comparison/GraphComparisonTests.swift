import Foundation
import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// Two executions of random networks, under other names and in another order.
@Suite struct GraphComparisonTests {
  /// The same graph as another engine would write it.
  private func renamed(_ graph: ComputationGraph, _ seed: UInt64) -> ComputationGraph {
    var random = SplitMix64(seed: seed)
    var graph = graph
    let names = Dictionary(
      uniqueKeysWithValues: graph.nodes.map(\.id).shuffled(using: &random).enumerated().map {
        ($0.element, "t\($0.offset)")
      })
    for index in graph.nodes.indices {
      graph.nodes[index].id = names[graph.nodes[index].id] ?? ""
      graph.nodes[index].label = nil
      graph.nodes[index].inputs = graph.nodes[index].inputs.map { names[$0] ?? "" }
    }
    graph.outputs = graph.outputs.map { names[$0] ?? "" }
    // Any order of the list is one.
    graph.nodes.shuffle(using: &random)
    return graph
  }

  /// The graph computed once more, by rules that may be others.
  private func recomputed<Scalar: TensorScalar>(
    _ graph: ComputationGraph, as _: Scalar.Type,
    _ rule: (Int, Primitive<Scalar>) -> Primitive<Scalar>
  ) throws -> ComputationGraph {
    let replay = try GraphReplay(graph)
    let tape = Tape<Scalar>()
    var variables: [Int: Variable<Scalar>] = [:]
    for index in replay.order {
      let node = graph.nodes[index]
      if replay.isLeaf(index) {
        let value = try #require(replay.values[index]).converted(to: Scalar.self)
        variables[index] =
          node.op == "constant" ? tape.constant(value) : tape.input(value).named(node.id)
      } else {
        let primitive: Primitive<Scalar> = try #require(replay.rule(at: index))
        variables[index] = try tape.apply(
          rule(index, primitive), replay.index.inputs(of: index).compactMap { variables[$0] }
        ).named(node.id)
      }
    }
    let output = try #require(replay.outputs.first.flatMap { variables[$0] })
    var found = try ComputationGraph(capturing: output)
    for index in found.nodes.indices { found.nodes[index].local = nil }
    return found
  }

  private func graph(_ seed: UInt64) throws -> ComputationGraph {
    var graph = try ComputationGraph(capturing: BlameTests.tape(seed, .nowhere).output)
    for index in graph.nodes.indices { graph.nodes[index].local = nil }
    return graph
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func namesTheChangedForwardRule(_ seed: UInt64) throws {
    let first = try graph(seed)
    var random = SplitMix64(seed: seed)
    let index = try #require(
      first.nodes.indices
        .filter { !first.nodes[$0].inputs.isEmpty && first.nodes[$0].summed > 1e-3 }
        .randomElement(using: &random))
    let factors: [Double] = [1.001, 1.5, -1, 0.5]
    let scale = Tensor<Double>(factors.randomElement(using: &random) ?? 2)
    let second = try recomputed(first, as: Double.self) { node, rule in
      guard node == index else { return rule }
      return Primitive(
        rule.name, arity: rule.arity, attributes: rule.attributes, choices: rule.choices,
        value: { try rule.value($0) * scale }, vjp: rule.vjp, jvp: rule.jvp)
    }
    let found = try GraphComparison(first, renamed(second, seed))
    #expect(found.onlyInFirst.isEmpty && found.onlyInSecond.isEmpty)
    #expect(
      found.forward?.node == first.nodes[index].id,
      "\(found.forward.map { "\($0)" } ?? "none") for \(first.nodes[index])")
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func namesTheChangedBackwardRule(_ seed: UInt64) throws {
    let tape = try BlameTests.tape(seed, .once)
    var second = try ComputationGraph(capturing: tape.output)
    for index in second.nodes.indices { second.nodes[index].local = nil }
    let first = try recomputed(second, as: Double.self) { $1 }
    let found = try GraphComparison(first, renamed(second, seed))
    #expect(found.onlyInFirst.isEmpty && found.onlyInSecond.isEmpty && found.forward == nil)
    #expect(found.backward.map { tape.faulty.contains($0.node) } == true, "\(tape.faulty)")
    // Whichever of the two is at fault.
    let turned = try GraphComparison(second, renamed(first, seed))
    #expect(turned.backward.map { tape.faulty.contains($0.node) } == true, "\(tape.faulty)")
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func roundingIsNoDifference(_ seed: UInt64) throws {
    let first = try graph(seed)
    let single = try recomputed(first, as: Float.self) { $1 }
    let found = try GraphComparison(first, renamed(single, seed))
    #expect(found.isSame, "\(found.forward as Any) \(found.backward as Any)")
    // Files need not state the type.
    var untyped = single
    for index in untyped.nodes.indices { untyped.nodes[index].dtype = nil }
    let silent = try GraphComparison(first, renamed(untyped, seed))
    #expect(silent.isSame, "\(silent.forward as Any) \(silent.backward as Any)")
  }

  /// The upper half of single precision, each result rounded.
  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func halfPrecisionIsNoDifference(_ seed: UInt64) throws {
    @Sendable func rounded(_ tensor: Tensor<Float>) throws -> Tensor<Float> {
      try Tensor(
        tensor.elements.map { x in
          Float(bitPattern: (x.bitPattern &+ 0x7fff &+ (x.bitPattern >> 16 & 1)) & 0xffff_0000)
        }, shape: tensor.shape)
    }
    let first = try graph(seed)
    var second = try recomputed(first, as: Float.self) { (_: Int, rule: Primitive<Float>) in
      Primitive<Float>(
        rule.name, arity: rule.arity, attributes: rule.attributes, choices: rule.choices,
        value: { try rounded(rule.value($0)) },
        vjp: { g, call, position in
          try rounded(rule.vjp?(g, call, position) ?? .zeros(call.inputs[position].shape))
        }, jvp: rule.jvp)
    }
    for index in second.nodes.indices { second.nodes[index].dtype = DType.bfloat16 }
    let found = try GraphComparison(first, renamed(second, seed))
    #expect(found.isSame, "\(found.forward as Any) \(found.backward as Any)")
  }

  /// In mixed precision a loss in single precision sends a gradient that is rounded where it arrives.
  @Test func whatIsSentIsRoundedToTheTypeOfWhatItIsSentTo() throws {
    func half(_ x: Double) -> Double {
      let bits = Float(x).bitPattern
      return Double(Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000))
    }
    func graph(isMixed: Bool, times factor: Double = 1) -> ComputationGraph {
      let z = [0.081, 0.753, -0.6445].map { isMixed ? half($0) : $0 }
      let total = z.map(exp).reduce(0, +)
      let sent = z.enumerated().map { index, z in
        let slope = (exp(z) / total - (index == 1 ? 1 : 0)) * factor
        return isMixed ? half(slope) : Double(Float(slope))
      }
      let elements = TensorData.elements(sent, shape: [1, 3])
      var loss = Node(
        id: "loss", op: "cross_entropy", inputs: ["z", "y"], shape: [], dtype: .float32,
        value: .scalar(Double(Float(log(total) - z[1]))), gradient: .scalar(1))
      let entries = JSONValue.array(sent.map { .number("\($0)") })
      loss.unknownFields["contributions"] = .array([.array([entries]), .null])
      return ComputationGraph(
        nodes: [
          Node(
            id: "z", op: "input", shape: [1, 3], dtype: isMixed ? .bfloat16 : .float32,
            value: .elements(z.map { Double(Float($0)) }, shape: [1, 3]), gradient: elements),
          Node(id: "y", op: "input", shape: [1], dtype: .int64, value: .elements([1], shape: [1])),
          loss,
        ], outputs: ["loss"])
    }
    let found = try GraphComparison(graph(isMixed: false), graph(isMixed: true))
    #expect(found.backward == nil, "\(found.backward as Any)")
    let wrong = try GraphComparison(graph(isMixed: false), graph(isMixed: true, times: 1.2))
    #expect(wrong.backward?.node == "loss")
  }

  /// The matrix with its rows for its columns.
  private func turned(_ data: TensorData?) throws -> TensorData? {
    guard case .elements(let elements, let shape)? = data else { return nil }
    let tensor = try Tensor(elements, shape: Shape(shape)).transposed()
    return .elements(Array(tensor.elements), shape: shape.reversed())
  }

  /// Where a function is flat, single precision leaves nothing of what double precision sends.
  @Test func whatAFlatFunctionSendsIsRoundedAsItsValue() throws {
    func graph(_ type: DType, value: Double, sent: Double) -> ComputationGraph {
      var flat = Node(
        id: "t", op: "tanh", inputs: ["x"], shape: [], dtype: type, value: .scalar(value),
        gradient: .scalar(1))
      flat.unknownFields["contributions"] = .array([.number("\(sent)")])
      return ComputationGraph(
        nodes: [
          Node(
            id: "x", op: "input", shape: [], dtype: type, value: .scalar(12.5),
            gradient: .scalar(sent)), flat,
        ], outputs: ["t"])
    }
    let double = graph(.float64, value: tanh(12.5), sent: 1 - tanh(12.5) * tanh(12.5))
    let found = try GraphComparison(double, graph(.float32, value: 1, sent: 0))
    #expect(found.backward == nil, "\(found.backward as Any)")
    let wrong = try GraphComparison(double, graph(.float32, value: 1, sent: 0.001))
    #expect(wrong.backward?.node == "t")
  }

  /// A layer is one node in one library, and a product and a sum in another.
  @Test func aLayerIsAProductAndASum() throws {
    let parts = try ComputationGraph(
      of: "sum(tanh(tanh(x @ V + b) @ W + c))",
      [
        "x": Tensor(rows: [[0.5, -1.5], [0.25, 1]]),
        "V": Tensor(rows: [[1, 2, -1], [3, -0.5, 0.75]]), "b": Tensor([0.1, 0.2, 0.3]),
        "W": Tensor(rows: [[1, 0.5], [-2, 1], [0.5, 3]]), "c": Tensor([0.7, -0.1]),
      ])
    var layers = parts
    for (index, node) in parts.nodes.enumerated() {
      if ["V", "W"].contains(node.id) {
        layers.nodes[index].dimensions = node.dimensions?.reversed()
        layers.nodes[index].value = try turned(node.value)
        layers.nodes[index].gradient = try turned(node.gradient)
      }
      guard node.op == "add", let product = parts.nodes.first(where: { $0.id == node.inputs[0] })
      else { continue }
      layers.nodes[index].op = "linear"
      layers.nodes[index].inputs = product.inputs + [node.inputs[1]]
    }
    layers.nodes.removeAll { $0.op == "matmul" }
    #expect(
      layers.nodes.count == parts.nodes.count - 2 && layers.nodes.count { $0.op == "linear" } == 2)
    for (first, second) in [(parts, renamed(layers, 1)), (layers, renamed(parts, 2))] {
      let found = try GraphComparison(first, second)
      #expect(found.isSame, "\(found.onlyInFirst) \(found.onlyInSecond) \(found.backward as Any)")
    }
    var wrong = layers
    let weight = try #require(wrong.nodes.firstIndex { $0.id == "W" })
    wrong.nodes[weight].gradient = .elements([9, 9, 9, 9, 9, 9], shape: [2, 3])
    let found = try GraphComparison(parts, wrong)
    #expect(found.forward == nil && found.backward != nil && found.onlyInFirst.isEmpty)
  }

  /// What lies between two parts that one graph alone has is matched by what it gives.
  @Test func whatLiesBetweenOtherPartsIsMatched() throws {
    let leaves: [String: Tensor<Double>] = ["x": Tensor([0.5, -0.25]), "b": Tensor([0.1, 0.2])]
    let first = try ComputationGraph(of: "sum(exp(tanh(exp(x) + b)))", leaves)
    var second = first
    // Both exponentials by another name, whose rule nobody knows.
    for index in second.nodes.indices where second.nodes[index].op == "exp" {
      second.nodes[index].op = "power_of_e"
    }
    let found = try GraphComparison(first, second)
    #expect(found.onlyInFirst.count == 2 && found.onlyInSecond.count == 2)
    #expect(found.forward == nil && found.backward == nil)
  }

  @Test func tellsWhatOnlyOneHas() throws {
    let first = try ComputationGraph(
      of: "sum(tanh(W @ x + b))",
      [
        "W": Tensor(rows: [[1, 2], [3, 4]]), "x": Tensor([0.5, -0.25]), "b": Tensor([0.1, 0.2]),
      ])
    // The other one takes the absolute value before the sum, of what is positive here.
    var second = first
    let sum = try #require(second.nodes.firstIndex { $0.op == "sum" })
    let tanh = second.nodes[sum].inputs[0]
    second.nodes[sum].inputs = ["extra"]
    var extra = try #require(second.nodes.first { $0.id == tanh })
    (extra.id, extra.op, extra.inputs) = ("extra", "identity", [tanh])
    second.nodes.append(extra)
    let found = try GraphComparison(first, renamed(second, 3))
    #expect(found.onlyInFirst.isEmpty && found.onlyInSecond.count == 1)
    #expect(found.forward == nil && found.backward == nil && !found.isSame)
  }

  /// Where no rule is known, other numbers from the same numbers decide.
  @Test func comparesWhatHasNoRule() throws {
    let nodes = [
      Node(id: "x", op: "input", value: .scalar(2), gradient: .scalar(30)),
      Node(
        id: "h", op: "mystery", inputs: ["x"], value: .scalar(7), gradient: .scalar(10),
        local: [.number(3)]),
      Node(
        id: "f", op: "riddle", inputs: ["h"], value: .scalar(70), gradient: .scalar(1),
        local: [.number(10)]),
    ]
    let first = ComputationGraph(nodes: nodes, outputs: ["f"])
    var second = first
    (second.nodes[1].value, second.nodes[2].value) = (.scalar(8), .scalar(80))
    let forward = try GraphComparison(first, second)
    #expect(forward.forward?.node == "h" && forward.backward == nil)
    second = first
    second.nodes[0].gradient = .scalar(-30)
    let backward = try GraphComparison(first, second)
    #expect(backward.forward == nil && backward.backward?.node == "h")
    #expect(try GraphComparison(first, first).isSame)
  }

  /// Of a gradient that two rules sent to, and that is off by no round factor of either, both are named.
  @Test func saysWhereTheNumbersDoNotTellWhichRuleItIs() throws {
    let first = try ComputationGraph(of: "a = exp(x); b = sin(x); a * 3 + b * 5", ["x": 0.7])
    var second = first
    let x = try #require(second.nodes.firstIndex { $0.id == "x" })
    for index in second.nodes.indices { second.nodes[index].local = nil }
    second.nodes[x].gradient = .scalar((first.nodes[x].gradient?.scalar ?? 0) + 0.8123)
    let found = try #require(try GraphComparison(first, second).backward)
    #expect(Set([found.node] + found.others) == ["a", "b"] && found.others.count == 1)
    // Twice what the sine sends is a mistake that people make.
    second.nodes[x].gradient = .scalar((first.nodes[x].gradient?.scalar ?? 0) + 5 * cos(0.7))
    let plain = try #require(try GraphComparison(first, second).backward)
    #expect(plain.node == "b" && plain.others.isEmpty)
  }

  /// A rule with other attributes is another, though each file follows its own.
  @Test func namesTheNodeWhoseAttributesAreOthers() throws {
    func graph(_ approximation: GELUApproximation) throws -> ComputationGraph {
      let tape = Tape<Double>()
      let x = tape.input(Tensor([0.5, -1.5, 2]), named: "x")
      let h = try gelu(x, approximate: approximation).named("h")
      return try ComputationGraph(capturing: sum(tanh(h)))
    }
    let exact = try graph(.none)
    let found = try GraphComparison(exact, graph(.tanh))
    #expect(found.forward?.node == "h" && found.backward == nil && !found.isSame)
    #expect((found.forward?.error ?? 0) > 1e-5 && (found.forward?.error ?? 1) < 1e-2)
    // Attributes that make no difference to the numbers are no parting.
    var noted = exact
    let index = try #require(noted.nodes.firstIndex { $0.id == "h" })
    noted.nodes[index].attributes["note"] = .string("compiled")
    #expect(try GraphComparison(exact, noted).isSame)
  }

  @Test func takesOtherNumbersOfALeafForWhatTheyAre() throws {
    let first = try ComputationGraph(of: "x * y + x", ["x": 2, "y": 3])
    let second = try ComputationGraph(of: "x * y + x", ["x": 2, "y": 3.5])
    let found = try GraphComparison(first, second)
    #expect(found.forward?.node == "y" && found.backward == nil)
  }
}

extension Node {
  /// The sum of the magnitudes of its value's elements.
  fileprivate var summed: Double { elements.reduce(0) { $0 + $1.magnitude } }
}
