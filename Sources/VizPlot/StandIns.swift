import VizDrawing
import VizText

public struct TickSet: Sendable, Hashable {
  public var positions: [Double]
  public var labels: [String]
  public var minor: [Double]
}

enum Ticks {
  static func linear(_ low: Double, _ high: Double, count: Int) -> TickSet {
    let (a, b) = (min(low, high), max(low, high))
    guard b > a, (b - a).isFinite else { return TickSet(positions: [], labels: [], minor: []) }
    let raw = (b - a) / Double(max(count, 1))
    let power = raw.decimalLogarithm.rounded(.down).powerOfTen
    let step = [1.0, 2, 5, 10].first { $0 * power >= raw * 0.999 } ?? 10
    var positions: [Double] = []
    var k = (a / (step * power)).rounded(.up)
    while k * step * power <= b * (1 + 1e-12), positions.count < 50 {
      positions.append(k * step * power)
      k += 1
    }
    return TickSet(positions: positions, labels: positions.map(NumberFormat.plain), minor: [])
  }
  static func log(_ low: Double, _ high: Double, count: Int) -> TickSet {
    let (a, b) = (min(low, high), max(low, high))
    var positions: [Double] = []
    var minor: [Double] = []
    for e in Int(a.decimalLogarithm.rounded(.down))...Int(b.decimalLogarithm.rounded(.up)) {
      let p = Double(e).powerOfTen
      if p >= a, p <= b { positions.append(p) }
      for m in 2...9 where p * Double(m) >= a && p * Double(m) <= b { minor.append(p * Double(m)) }
    }
    return TickSet(positions: positions, labels: positions.map(MathName.number), minor: minor)
  }
  static func symlog(_ low: Double, _ high: Double, threshold: Double, count: Int) -> TickSet {
    linear(low, high, count: count)
  }
  static func time(_ low: Double, _ high: Double, count: Int) -> TickSet {
    linear(low, high, count: count)
  }
}

enum Decimation {
  static func m4(x: [Double], y: [Double], columns: Int, range: ClosedRange<Double>) -> [Int] {
    let n = min(x.count, y.count)
    if n <= 4 * columns { return Array(0..<n) }
    var kept: [Int] = []
    var i = 0
    let scale = Double(columns) / (range.upperBound - range.lowerBound)
    while i < n {
      let column = (x[i] - range.lowerBound) * scale
      let end = range.lowerBound + (column.rounded(.down) + 1) / scale
      let first = i
      var (low, high) = (i, i)
      while i < n, x[i] < end || i == first {
        if y[i] < y[low] { low = i }
        if y[i] > y[high] { high = i }
        i += 1
      }
      for k in Set([first, low, high, i - 1]).sorted() { kept.append(k) }
    }
    return kept
  }
}

public struct ScalarField: Sendable, Hashable {
  public var columns: Int
  public var rows: Int
  public var values: [Double]
  public var xRange: ClosedRange<Double>
  public var yRange: ClosedRange<Double>
}

enum Contour {
  static func lines(_ field: ScalarField, at level: Double) -> [[Point]] { [] }
  static func bands(_ field: ScalarField, levels: [Double]) -> [(
    low: Double, high: Double, path: Path
  )] { [] }
}

enum Smoothing {
  static func exponential(_ values: [Double], weight: Double) -> [Double] {
    var (sum, norm) = (0.0, 0.0)
    return values.map {
      guard $0.isFinite else { return .nan }
      sum = weight * sum + (1 - weight) * $0
      norm = weight * norm + (1 - weight)
      return sum / norm
    }
  }
}
