import Testing
import VizDrawing
import VizPlot

@testable import VizLectures

@Suite struct LectureFigureTests {
  @Test func everyFigureIsDrawnTheSameTwice() throws {
    for lecture in LectureFigure.all {
      let figure = try lecture.figure()
      let picture = try figure.picture()
      let again = try lecture.figure().picture()
      #expect(try picture.svg(embedFont: false) == again.svg(embedFont: false), "\(lecture.id)")
      #expect(!picture.summary.isEmpty && picture.summary != picture.title, "\(lecture.id)")
    }
  }

  @Test func namesAreOnesOwn() {
    let names = WorkedExample.lectures.map(\.id) + LectureFigure.all.map(\.id)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" } })
  }

  @Test func everyTopicHasFigures() {
    for topic in LectureFigure.Topic.allCases {
      #expect(LectureFigure.all.contains { $0.topic == topic })
    }
  }
}
