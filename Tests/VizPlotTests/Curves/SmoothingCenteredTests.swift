import Testing
import VizPlot

@Suite struct SmoothingCentredTests {
  @Test func aLineStaysALine() {
    let line = (0..<50).map { 2 * Double($0) + 1 }
    let smooth = Smoothing.centered(line, reach: 5)
    for index in line.indices { #expect(abs(smooth[index] - line[index]) < 1e-9, "\(index)") }
  }

  @Test func aCurveBeginsAndEndsWhereItsValuesDo() {
    let values = [1.2, 330, 900] + Array(repeating: 1_000.0, count: 40) + [7.0]
    let smooth = Smoothing.centered(values, reach: 4)
    #expect(smooth.first == 1.2 && smooth.last == 7)
  }

  @Test func aJumpStaysWhereItIs() {
    let jump = (0..<60).map { $0 < 30 ? 5.0 : 1 }
    for (value, wanted) in zip(Smoothing.centered(jump, reach: 8), jump) {
      #expect(abs(value - wanted) < 1e-9)
    }
  }

  @Test func noiseIsAveragedOverBothSides() {
    let noise = (0..<100).map { $0.isMultiple(of: 2) ? 1.0 : 3 }
    let smooth = Smoothing.centered(noise, reach: 10)
    for value in smooth[10..<90] { #expect(abs(value - 2) < 0.06) }
  }

  @Test func whatIsNoNumberStaysAndCountsForNone() {
    let smooth = Smoothing.centered([1, 1, .nan, 1, 1, 1, 1], reach: 2)
    #expect(smooth[2].isNaN)
    #expect(smooth.filter { !$0.isNaN } == [1, 1, 1, 1, 1, 1])
    #expect(Smoothing.centered([1, 2, 3], reach: 0) == [1, 2, 3])
  }
}
