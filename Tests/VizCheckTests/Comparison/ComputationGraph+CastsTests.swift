import Testing
import VizTrace

@testable import VizCheck

@Suite struct ComputationGraphCastsTests {
  /// `exp(x) · 2`, in single precision, or cast to double precision before the exponential.
  private func graph(isCast: Bool, type: DType = .float64, times factor: Double = 2)
    -> ComputationGraph
  {
    let wide: DType = isCast && type == .float64 ? type : .float32
    var nodes = [
      Node(
        id: "x", op: "input", shape: [], dtype: .float32, value: .scalar(1),
        gradient: .scalar(5.43656365691809))
    ]
    if isCast {
      nodes.append(
        Node(
          id: "c", op: "identity", inputs: ["x"], shape: [], dtype: type, value: .scalar(1),
          gradient: type == .float64 ? .scalar(5.43656365691809) : nil))
    }
    nodes += [
      Node(
        id: "e", op: "exp", inputs: [isCast ? "c" : "x"], shape: [], dtype: wide,
        value: .scalar(2.718281828459045), gradient: .scalar(2)),
      Node(id: "k", op: "constant", shape: [], dtype: wide, value: .scalar(2)),
      Node(
        id: "f", op: "mul", inputs: ["e", "k"], shape: [], dtype: wide,
        value: .scalar(2.718281828459045 * factor), gradient: .scalar(1)),
    ]
    return ComputationGraph(nodes: nodes, outputs: ["f"])
  }

  @Test func aCastIsNoOtherNetwork() throws {
    for (first, second) in [(false, true), (true, false)] {
      let found = try GraphComparison(graph(isCast: first), graph(isCast: second))
      #expect(found.isSame, "\(found.onlyInFirst) \(found.onlyInSecond) \(found.backward as Any)")
    }
    let wrong = try GraphComparison(graph(isCast: false), graph(isCast: true, times: 3))
    #expect(wrong.forward?.node == "f" && wrong.onlyInSecond.isEmpty)
  }

  /// What makes whole numbers of others is an operation.
  @Test func whatMakesWholeNumbersIsNoCast() throws {
    let found = try GraphComparison(graph(isCast: false), graph(isCast: true, type: .int64))
    #expect(found.onlyInSecond.contains("c"))
  }
}
