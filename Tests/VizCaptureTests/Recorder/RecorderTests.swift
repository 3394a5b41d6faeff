import Foundation
import Testing
import VizAutodiff
import VizBase
import VizEvents
import VizStatistics
import VizTensor
import VizTrace

@testable import VizCapture

/// A folder that goes away.
private func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

@Suite struct RecorderTests {
  /// A loop of one's own, on tapes that are made anew at each step.
  @Test func anyLoopCanBeRecorded() throws {
    try inFolder { folder in
      let recorder = try Recorder(folder: folder)
      var w: Tensor<Double> = 3
      for step in 0..<5 {
        let tape = Tape<Double>()
        let weight = tape.parameter(w, named: "w")
        let loss = try (weight * weight).named("loss")
        let gradients = try tape.gradient(of: loss)
        recorder.record(StepValues(loss, gradients), step: step, loss: loss.value.scalar)
        let next = try w - 0.1 * gradients[weight]
        recorder.recordUpdate(of: "w", from: w, to: next)
        w = next
      }
      try recorder.finish()
      let log = try RunLog(folder: folder)
      let records = try log.nodes(at: 4)
      #expect(records.map(\.node) == ["w", "loss"])
      let ratio = try #require(records[0].updateRatio)
      #expect((ratio - 0.2).magnitude < 1e-12)
      // w has been multiplied by 0.8 four times.
      let gradient = try #require(records[0].gradient?.mean)
      #expect((gradient - 6 * 0.4096).magnitude < 1e-12)
    }
  }

  /// A program of one's own is recorded as it is, and gives what a tape does.
  @Test func aProgramIsRecordedAsATapeIs() throws {
    let (program, _) = try squares([3, -4])
    let (ofProgram, ofTape) = (Recorder(), Recorder())
    ofProgram.record(program, step: 0, metrics: [("extra", 1)])
    ofTape.record(try tapeValues([3, -4]), step: 0)
    #expect(ofProgram.latest?.records == ofTape.latest?.records)
    #expect(
      ofProgram.cost != nil && ofProgram.cost?.forward.operations == ofTape.cost?.forward.operations
    )
  }

  /// One recorder may see steps of both precisions.
  @Test func precisionsMayTakeTurns() throws {
    let recorder = Recorder()
    for step in 0..<4 {
      if step.isMultiple(of: 2) {
        recorder.record(try tapeValues([Double(step) + 1]), step: step)
        recorder.recordUpdate(of: "w", from: Tensor([Double(step) + 1]), to: Tensor([7.0]))
        // It started as 1.
        #expect(recorder.latest?.records[0].distance == 6)
      } else {
        let tape = Tape<Float>()
        let loss = try mean(tape.parameter(2, named: "w")).named("loss")
        recorder.record(StepValues(loss, try tape.gradient(of: loss)), step: step)
      }
      #expect(recorder.latest?.step == step)
    }
    #expect(recorder.report.capturedSteps == 4)
  }

  @Test func theTimesAreThoseOfTheClock() throws {
    let clock = MadeUpClock()
    let recorder = Recorder(CapturePolicy(budget: 0.5), in: nil, log: nil) {
      clock.seconds += 1
      return clock.seconds
    }
    for step in 0..<9 {
      recorder.record(try tapeValues([1]), step: step)
      recorder.aside { clock.seconds += 1000 }
      clock.seconds += 1
    }
    let report = recorder.report
    #expect(report.steps == 9 && report.capturedSteps > 1)
    // Each look at the clock takes a second.
    #expect(report.captureTime == 9)
    #expect(report.trainingTime == 8 * 3)
  }

  // MARK: - Autopsy

  /// log of a number that falls below 0: the first bad node is the logarithm.
  @Test func theFirstNodeThatIsNotFiniteIsNamed() throws {
    try inFolder { folder in
      let recorder = try Recorder(folder: folder)
      for (step, start) in [2.0, 1, 0.5, -1, -2].enumerated() {
        let tape = Tape<Double>()
        let x = tape.parameter(Tensor(start), named: "x")
        let z = try log(x).named("z")
        let loss = try (z * z + x).named("loss")
        recorder.record(
          StepValues(loss, try tape.gradient(of: loss)), step: step, loss: loss.value.scalar)
      }
      try recorder.finish()
      let autopsy = try #require(recorder.autopsy)
      #expect(autopsy.step == 3 && autopsy.pass == .forward)
      #expect(autopsy.first.node == "z" && autopsy.causes.map(\.node) == ["x"])
      #expect(
        autopsy.path == ["z", "mul1", "add1", "loss"] || autopsy.path == ["z", "mul1", "loss"])
      #expect(
        autopsy.text.hasPrefix(
          "Step 3: the value of z (log) is the first that is NaN, computed from x (−1)."))
      #expect(try RunLog(folder: folder).textTags == ["autopsy"])
      // The step itself, and those before it in full.
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasPrefix("autopsy-") }.sorted()
      #expect(names == ["autopsy-0.json", "autopsy-1.json", "autopsy-2.json", "autopsy-3.json"])
    }
  }

  /// The gradient of sqrt at 0 is infinite while all values are finite.
  @Test func aGradientThatIsNotFiniteIsTracedToItsSender() throws {
    let recorder = Recorder(policy: CapturePolicy(steps: .none))
    let tape = Tape<Double>()
    let x = tape.parameter(0, named: "x")
    let root = try sqrt(x).named("root")
    let loss = try (root + 1).named("loss")
    recorder.record(
      StepValues(loss, try tape.gradient(of: loss)), step: 7, loss: loss.value.scalar)
    let autopsy = try #require(recorder.autopsy)
    #expect(autopsy.step == 7 && autopsy.pass == .backward)
    #expect(autopsy.first.node == "x" && autopsy.causes.map(\.node) == ["root"])
    #expect(autopsy.path == ["loss", "root", "x"])
  }
}
