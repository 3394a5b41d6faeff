import Testing
import VizTrace

@Suite struct DecisionFieldTests {
  @Test func aClosureIsAskedAtTheCentresOfAllPlaces() {
    var asked: [[Double]] = []
    let field = DecisionField(step: 4, xRange: 0...2, yRange: -1...1, columns: 3, rows: 2) { x, y in
      asked.append([x, y])
      return [0.25, 0.5, 0.25]
    }
    #expect(asked == [[0, -1], [1, -1], [2, -1], [0, 1], [1, 1], [2, 1]])
    #expect(field.classes == 3 && field.step == 4 && field.logarithms.count == 18)
    #expect(abs(field.logarithm(of: 1, column: 2, row: 1) + 0.6931) < 1e-3)
  }

  @Test func oneProbabilityIsThatOfTheSecondClass() {
    let field = DecisionField(xRange: 0...1, yRange: 0...1, columns: 2, rows: 2) { x, _ in [x] }
    #expect(field.classes == 2)
    #expect(field.logarithm(of: 0, column: 0, row: 0) == 0)
    #expect(field.logarithm(of: 1, column: 0, row: 0) == -32)
    #expect(field.logarithm(of: 1, column: 1, row: 1) == 0)
  }

  @Test func whatIsNoProbabilityIsTheLeast() {
    let field = DecisionField(xRange: 0...1, yRange: 0...1, columns: 1, rows: 2) { _, y in
      y > 0 ? [] : [.nan, -1, 0.5]
    }
    #expect(field.columns == 2 && field.classes == 3)
    #expect(field.logarithm(of: 0, column: 0, row: 0) == -32)
    #expect(field.logarithm(of: 1, column: 0, row: 0) == -32)
    #expect(field.logarithm(of: 2, column: 0, row: 1) == -32)
  }

  @Test func errorsOfTheClosureArePassedOn() {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try DecisionField(xRange: 0...1, yRange: 0...1) { _, _ in throw Broken() }
    }
  }
}
