extension FigureSize {
  /// A figure with as much room as panels of equal aspect fill.
  ///
  /// - Parameters:
  ///   - columns: How many panels stand side by side.
  ///   - rows: How many rows there are.
  ///   - side: The longer side of the area between a panel's axes.
  ///   - aspect: The width of that area by its height.
  ///   - hasBar: Whether a colour bar stands beside the panels.
  ///   - headings: How many lines stand below the title.
  ///   - sharesAxes: Whether numbers stand below the last row and before the first column alone.
  static func panels(
    columns: Int, rows: Int, side: Double, aspect: Double = 1, hasBar: Bool = false,
    headings: Int = 1, sharesAxes: Bool = false
  ) -> FigureSize {
    let shape = aspect.isFinite && aspect > 0 ? min(max(aspect, 0.2), 5) : 1
    let (width, height) = shape >= 1 ? (side, side / shape) : (side * shape, side)
    let (columns, rows) = (Double(max(columns, 1)), Double(max(rows, 1)))
    // Numbers that stand in one place alone need room there alone.
    let axes =
      sharesAxes ? (26 * columns + 36, 62 * rows + 32) : (62 * columns, 106 * rows - 12)
    return .pixels(
      max(columns * width + axes.0 + (hasBar ? 70 : 0) + 16, 420),
      rows * height + axes.1 + Double(headings) * 20 + 74)
  }
}

extension ScalarField {
  /// The width by the height of what the field covers.
  var aspect: Double {
    (xRange.upperBound - xRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
  }
}
