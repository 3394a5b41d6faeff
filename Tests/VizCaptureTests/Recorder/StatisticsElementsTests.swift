import Testing
import VizStatistics
import VizTensor
import VizTrace

@testable import VizCapture

@Suite struct StatisticsElementsTests {
  /// A graph file takes edges that ascend, and nothing else.
  @Test(arguments: [
    [0, 0, 0], [5], [1e300, 1e300], [1, 1.0.nextUp], [-.leastNonzeroMagnitude, 0],
    [.nan, 1, .infinity], [.nan], [-.greatestFiniteMagnitude, .greatestFiniteMagnitude],
  ])
  func histogramsOfAnyNumbersCanBeWritten(_ numbers: [Double]) throws {
    let summary = numbers.withUnsafeBufferPointer { Statistics(capturing: $0) }
    var graph = ComputationGraph(nodes: [Node(id: "x", op: "input")], outputs: ["x"])
    graph.nodes[0].value = .summary(TensorSummary(summary))
    let read = try ComputationGraph(jsonData: graph.jsonData())
    #expect(read.nodes[0].value?.summary.count == numbers.count)
    if let histogram = summary.histogram {
      #expect(histogram.counts.reduce(0, +) == numbers.count { $0.isFinite })
    }
  }
}
