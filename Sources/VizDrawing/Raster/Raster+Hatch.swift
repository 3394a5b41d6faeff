extension Raster {
  /// How many parts a cell has, across and down, whose lines are of one slope on cells of any shape.
  ///
  /// - Parameter cell: As large as it is drawn.
  package static func parts(of cell: Size) -> (columns: Int, rows: Int) {
    func count(_ length: Double) -> Int {
      length.isFinite ? min(max(Int((length / 1.8).rounded()), 1), 9) : 3
    }
    let parts = (columns: count(cell.width), rows: count(cell.height))
    // Of cells that hardly have room for a line, all that are hatched are as pale.
    return max(parts.columns, parts.rows) > 2 ? parts : (3, 3)
  }

  /// The same cells, each in several parts, with lines over some of them: what a sign looks like where no
  /// minus says it.
  ///
  /// - Parameters:
  ///   - parts: How many of them a cell has.
  ///   - isHatched: Whether a cell is hatched, by its index.
  ///   - line: The colour of the lines over a cell of this one.
  package func hatched(
    parts: (columns: Int, rows: Int) = (3, 3), where isHatched: (Int) -> Bool,
    line: (Color) -> Color
  ) -> Raster {
    let (width, height) = (columns * parts.columns, rows * parts.rows)
    var colors: [Color] = []
    colors.reserveCapacity(width * height)
    for row in 0..<height {
      for column in 0..<width {
        let cell = row / parts.rows * columns + column / parts.columns
        let isLine = (row + column) % 3 == 2 && isHatched(cell)
        colors.append(isLine ? line(cells[cell]) : cells[cell])
      }
    }
    return Raster(columns: width, rows: height, cells: colors) ?? self
  }
}
