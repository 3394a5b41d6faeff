import Testing
import VizNeural
import VizPlot

@testable import VizLectures

@Suite struct PerceptronLessonTests {
  @Test func aLineIsFoundWhereThereIsOne() throws {
    let lesson = try PerceptronLesson.separable()
    guard case .converged(_, let updates) = lesson.outcome else {
      Issue.record("\(lesson.outcome)")
      return
    }
    #expect(lesson.updates.count == updates)
    let last = try #require(lesson.updates.last)
    #expect(lesson.examples.allSatisfy { last($0.x) == $0.label })
    #expect(lesson.lineFigure.panels.last?.title?.contains("100 %") == true)
  }

  @Test func xorIsGoneRoundForEver() throws {
    let lesson = PerceptronLesson.xor
    guard case .cycles(_, 1) = lesson.outcome else {
      Issue.record("\(lesson.outcome)")
      return
    }
    // Four mistakes an epoch, and the last epoch ends where it began.
    let last = lesson.updates.suffix(4)
    #expect(last.last == lesson.updates.dropLast(4).last)
    for unit in last {
      #expect(lesson.examples.contains { unit($0.x) != $0.label })
    }
    #expect(lesson.cycleFigure.panels.count == 4)
  }
}
