import Testing
import VizDrawing
import VizPlot
import VizTrace

@testable import VizLectures

@Suite struct CurveLessonsTests {
  @Test func whatIsLearntByHeartIsWorseOnOtherData() throws {
    let series = try CurveLessons.seeds(3)
    func ends(_ name: String) -> [Double] {
      series.filter { $0.name == name }.compactMap(\.values.last)
    }
    #expect(ends("train_loss").count == 3)
    for (train, unseen) in zip(ends("train_loss"), ends("val_loss")) {
      #expect(unseen > 1.5 * train)
    }
    for (train, unseen) in zip(ends("train_accuracy"), ends("val_accuracy")) {
      #expect(unseen < train)
    }
  }

  @Test func ratesAreTooSmallRightAndTooLarge() throws {
    let losses = try CurveLessons.rates.map { try CurveLessons.losses(rate: $0).values }
    let starts = losses.map { $0.first ?? .nan }
    #expect(Set(starts).count == 1)
    let ends = losses.map { $0.last ?? .nan }
    #expect(ends[0] > 0.6 * starts[0] && ends[0] < starts[0])
    #expect(ends[1] < 0.1 * starts[1])
    #expect(ends[2] > starts[2])
  }

  @Test func theBowlIsLeftAboveTwoFifths() {
    let ends = CurveLessons.bowlRates.map {
      DescentPath(from: Point(x: -1.7, y: 1), rate: $0, steps: 40) { Point(x: $0.x, y: 5 * $0.y) }
        .end
    }
    #expect(ends[0] == .moving)
    if case .converged = ends[1] {} else { Issue.record("\(ends[1])") }
    if case .diverged = ends[2] {} else { Issue.record("\(ends[2])") }
  }

  @Test func theGradientIsThatOfTheBowl() {
    let h = 1e-6
    for (x, y) in [(1.0, -0.5), (-1.7, 1), (0.3, 2)] {
      let slope =
        (CurveLessons.bowl(x, y + h) - CurveLessons.bowl(x, y - h)) / (2 * h)
      #expect(abs(slope - 5 * y) < 1e-6)
    }
  }
}
