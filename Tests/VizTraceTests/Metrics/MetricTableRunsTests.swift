import Testing

@testable import VizTrace

/// A file to which a second run was appended is two; evaluations below the training are one.
@Suite struct MetricTableRunsTests {
  private static func runs(_ csv: String) throws -> [MetricTable] {
    try MetricTable(csv: csv.utf8).runs
  }

  @Test func theSameMetricsAnewAreAnotherRun() throws {
    let runs = try Self.runs("epoch,loss,acc\n0,1,\n1,0.5,0.1\n0,2,\n1,1,\n0,3,\n")
    #expect(runs.map { $0["loss"]?.values } == [[1, 0.5], [2, 1], [3]])
    #expect(
      runs[0].remarks.map(\.what) == [
        "3 runs, one appended to the other: epoch starts anew at row 3"
      ])
  }

  @Test func otherMetricsBelowAreOfTheSameRun() throws {
    let runs = try Self.runs("step,loss,eval_loss\n0,1,\n10,0.5,\n20,0.4,\n0,,2\n20,,1\n")
    #expect(runs.count == 1 && runs[0].remarks.isEmpty)
    let series = runs[0].allSeries
    #expect(series.map(\.name) == ["loss", "eval_loss"])
    #expect(series.map(\.steps) == [[0, 10, 20], [0, 20]])
    #expect(series.map(\.values) == [[1, 0.5, 0.4], [2, 1]])
  }

  @Test func rowsOfHeldOutDataBelowAreOfTheSameRun() throws {
    let text = "epoch,mode,loss\n0,train,1\n1,train,0.5\n0,val,2\n1,val,1\n"
    let runs = try Self.runs(text)
    #expect(runs.count == 1)
    #expect(runs[0].allSeries.map(\.name) == ["train/loss", "val/loss"])
    #expect(runs[0].allSeries.map(\.steps) == [[0, 1], [0, 1]])
    #expect(try Self.runs(text + "0,train,3\n1,train,2\n0,val,4\n").count == 2)
  }
}
