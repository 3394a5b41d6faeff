import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

@Suite struct DropoutMaskTests {
  /// Dropout of a relu, with a seed that is not that of the recorded step.
  private static func graph(skip: Bool = false) throws -> ComputationGraph {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor([-1, 2, 3, -4, 5, 6, -7, 8]), named: "x")
    let h = try relu(x).named("h")
    var y = try dropout(h, p: 0.5, seed: 7).named("y")
    if skip { y = try y + h * 3 }
    var graph = try ComputationGraph(
      capturing: sum(y * tape.constant(Tensor([1, 2, 3, 4, 5, 6, 7, 8]))))
    let index = try #require(graph.nodes.firstIndex { $0.op == "dropout" })
    graph.nodes[index].attributes["seed"] = .number("99")
    return graph
  }

  private static func index(_ id: String, _ graph: ComputationGraph) throws -> Int {
    try #require(graph.nodes.firstIndex { $0.id == id })
  }

  /// Where relu is 0 the value does not say what was dropped; the gradient does, also where the
  /// input has another consumer.
  @Test(arguments: [false, true])
  func isReadOffTheNumbers(_ skip: Bool) throws {
    let graph = try Self.graph(skip: skip)
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.nodes.allSatisfy { $0.status == .ok }, "\(check.nodes)")
    #expect(check.differences?.worst?.relativeError == 0)
  }

  @Test func whatIsNeitherDroppedNorScaledIsWrong() throws {
    var graph = try Self.graph()
    let y = try Self.index("y", graph)
    guard case .elements(var elements, let shape)? = graph.nodes[y].value else { return }
    let kept = try #require(elements.firstIndex { $0 != 0 })
    elements[kept] *= 0.75
    graph.nodes[y].value = .elements(elements, shape: shape)
    #expect(try GraphCheck(graph).suspects == ["y"])
  }

  /// Neither what was dropped nor what was kept sends this back.
  @Test(arguments: [0, 1] as [Int])
  func aWrongGradientIsBlamedOnTheDropout(_ element: Int) throws {
    var graph = try Self.graph()
    let h = try Self.index("h", graph)
    guard case .elements(var elements, let shape)? = graph.nodes[h].gradient else { return }
    elements[element] += 0.7
    graph.nodes[h].gradient = .elements(elements, shape: shape)
    let check = try GraphCheck(graph)
    #expect(check.nodes[h].status == .wrong && check.suspects.contains("y"), "\(check.suspects)")
  }

  @Test func ofASummaryNothingIsKnown() throws {
    var graph = try Self.graph()
    let y = try Self.index("y", graph)
    graph.nodes[y].value = .summary(TensorSummary(of: [0, 4, 6, 0, 10, 12, 0, 16]))
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.nodes[y].status == .unchecked && check.differences == nil)
    #expect(
      check.nodes.first { $0.id == "h" }?.reason
        == "its consumer y has the op dropout, and a summary does not say what it dropped")
  }

  @Test func infinityThatWasDroppedIsNaN() throws {
    let node = Node(id: "y", op: "dropout", inputs: ["x"])
    let mask = try #require(
      DropoutMask(
        of: node, input: Tensor([.infinity, .infinity, 0, 1, 1]),
        value: Tensor([.nan, .infinity, 0, 0, 2])))
    #expect(mask.factors.elements == [0, 2, 2, 0, 2] && mask.undecided == [2])
    let certain = Node(id: "y", op: "dropout", inputs: ["x"], attributes: ["p": .number("0")])
    #expect(DropoutMask(of: certain, input: 1, value: 0) == nil)
  }
}
