import Testing

@testable import VizTrace

@Suite struct TensorSummaryTests {
  @Test func tensorsHaveSummaries() {
    #expect(TensorData.elements([1, 2], shape: [2]).summary == TensorSummary(of: [1, 2]))
    let summary = TensorSummary(of: [1])
    #expect(TensorData.summary(summary).summary == summary)
    #expect(TensorData.scalar(3).summary.mean == 3)
  }
}
