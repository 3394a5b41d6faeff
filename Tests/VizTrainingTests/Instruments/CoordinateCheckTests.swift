import Testing
import VizNeural

@testable import VizTraining

@Suite struct CoordinateCheckTests {
  @Test func theSlopeIsThatOfThePower() {
    let widths = [16, 32, 64]
    #expect(abs(CoordinateCheck.slope(widths, widths.map { 3 * Double($0) }) - 1) < 1e-12)
    #expect(abs(CoordinateCheck.slope(widths, [0.2, 0.2, 0.2])) < 1e-12)
    #expect(CoordinateCheck.slope(widths, [0, 0, 0]).isNaN)
  }

  /// Adam moves every weight by the learning rate, whatever the width: in the standard parametrisation
  /// what it adds to a unit grows with the number of its inputs; the first layer's do not.
  @Test func adamBlowsUpWithTheWidth() throws {
    var c = TrainingConfiguration()
    (c.dataset, c.examples, c.layers, c.lr, c.batch) = ("moons", 40, [8, 8], 1e-4, 32)
    let check = try CoordinateCheck(of: c, widths: [32, 64, 128], steps: 2) { _ in [] }
    #expect(check.widths == [32, 64, 128])
    #expect(check.layers.map(\.name) == ["tanh1", "tanh2", "output"])
    #expect(abs(check.layers[0].slope) < 0.15, "\(check.layers[0])")
    #expect(check.layers[1].slope > 0.4, "\(check.layers[1])")
    #expect(check.layers[2].slope > 0.6, "\(check.layers[2])")
  }

  @Test func oneWidthTellsNothing() {
    #expect(throws: NeuralError.self) {
      try CoordinateCheck(of: TrainingConfiguration(), widths: [32]) { _ in [] }
    }
  }
}
