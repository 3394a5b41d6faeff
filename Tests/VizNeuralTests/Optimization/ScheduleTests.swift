import Testing

@testable import VizNeural

@Suite struct ScheduleTests {
  static let courses: [Schedule.Course] = [
    .constant, .step(every: 10, factor: 0.5), .exponential(factor: 0.99),
    .cosine(steps: 100, floor: 0.1), .inverseTime(decay: 0.1),
  ]

  @Test(arguments: courses)
  func startsAtOneAndNeverRises(_ course: Schedule.Course) {
    let factors = (0..<120).map { Schedule(course).factor(at: $0) }
    #expect(factors[0] == 1)
    #expect(zip(factors, factors.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(factors.allSatisfy { $0 > 0 })
  }

  @Test(arguments: courses)
  func climbsInEqualPartsFirst(_ course: Schedule.Course) {
    let schedule = Schedule(course, warmup: 4)
    #expect((0..<5).map { schedule.factor(at: $0) } == [0.25, 0.5, 0.75, 1, 1])
  }

  @Test func endsTheCosineAtItsFloor() {
    let schedule = Schedule(.cosine(steps: 100, floor: 0.1), warmup: 20)
    #expect(abs(schedule.factor(at: 60) - 0.55) < 1e-12)
    #expect(abs(schedule.factor(at: 100) - 0.1) < 1e-12)
    #expect(schedule.factor(at: 1000) == schedule.factor(at: 100))
  }

  @Test func survivesSettingsOfNoSense() {
    for course: Schedule.Course in [.step(every: 0, factor: 0), .cosine(steps: 0, floor: 0)] {
      #expect(Schedule(course, warmup: -3).factor(at: 5).isFinite)
    }
  }
}
