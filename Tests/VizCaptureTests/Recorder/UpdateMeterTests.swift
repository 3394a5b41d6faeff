import Testing
import VizAutodiff
import VizEvents
import VizStatistics
import VizTensor

@testable import VizCapture

@Suite struct UpdateMeterTests {
  /// A step of ‖w‖ = 5 that waits for its update, and what measures it.
  private func meter(
    start: [Double]? = nil, _ policy: CapturePolicy = CapturePolicy()
  ) throws -> (meter: UpdateMeter<Double>, log: StepLog) {
    let capture = StepCapture<Double>(policy)
    if let start { capture.setStart(of: "w", start) }
    let log = StepLog(nil, in: nil)
    let step = capture.step(0, try tapeValues([3, 4]))
    log.add(capture.capture(step))
    return (UpdateMeter(step.layout, log), log)
  }

  @Test func anUpdateIsMeasuredBesideWhatItChanges() throws {
    let (meter, log) = try meter(start: [3, 0])
    [3.0, 4].withUnsafeBufferPointer { before in
      [3.0, 4.5].withUnsafeBufferPointer { meter.note("w", from: before, to: $0) }
    }
    let record = try #require(log.latest?.table.records.first { $0.node == "w" })
    #expect(record.updateRatio == 0.1)
    #expect(record.distance == 4.5)
  }

  @Test func aParameterIsFoundByItsLeaf() throws {
    let (meter, log) = try meter()
    [3.0, 4].withUnsafeBufferPointer { before in
      [0.0, 0].withUnsafeBufferPointer { meter.note(leaf: 0, from: before, to: $0) }
    }
    let record = try #require(log.latest?.table.records.first { $0.node == "w" })
    // It started where the step found it.
    #expect(record.updateRatio == 1 && record.distance == 5)
  }

  @Test func whatIsNotTakenIsNotMeasured() throws {
    let (meter, log) = try meter(CapturePolicy(nodes: .named(["loss"])))
    [3.0, 4].withUnsafeBufferPointer { before in
      [0.0, 0].withUnsafeBufferPointer {
        meter.note("w", from: before, to: $0)
        meter.note("nobody", from: before, to: $0)
        meter.note(leaf: 0, from: before, to: $0)
        meter.note(leaf: -7, from: before, to: $0)
      }
    }
    #expect(log.latest?.table.records.map(\.updateRatio) == [nil])
  }

  @Test func anOriginOfAnotherSizeIsNone() {
    let (change, distance) = [1.0, 2].withUnsafeBufferPointer { after in
      [1.0, 5].withUnsafeBufferPointer {
        UpdateMeter.distances(to: after, from: $0, [1, 2, 3])
      }
    }
    #expect(change == 3 && distance == nil)
  }

  @Test func changesOfNothingAreInfinite() {
    #expect(UpdateMeter<Float>.ratio(of: 1, to: 4) == 0.25)
    #expect(UpdateMeter<Float>.ratio(of: 1, to: 0) == .infinity)
    #expect(UpdateMeter<Float>.ratio(of: 0, to: 0) == 0)
  }
}
