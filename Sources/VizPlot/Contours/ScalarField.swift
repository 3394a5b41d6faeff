/// Values on a regular grid over a rectangle.
public struct ScalarField: Sendable, Hashable {
  /// How many values a row has; 0 in a field that asked for too many values to number.
  public let columns: Int
  /// How many values a column has; 0 in a field that asked for too many values to number.
  public let rows: Int
  /// Row by row; the first row lies at the lower end of `yRange`.
  public let values: [Double]
  /// The x of the first and of the last column.
  public let xRange: ClosedRange<Double>
  /// The y of the first and of the last row.
  public let yRange: ClosedRange<Double>

  /// A field of given values.
  ///
  /// The first and last column lie on the ends of `xRange`, the rows likewise. Where there are
  /// too few values the rest is NaN; what is not finite is a hole.
  ///
  /// - Parameters:
  ///   - columns: At least 0.
  ///   - rows: At least 0.
  ///   - values: Row by row.
  ///   - xRange: Where the columns are.
  ///   - yRange: Where the rows are.
  public init(
    columns: Int, rows: Int, values: [Double], xRange: ClosedRange<Double>,
    yRange: ClosedRange<Double>
  ) {
    let columns = max(0, columns)
    let (count, isTooLarge) = columns.multipliedReportingOverflow(by: max(0, rows))
    // Vertices are numbered with 32 bits.
    let isUsable = !isTooLarge && count < 1 << 28
    self.columns = isUsable ? columns : 0
    self.rows = isUsable ? max(0, rows) : 0
    let wanted = isUsable ? count : 0
    self.values =
      values.count == wanted
      ? values
      : values.prefix(wanted) + [Double](repeating: .nan, count: max(0, wanted - values.count))
    self.xRange = xRange
    self.yRange = yRange
  }

  /// A field of a function's values.
  public init(
    columns: Int, rows: Int, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>,
    _ function: (Double, Double) -> Double
  ) {
    // It knows how many columns and rows there may be.
    let empty = Self(columns: columns, rows: rows, values: [], xRange: xRange, yRange: yRange)
    let (xs, ys) = (empty.xs, empty.ys)
    self.init(
      columns: empty.columns, rows: empty.rows,
      values: ys.flatMap { y in xs.map { x in function(x, y) } }, xRange: xRange, yRange: yRange)
  }

  /// The x of each column.
  public var xs: [Double] { Self.coordinates(columns, xRange) }
  /// The y of each row.
  public var ys: [Double] { Self.coordinates(rows, yRange) }

  /// The least and the greatest finite value; nil where there is none.
  public var bounds: ClosedRange<Double>? {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return low <= high ? low...high : nil
  }

  private static func coordinates(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
    guard count > 1 else { return count == 1 ? [range.lowerBound] : [] }
    return (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      // Both ends exactly.
      return range.lowerBound * (1 - share) + range.upperBound * share
    }
  }
}
