import Testing
import VizCapture

@Suite struct StepScheduleTests {
  @Test func logarithmicStepsThinOut() {
    let steps = (0..<10_000).filter { StepSchedule.logarithmic(perDecade: 5).contains($0) }
    #expect(steps.prefix(8) == [0, 1, 2, 3, 4, 7, 10, 16])
    #expect(steps.count == 21)
  }

  @Test func schedulesOfNothingContainNoStep() {
    for schedule in [StepSchedule.none, .every(0), .every(-2), .logarithmic(perDecade: 0)] {
      #expect(!(0..<100).contains(where: schedule.contains))
    }
    #expect(!StepSchedule.logarithmic(perDecade: 4).contains(-1))
  }

  @Test func everyFewStepsBeginsWithTheFirst() {
    #expect((0..<10).filter(StepSchedule.every(4).contains) == [0, 4, 8])
    #expect((0..<10).filter(StepSchedule.chosen([3, 7, 12]).contains) == [3, 7])
  }
}
