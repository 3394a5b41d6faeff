import Testing
import VizDrawing

@testable import VizPlot

@Suite struct DecisionBoundaryTests {
  private let points = ClassifiedPoints(
    x: [-1, 1, 2, .nan], y: [0, 0, 0, 0], classes: [0, 1, 0, 0], names: ["left"])

  /// The right half plane is class 1.
  private let half: Classifier = { points in points.map { [$0.x > 0 ? 1 : 0] } }

  @Test func theSubtitleCountsPointsInTheirRegion() throws {
    let figure = Figure.decisionBoundary(points, half)
    #expect(figure.subtitle == "66.7 % of 3 points lie in the region of their class")
    let texts = try figure.picture().texts
    #expect(texts.contains("left") && texts.contains("class 1"))
    #expect(texts.contains("mistake: in a ring"))
  }

  @Test func aBoundaryThatIsNowhereIsSaid() {
    let always: Classifier = { $0.map { _ in [0.8] } }
    let figure = Figure.decisionBoundary(points, always)
    #expect(figure.subtitle?.hasPrefix("Everything is called class 1: ") == true)
    #expect(figure.summary.contains("Everything is called class 1."))
    #expect(figure.caption?.contains("Line") == false)
    let film = Figure.decisionBoundaries(points, frames: [("step 0", always), ("step 9", half)])
    #expect(film.caption?.hasSuffix("step 0: everything is called class 1.") == true)
    #expect(film.caption?.hasPrefix("Line: both classes equally probable.") == true)
  }

  /// Each dot takes time and room; all count.
  @Test func ofManyPointsSomeAreDrawnAndThatIsSaid() {
    let numbers = (0..<5000).map { Double($0 - 2500) }
    let many = ClassifiedPoints(x: numbers, y: numbers, classes: numbers.map { $0 > 0 ? 1 : 0 })
    let figure = Figure.decisionBoundary(many, resolution: 5, half)
    #expect(figure.caption?.hasSuffix(" 2,000 of 5,000 points are drawn.") == true)
    #expect(figure.subtitle?.contains("of 5,000 points") == true)
    let drawn = figure.panels[0].marks.reduce(0) { sum, mark in
      if case .dots(let dots) = mark { sum + dots.x.count } else { sum }
    }
    #expect(drawn == 2000)
    let all = Figure.decisionBoundary(many, resolution: 5, mostDots: 5000, half)
    #expect(all.caption?.contains("points are drawn") == false)
  }

  @Test func theLegendShowsAMistakeAsItIsDrawn() throws {
    let marks = ClassifiedScore(points, half).marks(points)
    #expect(marks.last?.key?.symbol == .ring)
  }

  @Test(arguments: [(1, 1), (4, 1), (4, 2), (3, 1), (4, 4)])
  func framesFillTheirArea(_ columns: Int, _ rows: Int) {
    let frames = (0..<columns * rows).map { ("step \($0)", half) }
    let figure = Figure.decisionBoundaries(points, frames: frames, resolution: 5)
    let plots = FigureLayout(figure).panels.map(\.plot)
    #expect(plots.allSatisfy { $0.width > 180 && abs($0.width - $0.height) < 1 }, "\(plots[0])")
    if columns > 1 { #expect(plots[1].minX - plots[0].maxX < 65, "\(plots[0]) \(plots[1])") }
    if rows > 1 { #expect(plots[columns].minY - plots[0].maxY < 130) }
  }

  @Test func framesFallEqually() {
    let losses = (0...100).map { 1 / (1 + Double($0)) }
    let indices = FallingFrames.indices(losses, count: 5)
    #expect(indices.first == 0 && indices.last == 100 && indices.count == 5)
    #expect(indices[1] == 1 && indices[2] == 3)
    // A loss that only trembles, or does not fall, is shown at even distances.
    #expect(FallingFrames.indices([Double](repeating: 1, count: 9), count: 5) == [0, 2, 4, 6, 8])
    #expect(FallingFrames.indices([3, .nan, 1], count: 8) == [0, 1, 2])
    #expect(FallingFrames.indices(losses, count: 1) == [100])
    #expect(FallingFrames.indices([], count: 4).isEmpty)
  }

  @Test func nothingButAllIsOneHundredPercent() {
    let many = ClassifiedPoints(
      x: (0..<5000).map { Double($0 + 1) }, y: [Double](repeating: 0, count: 5000),
      classes: [0] + [Int](repeating: 1, count: 4999))
    #expect(ClassifiedScore(many, half).percentage == "99.9 %")
    #expect(ClassifiedScore(many) { $0.map { _ in [.nan] } }.percentage == "0 %")
  }

  @Test func theLineLiesWhereBothAreEquallyProbable() throws {
    let map = ClassMap(
      { $0.map { [$0.x / 4 + 0.5] } }, x: -2...2, y: -1...1, resolution: 41)
    let line = try #require(map.fields.last?.contourLines([0.5]).first)
    #expect(line.points.allSatisfy { abs($0.x) < 1e-12 })
    #expect(map.marks.count == 2)
  }

  @Test func threeClassesMeetInLines() {
    let map = ClassMap(
      { $0.map { point in point.x < 0 ? [1, 0, 0] : point.y < 0 ? [0, 1, 0] : [0, 0, 1] } },
      x: -1...1, y: -1...1, resolution: 21)
    #expect(map.leads.map { $0.values[0] } == [1, -1, -1])
    #expect(map.marks.count == 5)
  }

  @Test func whatGivesNoNumbersIsSaid() throws {
    let figure = Figure.decisionBoundary(points) { points in
      points.map { [$0.x > 0 ? .nan : 0.2] }
    }
    #expect(figure.caption?.contains("Blank (") == true)
    _ = try figure.picture().png()
    // Neither points, nor answers, nor a grid.
    let empty = ClassifiedPoints(x: [], y: [], classes: [])
    _ = try Figure.decisionBoundary(empty, resolution: -3) { _ in [] }.picture().png()
    _ = try Figure.decisionBoundaries(empty, frames: []).picture().png()
    _ = try Figure.neurons([]) { _ in [] }.picture().png()
    _ = try Figure.hiddenSpace(empty, hidden: { _ in [] }, classifier: { _ in [] }).picture().png()
  }

  @Test func gridLinesChangeColourWithTheClass() throws {
    let grid = WarpedGrid(x: -1...1, y: -1...1, lines: 3, classifier: half)
    let marks = grid.marks { points in points.map { Point(x: 2 * $0.x, y: $0.y) } }
    #expect(marks.count == 2)
    guard case .line(let left) = try #require(marks.first) else { return }
    // Up to the first point of the other class, and doubled by the map.
    #expect(left.x.filter(\.isFinite).allSatisfy { $0 <= 0.05 })
    #expect(left.x.contains(-2) && left.x.contains(where: \.isNaN))
  }
}
