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
  ) throws -> UpdateMeter<Double> {
    let capture = StepCapture<Double>(policy)
    if let start { capture.setStart(of: "w", start) }
    let step = capture.step(0, try tapeValues([3, 4]))
    return UpdateMeter(step.layout, capture.capture(step))
  }

  @Test func anUpdateIsMeasuredBesideWhatItChanges() throws {
    var meter = try meter(start: [3, 0])
    [3.0, 4].withUnsafeBufferPointer { before in
      [3.0, 4.5].withUnsafeBufferPointer { meter.note("w", from: before, to: $0) }
    }
    let record = try #require(meter.step.table.records.first { $0.node == "w" })
    #expect(record.updateRatio == 0.1)
    #expect(record.distance == 4.5)
  }

  @Test func aParameterIsFoundByItsLeaf() throws {
    var meter = try meter()
    [3.0, 4].withUnsafeBufferPointer { before in
      [0.0, 0].withUnsafeBufferPointer { meter.note(leaf: 0, from: before, to: $0) }
    }
    let record = try #require(meter.step.table.records.first { $0.node == "w" })
    // It started where the step found it.
    #expect(record.updateRatio == 1 && record.distance == 5)
  }

  @Test func whatIsNotTakenIsNotMeasured() throws {
    var meter = try meter(CapturePolicy(nodes: .named(["loss"])))
    [3.0, 4].withUnsafeBufferPointer { before in
      [0.0, 0].withUnsafeBufferPointer {
        meter.note("w", from: before, to: $0)
        meter.note("nobody", from: before, to: $0)
        meter.note(leaf: 0, from: before, to: $0)
        meter.note(leaf: -7, from: before, to: $0)
      }
    }
    #expect(meter.step.table.records.map(\.updateRatio) == [nil])
  }

  @Test func anOriginOfAnotherSizeIsNone() {
    let squares = [1.0, 2].withUnsafeBufferPointer { after in
      [1.0, 5].withUnsafeBufferPointer { Squares(of: after, from: $0, [1, 2, 3]) }
    }
    #expect(squares.change == 9 && squares.distance == nil)
  }

  /// A network so large that its updates are shared out has those of one thread.
  @Test func theSumsAreTheSameHoweverManyShareThem() throws {
    let count = 400_001
    let before = (0..<count).map { Double($0 % 1013) / 7 }
    let after = before.enumerated().map { $1 - Double($0 % 31) * 1e-3 }
    let capture = StepCapture<Double>(CapturePolicy())
    capture.setStart(of: "w", before.map { $0 / 2 })
    let step = capture.step(0, try tapeValues(before))
    let captured = capture.capture(step)
    try before.withUnsafeBufferPointer { before in
      var (together, alone) = (
        UpdateMeter(step.layout, captured), UpdateMeter(step.layout, captured)
      )
      together.note([.init(leaf: 0, from: before, to: after)])
      after.withUnsafeBufferPointer { alone.note(leaf: 0, from: before, to: $0) }
      let row = try #require(step.layout.row(ofParameter: 0))
      let (one, other) = (together.step.table.rows[row], alone.step.table.rows[row])
      #expect(one.updateRatio == other.updateRatio && one.distance == other.distance)
      let norm = try #require(captured.table.valueNorm(of: row))
      let change = zip(before, after).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let ratio = change.squareRoot() / norm
      #expect(abs(try #require(one.updateRatio) - ratio) < 1e-12 * ratio)
    }
  }

  @Test func changesOfNothingAreInfinite() {
    #expect(UpdateMeter<Float>.ratio(of: 1, to: 4) == 0.25)
    #expect(UpdateMeter<Float>.ratio(of: 1, to: 0) == .infinity)
    #expect(UpdateMeter<Float>.ratio(of: 0, to: 0) == 0)
  }
}
