import Testing
import VizEvents
import VizTestSupport
import VizTrace

@testable import VizCapture

@Suite struct StepLogTests {
  private func captured(_ number: Int, _ w: [Double]) throws -> CapturedStep {
    let capture = StepCapture<Double>(CapturePolicy())
    return capture.capture(capture.step(number, try tapeValues(w)))
  }

  @Test func aStepWaitsForItsUpdate() throws {
    let folder = try TemporaryFolder()
    let events = try EventLog(folder: folder.path)
    let log = StepLog(events, in: nil)
    log.add(try captured(3, [1, 2]))
    #expect(log.latest?.number == 3 && log.pending != nil)
    log.pending?.table.rows[0].updateRatio = 0.5
    log.flush()
    #expect(log.latest?.number == 3 && log.pending == nil)
    log.add(try captured(4, [1, 2]))
    // Nothing hands it over.
    events.close()
    let read = try RunLog(folder: folder.path)
    #expect(read.nodeSteps == [3])
    #expect(try read.nodes(at: 3)[0].updateRatio == 0.5)
  }

  @Test func histogramsAreThoseOfTheParametersOfTheNextStep() throws {
    let folder = try TemporaryFolder()
    let events = try EventLog(folder: folder.path)
    let log = StepLog(events, in: nil)
    log.add(try captured(0, [1, 2]))
    log.isHistogramDue = true
    log.add(try captured(1, [1, 2]))
    log.add(try captured(2, [1, 2]))
    events.close()
    let read = try RunLog(folder: folder.path)
    #expect(read.histogramTags == ["w", "w/gradient"])
    #expect(try read.histograms("w").map(\.step) == [1])
  }

  @Test func scalarsMayComeAndGo() throws {
    let folder = try TemporaryFolder()
    let events = try EventLog(folder: folder.path)
    let log = StepLog(events, in: nil)
    func add(_ step: Int, loss: Double?, _ metrics: [(name: String, value: Double)]) {
      log.addScalars(
        of: step, time: nil, loss: loss, learningRate: 0.1, accuracy: nil, metrics)
    }
    add(0, loss: 2, [])
    add(1, loss: nil, [("a", 1), ("b", 2)])
    add(2, loss: 1, [("b", 3)])
    add(3, loss: 0, [("b", 4)])
    events.close()
    let read = try RunLog(folder: folder.path)
    #expect(read.metrics.map(\.name) == ["a", "b", "learning_rate", "loss"])
    #expect(read.metric("loss")?.steps == [0, 2, 3])
    #expect(read.metric("b")?.values == [2, 3, 4])
  }

  @Test func aLogInMemoryKeepsTheLastStep() throws {
    let log = StepLog(nil, in: nil)
    #expect(log.latest == nil)
    log.add(try captured(7, [1]))
    log.flush()
    log.addScalars(of: 7, time: 1, loss: 1, learningRate: nil, accuracy: nil, [])
    log.begin(ComputationGraph(nodes: [], outputs: []))
    log.write(ComputationGraph(nodes: [], outputs: []), named: "x.json", step: 7)
    #expect(log.latest?.number == 7)
  }
}
