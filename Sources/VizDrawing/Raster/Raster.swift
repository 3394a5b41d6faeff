/// A small picture of coloured cells, drawn without smoothing: a heatmap.
public struct Raster: Sendable, Hashable {
  /// How many cells a row has; at least one.
  public let columns: Int
  /// How many rows there are; at least one.
  public let rows: Int
  /// Row-major from the upper left; `rows * columns` of them.
  public let cells: [Color]

  /// Returns nil unless there are `rows * columns` cells and at least one.
  public init?(columns: Int, rows: Int, cells: [Color]) {
    guard columns > 0, rows > 0, cells.count == rows * columns else { return nil }
    self.columns = columns
    self.rows = rows
    self.cells = cells
  }
}
