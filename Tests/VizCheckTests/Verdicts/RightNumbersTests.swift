import Testing
import VizCapture
import VizTrace

@testable import VizCheck

/// What should stand in place of wrong numbers, and which numbers inherit a fault.
@Suite struct RightNumbersTests {
  /// f = (x·y)·z at 2, 3, 4, with the gradients given.
  private func product(p: Double, x: Double, y: Double, value: Double = 6) -> ComputationGraph {
    ComputationGraph(
      nodes: [
        Node(id: "x", op: "input", value: .scalar(2), gradient: .scalar(x)),
        Node(id: "y", op: "input", value: .scalar(3), gradient: .scalar(y)),
        Node(id: "z", op: "input", value: .scalar(4), gradient: .scalar(value)),
        Node(
          id: "p", op: "mul", inputs: ["x", "y"], value: .scalar(value), gradient: .scalar(p)),
        Node(
          id: "f", op: "mul", inputs: ["p", "z"], value: .scalar(value * 4), gradient: .scalar(1)),
      ], outputs: ["f"])
  }

  private func corrections(_ graph: ComputationGraph) throws -> [String: Correction] {
    try GraphCheck(graph).nodes.reduce(into: [:]) { $0[$1.id] = $1.correction }
  }

  @Test func soundGraphsHaveNone() throws {
    #expect(try corrections(product(p: 4, x: 12, y: 8)).isEmpty)
  }

  @Test func aWrongGradientIsToldFromThoseThatInheritIt() throws {
    let found = try corrections(product(p: -4, x: -12, y: -8))
    #expect(found["p"]?.gradient == .init(right: .scalar(4), isInherited: false))
    #expect(found["x"]?.gradient == .init(right: .scalar(12), isInherited: true))
    #expect(found["y"]?.gradient == .init(right: .scalar(8), isInherited: true))
    #expect(found["z"] == nil && found["f"] == nil)
    #expect(found["p"]?.value == nil)
  }

  /// tanh(cos(w x)) with the cosine's slope that has lost its sign: what comes back inherits it.
  @Test func aWrongSlopeIsWhereTheFaultIs() throws {
    func leaf(_ id: String, _ value: Double, _ gradient: Double) -> Node {
      Node(id: id, op: "input", value: .scalar(value), gradient: .scalar(gradient))
    }
    func operation(
      _ id: String, _ op: String, _ inputs: [String], _ value: Double, _ gradient: Double,
      _ local: [Double]
    ) -> Node {
      Node(
        id: id, op: op, inputs: inputs, value: .scalar(value), gradient: .scalar(gradient),
        local: local.map { .number($0) })
    }
    var graph = ComputationGraph(
      nodes: [
        leaf("x", 0.6, 0.816_644_342_136_867_4), leaf("w", 1.5, 0.326_657_736_854_746_97),
        operation("u", "mul", ["w", "x"], 0.9, 0.544_429_561_424_578_3, [0.6, 1.5]),
        operation(
          "c", "cos", ["u"], 0.621_609_968_270_664_5, 0.695_022_160_905_318_2,
          [0.783_326_909_627_483_3]),
        operation(
          "f", "tanh", ["c"], 0.552_247_986_953_942_4, 1, [0.695_022_160_905_318_2]),
      ], outputs: ["f"])
    let found = try corrections(graph)
    #expect(Set(found.keys) == ["c", "u", "w", "x"])
    let slope = try #require(found["c"]?.locals[0])
    #expect(abs(slope + 0.783_326_909_627_483_3) < 1e-12)
    #expect(["u", "w", "x"].allSatisfy { found[$0]?.gradient?.isInherited == true })
    // Without the slopes the fault is where it is first seen.
    for index in graph.nodes.indices { graph.nodes[index].local = nil }
    #expect(try corrections(graph)["c"] == nil)
    #expect(try corrections(graph)["u"]?.gradient?.isInherited == false)
  }

  @Test func gradientsThatAreRightAgainInheritNothing() throws {
    let found = try corrections(product(p: -4, x: 12, y: -8))
    #expect(found["y"]?.gradient?.isInherited == true)
    // Right, and yet it does not follow from the wrong one: this is where a second fault lies.
    #expect(found["x"]?.gradient?.isInherited != true)
  }

  @Test func aWrongValueReachesWhatIsMadeOfIt() throws {
    let found = try corrections(product(p: 4, x: 12, y: 8, value: 7))
    #expect(found["p"]?.value == .init(right: .scalar(6), isInherited: false))
    #expect(found["f"]?.value == .init(right: .scalar(24), isInherited: true))
    #expect(found["z"]?.gradient == .init(right: .scalar(6), isInherited: true))
    #expect(found["x"] == nil && found["y"] == nil)
  }

  /// Whatever rule is at fault: every number that differs from the right one is marked, with the
  /// right one, and no other is.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func randomFaults(_ seed: UInt64) throws {
    let random = try BlameTests.tape(seed, .once)
    let graph = try ComputationGraph(capturing: random.output)
    let check = try GraphCheck(graph)
    let replay = try GraphReplay(graph)
    let seeds = replay.outputs.reduce(into: [:]) { $0[$1] = replay.gradients[$1] }
    let right = replay.backpropagated(seeds, fromLeaves: true)
    for (index, node) in check.nodes.enumerated() {
      guard let gradient = replay.gradients[index], let expected = right[index] else { continue }
      let error = Tolerance(.float64).error(gradient, expected)
      if error > 1e-4 {
        #expect(node.correction?.gradient != nil, "\(node.id) \(graph.jsonText())")
      } else if error < 1e-12, node.status == .ok, let correction = node.correction {
        // But for the slopes of the rule itself.
        #expect(
          correction.value == nil && correction.gradient == nil
            && check.suspects.contains(node.id), "\(node.id) \(graph.jsonText())")
      }
    }
  }
}
