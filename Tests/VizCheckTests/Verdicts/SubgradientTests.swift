import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// At a kink every slope between those of its sides is right, and of a tie all choices together
/// must be.
@Suite struct SubgradientTests {
  @Test(arguments: [(3.0, true), (-3, true), (0.5, true), (0, true), (3.5, false), (-4, false)])
  func theSlopeOfAnAbsoluteValueAtZero(_ gradient: Double, _ isRight: Bool) throws {
    var graph = try ComputationGraph(of: "abs(w) * 3", ["w": 0])
    graph.setGradient("w", [gradient])
    let check = try GraphCheck(graph)
    #expect(check.isOK == isRight, "\(check)")
    #expect(check.suspects == (isRight ? [] : ["abs1"]))
    #expect(check.kinds.contains(.kink) == (isRight && gradient != 0))
  }

  /// Four times one in each column: what comes in is shared out, and neither multiplied nor lost.
  @Test(arguments: [
    ([1.0, 0, 0, 0], true), ([0, 0, 0, 1], true), ([0.25, 0.25, 0.25, 0.25], true),
    ([0.5, 0, 0.5, 0], true), ([1, 1, 1, 1], false), ([0, 0, 0, 0], false),
    ([1, 1, 0, 0], false), ([0.5, 0.25, 0, 0], false), ([2, -1, 0, 0], false),
  ])
  func aMaximumOverTies(_ column: [Double], _ isRight: Bool) throws {
    let tape = Tape<Double>()
    let x = tape.input(.ones(try Shape([4, 3])), named: "x")
    let weights = tape.constant(Tensor([1, -2, 3]))
    let output = try sum(max(x, axes: [0]) * weights)
    var graph = try ComputationGraph(capturing: output)
    for index in graph.nodes.indices { graph.nodes[index].local = nil }
    graph.setGradient("x", column.flatMap { [$0, -2 * $0, 3 * $0] })
    let check = try GraphCheck(graph)
    #expect(check.isOK == isRight, "\(check)")
    #expect(check.suspects == (isRight ? [] : ["max1"]))
  }

  /// One column has too much and another too little, so that their sum is right.
  @Test func columnsAreJudgedEachForItself() throws {
    let tape = Tape<Double>()
    let x = tape.input(.ones(try Shape([2, 2])), named: "x")
    var graph = try ComputationGraph(capturing: sum(max(x, axes: [0])))
    graph.setGradient("x", [1, 0, 1, 0])
    #expect(try GraphCheck(graph).suspects == ["max1"])
  }

  /// Engines split a tie of two evenly, as JAX does, or give it to the second.
  @Test(arguments: [0.0, 0.3, 0.5, 1], [false, true])
  func aTieOfTwo(_ share: Double, _ isLeavesOnly: Bool) throws {
    var graph = try ComputationGraph(of: "max(x, y) * z", ["x": 2, "y": 2, "z": 3])
    graph.setGradient("x", [3 * share])
    graph.setGradient("y", [3 - 3 * share])
    if isLeavesOnly { graph.forgetGradients() }
    #expect(try GraphCheck(graph).isOK)
    graph.setGradient("y", [3])
    #expect(try GraphCheck(graph).isOK == (share == 0))
  }

  /// Only the leaves' gradients are stated, and the kink is behind others.
  @Test(arguments: [(0.5, true), (1, true), (1.5, false)])
  func aKinkBehindWhatIsNotStated(_ slope: Double, _ isRight: Bool) throws {
    var graph = try ComputationGraph(of: "tanh(relu(w * x)) * 2", ["w": 0, "x": 3])
    graph.forgetGradients()
    graph.setGradient("w", [6 * slope])
    let check = try GraphCheck(graph)
    #expect(check.isOK == isRight, "\(check)")
    if isRight { #expect(check.remarks.contains { $0.kind == .kink && $0.nodes == ["relu1"] }) }
  }
}
