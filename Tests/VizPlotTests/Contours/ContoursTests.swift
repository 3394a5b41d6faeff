import Foundation
import Testing
import VizDrawing
import VizTestSupport

@testable import VizPlot

@Suite struct ContoursTests {
  @Test func areasAgreeWithContourpy() throws {
    for (name, levels, areas) in contourAreas {
      let field = try #require(ContourFields.field(name))
      let bands = field.contourBands(levels)
      for (band, area) in zip(bands, areas) {
        #expect(abs(band.area - area) <= 0.005 * area + 1e-6, "\(name) \(band.area) \(area)")
      }
      #expect(abs(bands.map(\.area).reduce(0, +) - 24) < 1e-9, "\(name)")
      let simple = field.contourBands(levels, tolerance: 0.05)
      #expect(abs(simple.map(\.area).reduce(0, +) - 24) < 1e-9, "\(name)")
      #expect(simple.flatMap(\.rings).count == bands.flatMap(\.rings).count)
    }
  }

  /// Each edge between two bands is walked once each way, so that there is nothing between them.
  @Test(arguments: [0, 0.1]) func neighboursShareTheirEdges(tolerance: Double) throws {
    struct Edge: Hashable { var a, b: Point }
    var random = SeededRandom(seed: 3)
    for round in 0..<60 {
      let field = randomField(round, using: &random)
      let levels = (0..<4).map { _ in Double(Int.random(in: -3...3, using: &random)) / 2 }
      let bands = field.contourBands(levels, tolerance: tolerance)
      var edges: [Edge: Int] = [:]
      for ring in bands.flatMap(\.rings) {
        for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) {
          edges[Edge(a: a, b: b), default: 0] += 1
        }
      }
      for (edge, count) in edges where !isRim(edge.a, edge.b, of: field) {
        let back = edges[Edge(a: edge.b, b: edge.a)] ?? 0
        if back != count { Issue.record("\(round) \(edge) \(count) \(back)") }
      }
      let sum = bands.map(\.area).reduce(0, +)
      #expect(abs(sum - cells(of: field)) < 1e-9, "\(round)")
      if tolerance == 0 {
        for band in bands { #expect(band.area > -1e-12) }
      }
    }
  }

  private func randomField(_ round: Int, using random: inout SeededRandom) -> ScalarField {
    let (columns, rows) = (
      Int.random(in: 2...12, using: &random), Int.random(in: 2...9, using: &random)
    )
    let values = (0..<columns * rows).map { _ in
      // Halves fall on levels; holes in every third field.
      round % 3 == 0 && Int.random(in: 0..<8, using: &random) == 0
        ? Double.nan : Double(Int.random(in: -4...4, using: &random)) / (round % 2 == 0 ? 2 : 3)
    }
    return ScalarField(
      columns: columns, rows: rows, values: values, xRange: 0...Double(columns - 1),
      yRange: 0...Double(rows - 1))
  }

  /// Whether a segment lies on an edge of the grid that has no cell on one side.
  private func isRim(_ a: Point, _ b: Point, of field: ScalarField) -> Bool {
    if a.x == b.x {
      let row = Int(((a.y + b.y) / 2).rounded(.down))
      return a.x == a.x.rounded()
        && isCell(Int(a.x) - 1, row, field) != isCell(Int(a.x), row, field)
        || (a.x == a.x.rounded() && abs(a.y - b.y) > 1)
    }
    if a.y == b.y {
      let column = Int(((a.x + b.x) / 2).rounded(.down))
      return a.y == a.y.rounded()
        && isCell(column, Int(a.y) - 1, field) != isCell(column, Int(a.y), field)
        || (a.y == a.y.rounded() && abs(a.x - b.x) > 1)
    }
    return false
  }

  private func isCell(_ column: Int, _ row: Int, _ field: ScalarField) -> Bool {
    guard 0..<field.columns - 1 ~= column, 0..<field.rows - 1 ~= row else { return false }
    return [0, 1, field.columns, field.columns + 1].allSatisfy {
      field.values[row * field.columns + column + $0].isFinite
    }
  }

  private func cells(of field: ScalarField) -> Double {
    var count = 0
    for row in 0..<field.rows - 1 {
      for column in 0..<field.columns - 1 where isCell(column, row, field) { count += 1 }
    }
    return Double(count)
  }

  @Test func stackedRegionsAreTheBandsAbove() {
    var random = SeededRandom(seed: 8)
    for round in 0..<30 {
      let field = randomField(round, using: &random)
      let levels = [-1.2, -0.3, 0.2, 0.9, 1.4]
      let bands = field.contourBands(levels).map(\.area)
      let regions = field.stackedRegions(levels, coversAll: true, tolerance: 0)
      #expect(regions.count == 6)
      #expect(
        Array(regions.dropFirst())
          == field.stackedRegions(levels, coversAll: false, tolerance: 0))
      for (index, region) in regions.enumerated() {
        #expect(abs(region.area - bands[index...].reduce(0, +)) < 1e-9, "\(round)")
      }
    }
  }

  @Test func aCircleIsOneClosedLine() throws {
    let field = ScalarField(columns: 101, rows: 101, xRange: -2...2, yRange: -2...2) { x, y in
      (x * x + y * y).squareRoot()
    }
    let lines = field.contourLines([1])
    let line = try #require(lines.first)
    #expect(lines.count == 1 && line.isClosed)
    #expect(line.points.allSatisfy { abs(($0.x * $0.x + $0.y * $0.y).squareRoot() - 1) < 1e-3 })
    let simple = try #require(field.contourLines([1], tolerance: 0.05).first)
    #expect(simple.points.count < line.points.count / 2)
  }

  @Test func aSaddleIsResolvedByItsMean() {
    func lines(_ values: [Double]) -> [ContourLine] {
      ScalarField(columns: 2, rows: 2, values: values, xRange: 0...1, yRange: 0...1)
        .contourLines([0.5])
    }
    func cutsOff(_ line: [Point], _ corner: Point) -> Bool {
      line.allSatisfy { abs($0.x - corner.x) < 0.5 && abs($0.y - corner.y) < 0.5 }
        || line.allSatisfy { abs($0.x - corner.x) + abs($0.y - corner.y) < 0.9 }
    }
    // The high corners are joined where the mean is high: lines cut off the low corners.
    let joined = lines([1, 0.4, 0.4, 1]).map(\.points)
    #expect(joined.contains { cutsOff($0, Point(x: 1, y: 0)) })
    #expect(joined.contains { cutsOff($0, Point(x: 0, y: 1)) })
    let apart = lines([0.6, 0, 0, 0.6]).map(\.points)
    #expect(apart.contains { cutsOff($0, Point(x: 0, y: 0)) })
    #expect(apart.contains { cutsOff($0, Point(x: 1, y: 1)) })
    #expect(joined.count == 2 && apart.count == 2)
  }

  @Test func largerValuesAreOnTheLeft() throws {
    let field = ScalarField(columns: 3, rows: 3, xRange: 0...2, yRange: 0...2) { x, _ in x }
    let line = try #require(field.contourLines([0.5]).first)
    let (first, last) = (try #require(line.points.first), try #require(line.points.last))
    #expect(first.y > last.y && first.x == 0.5 && !line.isClosed)
  }

  @Test func strangeFieldsAnswer() {
    let whole = ScalarField(
      columns: 3, rows: 2, values: [1, 1, 1, 1, 1, 1], xRange: 0...2, yRange: 0...1)
    #expect(whole.contourBands([]).map(\.area) == [2])
    #expect(whole.contourBands([1]).map(\.area) == [0, 2])
    #expect(whole.contourBands([1, 1, .nan, .infinity]).count == 2)
    #expect(whole.contourBands([0]).last?.rings.first?.count == 4)
    for (columns, rows) in [(0, 0), (1, 5), (5, 1), (-1, 3), (.max, .max)] {
      let field = ScalarField(
        columns: columns, rows: rows, values: [1, 2], xRange: 0...1, yRange: 0...0)
      #expect(field.contourLines([1.5]).isEmpty)
      #expect(field.contourBands([1.5]).allSatisfy { $0.rings.isEmpty })
    }
    let impossible = ScalarField(columns: .max, rows: 2, xRange: 0...1, yRange: 0...1) { _, _ in 1 }
    #expect(impossible.values.isEmpty && impossible.bounds == nil)
    let huge = ScalarField(
      columns: 2, rows: 2, values: [-1.7e308, 1.7e308, -1.7e308, 1.7e308], xRange: 0...1,
      yRange: 0...1)
    #expect(huge.contourBands([0]).map(\.area) == [0.5, 0.5])
    let short = ScalarField(columns: 3, rows: 2, values: [1, 1, 1], xRange: 0...2, yRange: 0...1)
    #expect(short.contourBands([0]).map(\.area) == [0, 0])
    #expect(short.bounds == 1...1)
  }
}
