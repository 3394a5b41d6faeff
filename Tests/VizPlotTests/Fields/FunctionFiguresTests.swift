import Testing
import VizDrawing

@testable import VizPlot

@Suite struct FunctionFiguresTests {
  @Test func descentEndsAsItsRateSays() {
    func end(_ rate: Double) -> DescentPath.End {
      DescentPath(from: Point(x: 1, y: 0), rate: rate, steps: 100) { Point(x: $0.x, y: $0.y) }.end
    }
    #expect(end(1e-4) == .moving)
    #expect(end(1) == .converged(1))
    #expect(end(0.5) == .converged(7))
    guard case .diverged = end(2.5) else {
      Issue.record("\(end(2.5))")
      return
    }
    let lost = DescentPath(from: Point(x: 1, y: 1), rate: 1) { _ in Point(x: .nan, y: 0) }
    #expect(lost.end == .diverged(1) && lost.points.count == 1)
  }

  @Test func eachFoldDoublesTheRegions() {
    for depth in 0...7 {
      let pieces = LinearPieces(over: 0...1) { x in
        (0..<depth).reduce(x) { value, _ in abs(2 * value - 1) }
      }
      #expect(pieces.count == 1 << depth)
    }
    // A corner between two samples is one corner.
    #expect(LinearPieces(over: 0...1) { abs($0 - 0.333) }.count == 2)
    #expect(LinearPieces(over: 2...2) { $0 }.count == 1)
  }

  @Test func moreSigmoidsComeNearer() {
    let function = { (x: Double) in x * x }
    func worst(_ count: Int) -> Double {
      let sum = SigmoidSum(approximating: count, over: 0...2, function)
      return Figure.samples(0...2).map { abs(sum($0) - function($0)) }.max() ?? 0
    }
    #expect(worst(40) < worst(10) / 3 && worst(10) < worst(3) / 2)
    #expect(SigmoidSum(offset: 3, terms: [])(7) == 3)
  }

  @Test func composedLinesAreNamedByTheirEquation() throws {
    let texts = try Figure.iterates(depths: [1, 2], slope: 2, intercept: -1).picture().texts
    #expect(texts.contains("2x − 1") && texts.contains("4x − 3"))
  }

  /// Their ends are too close for names.
  @Test func composedSquaresAreNamedWhereTheyAreApart() throws {
    let marks = try #require(Figure.iterates().panels.first).marks
    let names = marks.compactMap { mark -> TextMark? in
      if case .text(let name) = mark { name } else { nil }
    }
    #expect(names.map(\.text) == ["x²", "x⁴", "x¹⁶"])
    #expect(zip(names, names.dropFirst()).allSatisfy { $1.x - $0.x > 0.15 })
    for case .line(let line) in marks { #expect(line.label == nil) }
  }

  @Test func surfacesOfAnyValuesAreDrawn() throws {
    let flat = ScalarField(columns: 5, rows: 5, xRange: 0...1, yRange: 0...1) { _, _ in 3 }
    #expect(try Figure.lossLandscape(flat).caption == "The same everywhere: 3.")
    _ = try Figure.lossLandscape(flat).picture().png()
    let holes = ScalarField(columns: 9, rows: 9, xRange: 0...1, yRange: 0...1) { x, y in
      x > 0.5 ? .nan : y
    }
    _ = try Figure.lossLandscape(holes, path: [Point(x: .nan, y: 0)]).picture().png()
    let none = ScalarField(columns: 3, rows: 3, values: [], xRange: 0...1, yRange: 0...1)
    #expect(throws: PlotError.self) { try Figure.lossLandscape(none) }
    _ = try Figure.lossSlice(positions: [], losses: [.nan]).picture().png()
    _ = try Figure.descent(
      rates: [], from: Point(x: 0, y: 0), surface: { _, _ in .nan }, gradient: { $0 }
    ).picture().png()
  }
}
