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

  /// Red means gradient and nothing else; signs are told by a hatch, which needs no colour.
  @Test func onlyGradientsAreRed() throws {
    for lecture in LectureFigure.all {
      var colors: Set<Color> = []
      for command in try lecture.figure().picture().commands {
        switch command {
        case .fill(_, let paint), .text(_, _, let paint, _, _): colors.insert(paint.color)
        case .stroke(_, let stroke): colors.insert(stroke.paint.color)
        case .image(let raster, _): colors.formUnion(raster.cells)
        case .beginGroup, .endGroup: break
        }
      }
      let showsGradients = ["vanishing-gradients", "turing-machine"].contains(lecture.id)
      #expect(colors.contains { $0.isRed } == showsGradients, "\(lecture.id)")
    }
  }
}

extension Color {
  /// Whether it is a red, or a tint of one; orange is none.
  fileprivate var isRed: Bool {
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    guard most - least > 0.05, red == most else { return false }
    return (-20...14).contains(60 * (green - blue) / (most - least))
  }
}
