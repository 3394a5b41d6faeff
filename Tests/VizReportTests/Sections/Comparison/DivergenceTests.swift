import Testing
import VizDiagnosis
import VizTrace

@testable import VizReport

@Suite struct DivergenceTests {
  @Test func theFirstNodeThatDiffersIsNamed() throws {
    let (a, b) = (try MadeRun(), try MadeRun(.init(partsAt: 3)))
    let found = try #require(Divergence(a.history, b.history))
    #expect(found.step == 3)
    #expect(found.words == "the gradient of dense/W: norm 0.98623 and 1.4794")
    #expect(Divergence(try a.history, try a.history) == nil)
  }

  @Test func ofMetricsAloneTheFirstMetricIsNamed() throws {
    func history(_ values: [Double]) -> RunHistory {
      RunHistory(name: "log", metrics: [MetricSeries(name: "loss", values: values)])
    }
    let found = try #require(Divergence(history([1, 0.5, .nan]), history([1, 0.25, .nan])))
    #expect(found.words == "loss: 0.5 and 0.25")
    #expect(Divergence(history([1, .nan]), history([1, .nan])) == nil)
  }
}
