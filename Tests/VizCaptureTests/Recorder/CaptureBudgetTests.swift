import Testing

@testable import VizCapture

/// A clock that goes on when it is told to.
final class MadeUpClock {
  var seconds = 100.0
}

@Suite struct CaptureBudgetTests {
  private let clock = MadeUpClock()

  private func budget(_ share: Double?) -> CaptureBudget {
    CaptureBudget(share: share) { [clock] in clock.seconds }
  }

  /// A step: what the training takes, and then capture.
  private func step(
    _ budget: inout CaptureBudget, training: Double, capture: Double, update: Double = 0
  ) -> Bool {
    clock.seconds += training
    let start = budget.now
    _ = budget.beginStep(at: start)
    let isCaptured = budget.hasRoom
    if isCaptured {
      budget.countCapture(of: budget.report.steps - 1)
      clock.seconds += capture
    }
    budget.endStep(since: start, isCaptured: isCaptured)
    if isCaptured, update > 0 {
      let start = budget.now
      clock.seconds += update
      budget.endUpdates(since: start)
    }
    return isCaptured
  }

  @Test func theTimesAreToldApart() {
    var budget = budget(nil)
    for _ in 0..<5 { #expect(step(&budget, training: 8, capture: 1, update: 0.5)) }
    let report = budget.report
    #expect(report.steps == 5 && report.capturedSteps == 5 && report.lastStep == 4)
    // What came before the first step was no training.
    #expect(report.trainingTime == 4 * 8)
    #expect(report.captureTime == 5 * 1.5)
    #expect(report.overhead == 7.5 / 32)
  }

  @Test func aStepSaysWhatTheTrainingTook() {
    var budget = budget(nil)
    #expect(budget.beginStep(at: budget.now) == nil)
    clock.seconds += 2
    budget.endStep(since: 100, isCaptured: true)
    clock.seconds += 3
    #expect(budget.beginStep(at: budget.now) == 3)
  }

  @Test func whatIsSetAsideIsNobodysTime() {
    var budget = budget(nil)
    _ = step(&budget, training: 8, capture: 1)
    let start = budget.now
    clock.seconds += 1000
    budget.endAside(since: start)
    _ = step(&budget, training: 8, capture: 1)
    #expect(budget.report.trainingTime == 8)
    #expect(budget.report.captureTime == 2)
  }

  /// Steps are passed over so that capture keeps to its share.
  @Test(arguments: [0.05, 0.25, 0.5]) func captureKeepsToItsShare(_ share: Double) {
    var budget = budget(share)
    // The first one writes the graph as well.
    var captured = [step(&budget, training: 1, capture: 3)]
    for _ in 1..<2000 { captured.append(step(&budget, training: 1, capture: 0.75, update: 0.25)) }
    #expect(captured[0] && !captured[1])
    #expect(budget.report.overhead <= share)
    // It is also used.
    #expect(budget.report.overhead > share - 0.01)
    #expect(budget.report.capturedSteps == captured.count { $0 })
  }

  /// What the first step cost is not taken for what another one will.
  @Test func theFirstStepSetsNoPrice() {
    var budget = budget(0.1)
    #expect(step(&budget, training: 1, capture: 1))
    var waited = 1
    while !step(&budget, training: 1, capture: 1) { waited += 1 }
    #expect(waited == 10)
    waited = 1
    while !step(&budget, training: 1, capture: 1) { waited += 1 }
    // It has to pay for two before it, and for itself.
    #expect(waited == 20)
  }

  @Test func withoutRoomTheFirstStepIsCapturedAlone() {
    var budget = budget(0)
    let captured = (0..<10).map { _ in step(&budget, training: 1, capture: 1) }
    #expect(captured == [true] + [Bool](repeating: false, count: 9))
  }
}
