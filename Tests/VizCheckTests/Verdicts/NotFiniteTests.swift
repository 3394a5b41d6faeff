import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// What is not finite is said where it arises, and blamed on nobody.
@Suite struct NotFiniteTests {
  @Test func aLogarithmOfANegativeNumber() throws {
    let check = try GraphCheck(ComputationGraph(of: "log(x) + sqrt(y)", ["x": -1, "y": 4]))
    #expect(check.isOK && check.suspects.isEmpty && check.wrong.isEmpty)
    #expect(
      check.remarks.map(\.sentence) == [
        "Not finite here: the value of log1 (log) is NaN, for x = -1."
      ])
    #expect(check.remarks[0].nodes == ["log1"])
    #expect(check.nodes.filter { $0.status == .unchecked }.map(\.id) == ["log1"])
  }

  /// Everything in a row is masked: softmax has no value there, and the rest of the graph does.
  @Test(arguments: [false, true])
  func aRowThatIsMasked(_ isLeavesOnly: Bool) throws {
    let numbers: [String: Tensor<Double>] = [
      "x": Tensor([1, 3]), "m": Tensor([-Double.infinity, -.infinity]), "v": Tensor([1, 2]),
    ]
    var graph = try ComputationGraph(of: "exp(x) @ x + softmax(m) @ v", numbers)
    if isLeavesOnly { graph.forgetGradients() }
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.suspects.isEmpty, "\(check)")
    #expect(check.remarks.contains { $0.kind == .notFinite && $0.nodes == ["softmax1"] })
  }

  /// The square root has no slope at 0: whatever an engine says of it is not guilty.
  @Test(arguments: [Double.infinity, .nan, 0, 7])
  func aSlopeThatThereIsNot(_ stated: Double) throws {
    var graph = try ComputationGraph(of: "sqrt(x) * y", ["x": 0, "y": 2])
    #expect(graph.gradient("x") == [.infinity])
    graph.setGradient("x", [stated])
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.suspects.isEmpty)
    #expect(check.remarks.contains { $0.kind == .notFinite && $0.nodes == ["sqrt1"] })
    #expect(check.remarks[0].sentence.hasPrefix("Not finite, or not differentiable, here: "))
  }

  /// Where a function is smooth, NaN comes from a rule.
  @Test func aNaNOfASmoothFunctionIsARulesFault() throws {
    var graph = try ComputationGraph(of: "exp(sin(x)) * y", ["x": 0.5, "y": 2])
    graph.setGradient("sin1", [.nan])
    graph.setGradient("x", [.nan])
    let check = try GraphCheck(graph)
    #expect(check.suspects == ["exp1"] && check.wrong == ["sin1"])
    #expect(check.reason("sin1") == "its gradient is NaN, and its consumers send back a finite one")
  }

  @Test func aNaNOfFiniteInputsIsARulesFault() throws {
    var graph = try ComputationGraph(of: "exp(sin(x))", ["x": 0.5])
    let index = try #require(graph.index(of: "sin1"))
    graph.nodes[index].value = .scalar(.nan)
    let last = try #require(graph.index(of: "exp1"))
    graph.nodes[last].value = .scalar(.nan)
    let check = try GraphCheck(graph)
    #expect(check.suspects == ["sin1"])
    #expect(check.reason("sin1") == "its value is NaN, and its inputs give 0.479426")
  }

  /// A number that single precision has no room for is infinite, also where no type is stated.
  @Test func whatOverflowsIsNotGuilty() throws {
    var graph = try ComputationGraph(of: "exp(x) * 0.5", ["x": 100])
    for index in graph.nodes.indices { graph.nodes[index].dtype = nil }
    for id in ["exp1", "mul1"] {
      graph.nodes[try #require(graph.index(of: id))].value = .scalar(.infinity)
    }
    graph.setGradient("x", [.infinity])
    let check = try GraphCheck(graph)
    #expect(check.isOK && check.suspects.isEmpty, "\(check)")
  }
}
