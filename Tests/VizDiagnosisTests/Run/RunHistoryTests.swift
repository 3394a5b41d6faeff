import Testing
import VizEvents
import VizTestSupport
import VizTrace

@testable import VizDiagnosis

@Suite struct RunHistoryTests {
  private func series(_ name: String, count: Int = 3) -> MetricSeries {
    MetricSeries(name: name, values: (0..<count).map(Double.init))
  }

  private func history(_ names: [String]) -> RunHistory {
    RunHistory(name: "run", metrics: names.map { series($0) })
  }

  @Test(arguments: [
    (["loss", "validation/loss"], "loss", "validation/loss"),
    (["accuracy", "val_loss", "train_loss"], "train_loss", "val_loss"),
    (["epoch_accuracy", "epoch_loss"], "epoch_loss", nil),
    (["lr", "train/total_loss", "test/total_loss"], "train/total_loss", "test/total_loss"),
    (["val_loss"], nil, "val_loss"), (["reward"], nil, nil),
  ])
  func findsTheLoss(names: [String], loss: String?, heldOut: String?) {
    #expect(history(names).loss?.name == loss)
    #expect(history(names).validationLoss?.name == heldOut)
  }

  @Test func ofALossByStepsAndByEpochsTheStepsCount() {
    let history = RunHistory(
      name: "", metrics: [series("train_loss_epoch"), series("train_loss_step", count: 9)])
    #expect(history.loss?.name == "train_loss_step")
  }

  @Test func findsTheOtherMetrics() {
    let history = history(["val_acc", "acc", "lr"])
    #expect(history.accuracy?.name == "acc")
    #expect(history.validationAccuracy?.name == "val_acc")
    #expect(history.learningRate?.name == "lr")
    #expect(history.metric("lr")?.values == [0, 1, 2])
    #expect(history.state == .unknown)
    #expect(history.nodes.tracks.isEmpty)
  }

  @Test func aRunIsReadWhole() throws {
    let folder = try TemporaryFolder()
    let directory = RunDirectory(folder.path)
    try directory.write(RunRecord(name: "test", seed: 3))
    let log = try EventLog(folder: folder.path)
    for step in 0..<10 {
      log.scalar("loss", 1, step: step)
      log.nodes(
        [
          NodeRecord(node: "unknown", value: Statistics(of: [1])),
          NodeRecord(
            node: "y", value: Statistics(of: [1, 3]), gradient: Statistics(of: [1])),
          NodeRecord(node: "W", value: Statistics(of: [0, 2]), updateRatio: 0.5),
        ], step: step * 2)
    }
    log.text("autopsy", "W broke", step: 4)
    log.close()
    try directory.write(
      ComputationGraph(
        nodes: [
          Node(id: "W", op: "parameter", shape: [2]),
          Node(id: "y", op: "relu", inputs: ["W"], scope: "layer", shape: [2]),
        ], outputs: ["y"]))

    let history = try RunHistory(directory)
    #expect(history.record?.seed == 3)
    #expect(history.loss?.values.count == 10)
    #expect(history.autopsy == RunHistory.Autopsy(text: "W broke", step: 4))
    #expect(history.nodes.steps == (0..<10).map { $0 * 2 })
    #expect(history.nodes.tracks.map(\.node) == ["W", "y", "unknown"])
    #expect(history.nodes.tracks.map(\.isParameter) == [true, false, false])
    #expect(history.nodes["y"]?.scope == "layer")
    #expect(history.nodes["y"]?.op == "relu")
    #expect(history.nodes["y"]?.value.mean == Array(repeating: 2, count: 10))
    #expect(history.nodes["W"]?.gradient.isEmpty == true)
    #expect(history.nodes["W"]?.updateRatio == Array(repeating: 0.5, count: 10))
    #expect(history.nodes["nobody"] == nil)
    #expect(try history.graph(at: 4)?.nodes.last?.value?.summary.mean == 2)
    #expect(throws: EventError.self) { try history.graph(at: 5) }
  }
}
