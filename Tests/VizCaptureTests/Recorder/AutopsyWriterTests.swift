import Foundation
import Testing
import VizAutodiff
import VizEvents
import VizTestSupport
import VizTrace

@testable import VizCapture

@Suite struct AutopsyWriterTests {
  /// Looks at steps of log w, and says where the first number is that is not finite.
  private func look(
    at numbers: [Double], _ policy: CapturePolicy = CapturePolicy(), loss: Double? = nil,
    in folder: TemporaryFolder? = nil
  ) throws -> Autopsy? {
    let log = try folder.map { try EventLog(folder: $0.path) }
    let steps = StepLog(log, in: folder.map { RunDirectory($0.path) })
    let capture = StepCapture<Double>(policy)
    var writer = AutopsyWriter(steps)
    for (number, w) in numbers.enumerated() {
      let step = capture.step(number, try tapeValues([w]) { try mean(VizAutodiff.log($0)) })
      let isCaptured = policy.steps.contains(number)
      steps.flush()
      if isCaptured { steps.add(capture.capture(step)) }
      writer.look(at: step, loss: loss, isCaptured: isCaptured, capture)
      if isCaptured { capture.keep(step) }
    }
    log?.close()
    return writer.autopsy
  }

  @Test func theFirstBrokenStepIsFound() throws {
    let autopsy = try #require(try look(at: [2, 1, -1, -2]))
    #expect(autopsy.step == 2 && autopsy.first.node == "log1")
    #expect(try look(at: [2, 1, 0.5]) == nil)
  }

  /// log 0 is −∞, and so is its slope; of a step that is not captured the gradients say so.
  @Test func aStepThatIsNotCapturedIsLookedAtToo() throws {
    let autopsy = try #require(try look(at: [2, 0], CapturePolicy(steps: .none)))
    #expect(autopsy.step == 1 && autopsy.pass == .forward)
    // Where no parameter is taken, the others' gradients are asked.
    #expect(try look(at: [2, 0], CapturePolicy(nodes: .named(["mul1"])))?.step == 1)
  }

  @Test func aLossThatIsSaidToBeBrokenMustBeSoInTheGraph() throws {
    #expect(try look(at: [2, 1], loss: .nan) == nil)
  }

  @Test func theStepsBeforeItAreWritten() throws {
    let folder = try TemporaryFolder()
    let autopsy = try #require(
      try look(at: [4, 3, 2, 1, -1], CapturePolicy(ringSteps: 2), in: folder))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(
      names.filter { $0.hasPrefix("autopsy") }.sorted()
        == ["autopsy-2.json", "autopsy-3.json", "autopsy-4.json"])
    let data = try Data(contentsOf: URL(filePath: folder.path + "/autopsy-3.json"))
    let graph = try ComputationGraph(jsonData: [UInt8](data))
    #expect(graph.nodes[0].value == .elements([1], shape: [1]))
    #expect(try RunLog(folder: folder.path).texts("autopsy").map(\.value) == [autopsy.text])
  }

  /// A folder that is gone, as on a disk that was taken out, is told to the log.
  @Test func aGraphThatCannotBeWrittenIsLogged() throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let log = try EventLog(folder: folder.path)
    let steps = StepLog(log, in: RunDirectory(other.path + "/gone/away"))
    let capture = StepCapture<Double>(CapturePolicy())
    try Data().write(to: URL(filePath: other.path + "/gone"))
    var writer = AutopsyWriter(steps)
    let step = capture.step(3, try tapeValues([-1]) { try mean(VizAutodiff.log($0)) })
    writer.look(at: step, loss: .nan, isCaptured: false, capture)
    log.close()
    #expect(writer.autopsy?.step == 3)
    #expect(try RunLog(folder: folder.path).texts("capture/failure").map(\.step) == [3])
  }
}
