import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// A seeded bug in any one rule is blamed on the right node.
@Suite struct BlameTests {
  static func tape(
    _ seed: UInt64, _ extent: RandomTape.Extent, rule: String? = nil
  ) throws -> RandomTape {
    // A fault that changes nothing, as a transposed scalar, is no fault: try the next seed.
    for attempt in 0..<400 as Range<UInt64> {
      let draw = seed &+ attempt &* 1_000
      let rules = RandomTape.rules
      let rule = rule ?? rules[Int(seed) % rules.count]
      let needsTensors = ["dot", "matmul", "transpose", "softmax", "max", "min", "mean", "concat"]
      let fault = RandomTape.Fault.allCases[Int(draw / 7) % 3]
      let found = try RandomTape(
        seed: draw, rule: rule, fault: fault, extent: extent,
        areScalars: seed % 2 == 0 && !needsTensors.contains(rule))
      if let found { return found }
    }
    throw AutodiffError.missingRule(op: "no faulty tape for \(seed)", mode: nil)
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func oneFaultyNode(_ seed: UInt64) throws {
    let random = try Self.tape(seed, .once)
    var graph = try ComputationGraph(capturing: random.output)
    let check = try GraphCheck(graph)
    #expect(Set(check.suspects) == random.faulty, "\(graph.jsonText())")
    #expect(!check.isOK)
    for index in graph.nodes.indices { graph.nodes[index].local = nil }
    let blind = try GraphCheck(graph)
    #expect(Set(blind.suspects).isSuperset(of: random.faulty), "\(graph.jsonText())")
    #expect(blind.suspects.count == 1, "\(blind.suspects) \(random.faulty) \(graph.jsonText())")
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func oneFaultyRule(_ seed: UInt64) throws {
    let random = try Self.tape(seed, .everywhere)
    let graph = try ComputationGraph(capturing: random.output)
    let check = try GraphCheck(graph)
    #expect(Set(check.suspects) == random.faulty, "\(graph.jsonText())")
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func soundGraphsAreOK(_ seed: UInt64) throws {
    let random = try Self.tape(seed, .nowhere)
    let graph = try ComputationGraph(capturing: random.output)
    let check = try GraphCheck(graph)
    let odd = check.nodes.filter { $0.status != .ok }
    #expect(check.isOK && odd.isEmpty, "\(odd) \(graph.jsonText())")
    #expect(check.differences?.worst.map { $0.relativeError < 1e-7 } ?? true)
  }
}
