/// Reduces a line to the points that its picture shows.
///
/// A line within one column of pixels looks the same whether it is drawn through all its points
/// or through the first, the lowest, the highest and the last of them: Uwe Jugel, Zbigniew
/// Jerzak, Gregor Hackenbroich and Volker Markl, "M4: A Visualization-Oriented Time Series Data
/// Aggregation", 2014. So every extreme stays. A point with a coordinate that is no finite number
/// is a gap; of each gap one point stays, to end the line there. (Points outside the range keep
/// one neighbour on each side, so that the line runs to the edge.)
public enum Decimation {
  /// The indices of the points to draw, ascending.
  ///
  /// Where `x` runs backwards, a new column begins, so that any curve is decimated truthfully.
  ///
  /// - Parameters:
  ///   - x: Where the points are; usually ascending.
  ///   - y: Their values; what one array has more than the other is left out.
  ///   - columns: How many pixels wide the range is drawn.
  ///   - range: What of x is shown.
  /// - Complexity: O(*n*), one pass.
  public static func m4(
    x: [Double], y: [Double], columns: Int, over range: ClosedRange<Double>
  ) -> [Int] {
    let count = min(x.count, y.count)
    guard isWorthwhile(count, columns: columns, over: range) else { return Array(0..<count) }
    return x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        var columnar = ColumnWalk(
          x: x, y: y, count: count, columns: columns, over: range)
        return columnar.indices()
      }
    }
  }

  /// The indices of the points to draw of a line with evenly spaced points, ascending.
  ///
  /// - Parameters:
  ///   - y: The values; that at index *i* stands at `start + i × step`.
  ///   - start: Where the first point is.
  ///   - step: From one point to the next; positive.
  ///   - columns: How many pixels wide the range is drawn.
  ///   - range: What of x is shown; all of the points if nil.
  /// - Complexity: O(*n*), one pass of vector operations over the memory of `y`.
  public static func m4(
    y: [Double], start: Double = 0, step: Double = 1, columns: Int,
    over range: ClosedRange<Double>? = nil
  ) -> [Int] {
    let end = start + step * Double(max(0, y.count - 1))
    guard step > 0, start.isFinite, end.isFinite, y.count > 1 else { return Array(y.indices) }
    let range = range ?? start...end
    guard isWorthwhile(y.count, columns: columns, over: range) else { return Array(y.indices) }
    return y.withUnsafeBufferPointer { y in
      EvenColumns(y: y, start: start, step: step, columns: columns, range: range).indices()
    }
  }

  private static func isWorthwhile(
    _ count: Int, columns: Int, over range: ClosedRange<Double>
  ) -> Bool {
    let width = range.upperBound - range.lowerBound
    return columns > 0 && columns <= 1 << 24 && width > 0 && width.isFinite && count > 4 * columns
  }
}
