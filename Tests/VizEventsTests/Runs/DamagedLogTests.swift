import Foundation
import Testing
import VizTestSupport
import VizTrace

@testable import VizEvents

/// Logs of every writer that lost a part, or hold more than metrics: what is whole is read, and the
/// rest is said.
@Suite struct DamagedLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, to name: String) throws -> String {
    let path = folder.file(name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    return try folder.write(Array(text.utf8), to: name)
  }

  private func log(_ text: String, _ name: String) throws -> MetricLog {
    try #require(try MetricLog.all(at: write(text, to: name)).first)
  }

  private func values(_ log: MetricLog, _ name: String) throws -> [Double] {
    try #require(log.series.first { $0.name == name }, "\(log.series.map(\.name))").values
  }

  @Test func filesOfMLflowKeepTheirSoundLines() throws {
    _ = try write("run_id: abc\n", to: "mlruns/0/abc/meta.yaml")
    let metrics = "mlruns/0/abc/metrics"
    _ = try write(
      "1700000000000 1.5 0\ngarbage\n1700000001000 1.2 1\n1700000002000 0.9",
      to: "\(metrics)/loss")
    _ = try write("1700000000000 0.5 0\n1700000001000 0.6 1\n17", to: "\(metrics)/val/acc")
    _ = try write("", to: "\(metrics)/empty")
    _ = try write("\u{0}\u{1}", to: "\(metrics)/bytes")
    let log = try #require(try MetricLog.all(at: folder.path).first)
    #expect(log.path == folder.file("mlruns/0/abc"))
    #expect(try values(log, "loss") == [1.5, 1.2])
    #expect(try values(log, "val/acc") == [0.5, 0.6])
    let said = log.remarks.map { "\(($0.file as NSString).lastPathComponent): \($0.what)" }
    #expect(
      said.sorted() == [
        "acc: the last line is torn, and is left out",
        "bytes: it is no file of MLflow's metrics", "empty: the file is empty",
        "loss: 2 lines are none of MLflow's metrics, and are left out; the first is line 2",
      ])
    let alone = try #require(try MetricLog.all(at: folder.file("\(metrics)/val/acc")).first)
    #expect(try values(alone, "value") == [0.5, 0.6] && alone.remarks.count == 1)
  }

  @Test func monitorsWithoutTheirFirstLine() throws {
    for head in ["#{\"t_start\": 17000000\n", ""] {
      let log = try log(
        "\(head)r,l,t,ok\n10,9,0.5,True\n12,8,1,False\n30,7,2,True\n", "monitor.csv")
      #expect(log.series.map(\.name) == ["r", "l", "ok"])
      #expect(log.series[0].steps == [1, 2, 3] && log.series[0].stepName == "episode")
      #expect(try values(log, "ok") == [1, 0, 1])
      #expect(
        log.remarks.map(\.what) == ["it does not say when it began: its times count from 0"])
    }
  }

  @Test(arguments: ["batch", "batch_idx", "step_in_epoch"])
  func batchesThatBeginAtZeroGoOn(_ name: String) throws {
    let log = try log("epoch,\(name),loss\n0,0,4\n0,5,3\n1,0,2\n1,5,1\n", "log.csv")
    #expect(log.series.map(\.name) == ["loss"] && log.series[0].steps == [0, 5, 10, 15])
  }

  @Test func wordsAreSaid() throws {
    let one = try log("epoch,loss,note\n1,2,a\n2,1,b\n", "log.csv")
    #expect(one.remarks.map(\.what) == ["the words of \"note\" are not drawn (2 of them)"])
    let two = try log(
      #"{"step": 1, "loss": 2, "env": "a", "host": "h"}"# + "\n" + #"{"step": 2, "loss": 1}"#,
      "log.jsonl")
    #expect(two.remarks.map(\.what) == ["the words of 2 columns are not drawn: env, host"])
    // Words that say which data a row is of are no loss.
    let split = try log("epoch,phase,loss\n1,train,2\n1,val,3\n2,train,1\n", "log.csv")
    #expect(split.remarks.isEmpty && split.series.map(\.name) == ["train/loss", "val/loss"])
  }

  @Test(arguments: ["metric", "tag", "variable"])
  func aValueARowIsAMetricEach(_ name: String) throws {
    let rows = "1,loss,2\n1,acc,0.3\n2,loss,1\n2,acc,0.5\n"
    let log = try log("step,\(name),value\n" + rows, "log.csv")
    #expect(log.series.map(\.name) == ["loss", "acc"] && log.remarks.isEmpty)
    #expect(log.series.map(\.values) == [[2, 1], [0.3, 0.5]])
    #expect(log.series.map(\.steps) == [[1, 2], [1, 2]])
    // A row without a name belongs to no metric: the table stays as it is.
    let nameless = try self.log("step,\(name),value\n" + rows + "3,,7\n", "nameless.csv")
    #expect(nameless.series.map(\.name) == ["value"])
  }

  @Test func whatIsExportedRowByRowIsReadAgain() throws {
    let series = [
      MetricSeries(name: "loss", steps: [0, 1], values: [2, .nan], wallTimes: [1e9, 2e9]),
      MetricSeries(name: "acc", steps: [1], values: [0.5], wallTimes: [2e9]),
    ]
    let values = MetricValues(series)
    for (text, name) in [(values.csv, "long.csv"), (values.jsonLines, "long.jsonl")] {
      let log = try log(text, name)
      #expect(log.series.map(\.name) == ["loss", "acc"], "\(name)")
      #expect(log.series[0].steps == [0, 1] && log.series[0].values[1].isNaN)
      #expect(log.series[1].values == [0.5] && log.series[1].wallTimes == [2e9])
    }
  }

  @Test func commentsOfOtherPrograms() throws {
    for sign in ["#", "%", "//"] {
      let log = try log("\(sign) made by hand\nepoch,loss\n1,2\n\(sign) pause\n2,1\n", "log.csv")
      #expect(try values(log, "loss") == [2, 1], "\(sign)")
      #expect(log.remarks.map(\.what) == ["1 line among the rows is a comment"])
      #expect(try values(self.log("\(sign) epoch,loss\n1,2\n2,1\n", "log.csv"), "loss") == [2, 1])
    }
  }

  /// `pandas.DataFrame(history.history).to_json()`.
  @Test func tablesOfPandas() throws {
    let log = try log(
      #"{"loss": {"0": 1, "1": 0.5}, "val_loss": {"0": 1.5, "1": null}}"#, "history.json")
    #expect(log.series.map(\.name) == ["loss", "val_loss"])
    #expect(log.series[0].steps == [0, 1] && log.series[0].values == [1, 0.5])
    #expect(log.series[1].values == [1.5])
    // Numbers of classes are no rows.
    let other = try self.log(#"{"iou": {"0": 1, "1": 0.5}, "loss": 2}"#, "metrics.json")
    #expect(other.series.map(\.name) == ["iou/0", "iou/1", "loss"])
  }

  @Test func elementsThatAreNoRowsAreSaid() throws {
    let log = try log(
      #"{"log_history": [{"step": 1, "loss": 2}, "oops", {"step": 2, "loss": 1}]}"#,
      "trainer_state.json")
    #expect(try values(log, "loss") == [2, 1])
    #expect(
      log.remarks.map(\.what) == [
        "1 element of the array \"log_history\" is no object, and is left out"
      ])
  }

  @Test func numbersOfNumPyInSacredsFiles() throws {
    let log = try log(
      #"""
      {"acc": {"steps": [0, 2], "timestamps": ["a", "b"], "values":
      [{"dtype": "float64", "py/object": "numpy.float64", "value": 0.3}, 0.8]}}
      """#, "metrics.json")
    #expect(try values(log, "acc") == [0.3, 0.8])
  }

  @Test func aGraphIsNoLog() throws {
    #expect {
      try log(
        #"{"format": "vizbp.graph", "version": 1, "nodes": [{"id": "x", "value": 1}]}"#, "g.json")
    } throws: { error in
      (error as? MetricError)?.message == "it is a graph, and no log of metrics"
        && (error as? MetricError)?.hint == "vizbp render draws it"
    }
  }

  @Test func anyNameIsThatOfAnEventFile() throws {
    for name in ["train.log", "events.txt", "run.index"] {
      let folder = try TemporaryFolder()
      try folder.write(records([simple("loss", 0.5, step: 3, at: 1).bytes]), to: name)
      #expect(try MetricLog.all(at: folder.path).first?.series.first?.values == [0.5], "\(name)")
    }
  }

  @Test func twoTrainingsAtOnceAreSaid() throws {
    for (file, offset) in [("a", 0.0), ("b", 0.5)] {
      try writeEvents(
        (0..<5).map { simple("loss", Float($0), step: $0, at: 1e9 + Double($0) + offset) },
        to: "events.out.tfevents.1000000000.h.\(file)", in: folder)
    }
    let log = try #require(try MetricLog.all(at: folder.path).first)
    #expect(log.series[0].values.count == 10)
    #expect(
      log.remarks.map(\.what) == [
        "2 files of the folder, this one among them, have values at the same steps (1 tag), written"
          + " at the same time; all are kept, as curves of their own"
      ])
    // A curve each, and none that goes from one to the other.
    let curves = log.series.advancing.series
    #expect(curves.map(\.name) == ["loss", "loss (2)"])
    #expect(curves.allSatisfy { $0.values == [0, 1, 2, 3, 4] && $0.steps == $0.values })
    #expect(curves.map { MetricName($0.name).base } == ["loss", "loss"])
  }

  @Test func oneByteIsLeftOut() throws {
    let bytes = records([simple("loss", 0.5, step: 3, at: 1).bytes]) + [7]
    try folder.write(bytes, to: "events.out.tfevents.1.a")
    let log = try #require(try MetricLog.all(at: folder.path).first)
    #expect(log.remarks.map(\.what) == ["its last record is incomplete, 1 byte is left out"])
  }
}
