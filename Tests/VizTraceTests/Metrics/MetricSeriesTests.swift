import Foundation
import Testing

@testable import VizTrace

@Suite struct MetricSeriesTests {
  @Test func everyNumberSurvivesJSON() throws {
    let series = MetricSeries(
      name: "loss", run: "a", steps: [0, 1, 2], values: [0.1, -.infinity, .leastNonzeroMagnitude],
      wallTimes: [1, 2, 3.5])
    let data = try JSONEncoder().encode(series)
    #expect(try JSONDecoder().decode(MetricSeries.self, from: data) == series)
    let nan = MetricSeries(name: "x", values: [.nan])
    let read = try JSONDecoder().decode(MetricSeries.self, from: JSONEncoder().encode(nan))
    #expect(read.values.first?.isNaN == true && read.run.isEmpty && read.wallTimes == nil)
  }

  @Test func unequalCountsAreRefused() {
    let text = #"{"name": "a", "steps": [1, 2], "values": [1]}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(MetricSeries.self, from: Data(text.utf8))
    }
  }
}
