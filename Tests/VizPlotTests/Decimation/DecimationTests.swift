import Testing
import VizTestSupport

@testable import VizPlot

@Suite struct DecimationTests {
  @Test func columnsKeepTheirExtents() {
    var random = SeededRandom(seed: 11)
    for round in 0..<300 {
      let columns = Int.random(in: 1...60, using: &random)
      let count = Int.random(in: 0...2000, using: &random)
      var x: [Double] = []
      var y: [Double] = []
      for index in 0..<count {
        // Steps of 1/64 are exact, so that every rounding agrees on the columns.
        let step = Double(Int.random(in: 0...(round % 5 == 0 ? 40 : 3), using: &random)) / 64
        let isBack = round % 3 == 0 && Int.random(in: 0..<20, using: &random) == 0
        x.append((x.last ?? -1) + (isBack ? -step : step))
        y.append(value(index, round, using: &random))
      }
      let range = 0...Double(columns)
      let kept = Decimation.m4(x: x, y: y, columns: columns, over: range)
      #expect(zip(kept, kept.dropFirst()).allSatisfy(<))
      #expect(
        Extents(x, y, Array(0..<count), columns) == Extents(x, y, kept, columns), "round \(round)")
    }
  }

  @Test func evenlySpacedColumnsKeepTheirExtents() {
    var random = SeededRandom(seed: 12)
    for round in 0..<300 {
      let columns = Int.random(in: 1...40, using: &random)
      let count = Int.random(in: 0...3000, using: &random)
      let y = (0..<count).map { value($0, round, using: &random) }
      let start = Double(Int.random(in: -64...64, using: &random)) / 16
      let step = Double(Int.random(in: 1...64, using: &random)) / 1024
      let x = y.indices.map { start + step * Double($0) }
      let kept = Decimation.m4(
        y: y, start: start, step: step, columns: columns, over: 0...Double(columns))
      #expect(
        Extents(x, y, Array(0..<count), columns) == Extents(x, y, kept, columns), "round \(round)")
    }
  }

  /// Walks, with gaps and infinities in some rounds and all equal in others.
  private func value(_ index: Int, _ round: Int, using random: inout SeededRandom) -> Double {
    if round % 7 == 3 { return 2 }
    if round % 2 == 1, Int.random(in: 0..<60, using: &random) == 0 {
      return [.nan, .infinity, -.infinity].randomElement(using: &random) ?? .nan
    }
    return Double.random(in: -1...1, using: &random)
  }

  @Test func atMostFourPointsAColumn() {
    let y = (0..<100_000).map { Double(($0 * 7919) % 1009) }
    let x = y.indices.map(Double.init)
    #expect(Decimation.m4(x: x, y: y, columns: 800, over: 0...99_999).count <= 3200)
    #expect(Decimation.m4(y: y, columns: 800).count <= 3200)
    #expect(Decimation.m4(y: y, columns: 800).first == 0)
    #expect(Decimation.m4(y: y, columns: 800).last == 99_999)
  }

  @Test func theLineRunsToTheEdges() {
    let y = (0..<10_000).map(Double.init)
    let kept = Decimation.m4(y: y, columns: 10, over: 1000.5...2000.5)
    #expect(kept.first == 1000 && kept.last == 2001)
    let sameKept = Decimation.m4(x: y, y: y, columns: 10, over: 1000.5...2000.5)
    #expect(sameKept.contains(1000) && sameKept.contains(2001) && sameKept.count < 50)
  }

  @Test func everyGapStays() {
    var y = (0..<10_000).map(Double.init)
    for index in [17, 18, 5000, 9999] { y[index] = .nan }
    for kept in [
      Decimation.m4(y: y, columns: 20),
      Decimation.m4(x: y.indices.map(Double.init), y: y, columns: 20, over: 0...9999),
    ] {
      #expect(Set([16, 17, 19, 4999, 5000, 5001, 9998, 9999]).isSubset(of: kept), "\(kept)")
    }
  }

  @Test func strangeInputsAnswer() {
    #expect(Decimation.m4(x: [], y: [], columns: 5, over: 0...1).isEmpty)
    #expect(Decimation.m4(y: [1, 2], columns: 0) == [0, 1])
    #expect(Decimation.m4(x: [1, 2], y: [1], columns: 1, over: 0...1) == [0])
    let alarms = [Double](repeating: .nan, count: 100)
    #expect(Decimation.m4(x: alarms, y: alarms, columns: 4, over: 0...1) == [0])
    #expect(Decimation.m4(y: alarms, columns: 4).count <= 4)
    #expect(Decimation.m4(y: alarms, start: .nan, step: 0, columns: 4).count == 100)
  }
}

/// How far the line reaches in each column of pixels of width 1: an exact rasterisation of the
/// segments, cut at the edges of the columns.
private struct Extents: Equatable {
  var low: [Double]
  var high: [Double]

  init(_ x: [Double], _ y: [Double], _ indices: [Int], _ columns: Int) {
    low = Array(repeating: .infinity, count: columns)
    high = Array(repeating: -.infinity, count: columns)
    var previous: Int?
    for index in indices {
      guard x[index].isFinite, y[index].isFinite else {
        previous = nil
        continue
      }
      mark(x[index], y[index])
      if let previous { segment(x[previous], y[previous], x[index], y[index]) }
      previous = index
    }
  }

  private mutating func mark(_ x: Double, _ y: Double) {
    guard x >= 0, x <= Double(low.count) else { return }
    mark(column: min(Int(x), low.count - 1), y)
  }

  private mutating func mark(column: Int, _ y: Double) {
    low[column] = min(low[column], y)
    high[column] = max(high[column], y)
  }

  private mutating func segment(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) {
    if x0 > x1 { return segment(x1, y1, x0, y0) }
    for edge in 0...low.count where x0 < Double(edge) && Double(edge) < x1 {
      let y = y0 + (y1 - y0) * (Double(edge) - x0) / (x1 - x0)
      if edge > 0 { mark(column: edge - 1, y) }
      if edge < low.count { mark(column: edge, y) }
    }
  }
}
