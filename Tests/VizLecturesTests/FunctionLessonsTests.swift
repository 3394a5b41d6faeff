import Testing

@testable import VizLectures

@Suite struct FunctionLessonsTests {
  @Test func theErrorFallsWithTheNumberOfSigmoids() {
    let errors = [3, 6, 10, 20, 30, 60].map(FunctionLessons.error)
    #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 > $1 })
    #expect(errors[4] < 0.02)
  }

  @Test func theErrorOfANumericalGradientIsAV() throws {
    let trials = try FunctionLessons.errors()
    let best = try #require(trials.min { $0.error < $1.error })
    #expect((1e-8...1e-3).contains(best.step))
    #expect(best.error < 1e-10)
    // Both arms climb all the way, the right one as the square of the step.
    let left = trials.filter { $0.step < best.step / 10 }
    let right = trials.filter { $0.step > best.step * 10 && $0.step < 0.1 }
    #expect(zip(left, left.dropFirst(4)).allSatisfy { $0.error > $1.error })
    for (a, b) in zip(right, right.dropFirst(4)) {
      #expect((80.0...125).contains(b.error / a.error))
    }
  }
}
