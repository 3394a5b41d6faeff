import VizBase
import VizDrawing

extension Figure {
  /// A table of numbers as colours: a cell each, with its number in it where there is room.
  ///
  /// The first row stands at the top. A row that is shorter than others ends in holes, and what has no
  /// name has its number, from 1. Where there are numbers on both sides of zero, the colours are
  /// centred on it: the deeper, the farther away, and what is negative has a minus, or is hatched.
  ///
  /// - Parameters:
  ///   - values: Row by row.
  ///   - rows: The names of the rows.
  ///   - columns: The names of the columns.
  ///   - title: Of the figure.
  ///   - x: What the columns are.
  ///   - y: What the rows are.
  ///   - label: What the numbers are, with their unit.
  ///   - size: Of the figure; by default as large as its cells need.
  public static func heatmap(
    _ values: [[Double]], rows: [String] = [], columns: [String] = [], title: String = "Heatmap",
    x: String? = nil, y: String? = nil, label: String? = nil, size: FigureSize? = nil
  ) -> Figure {
    let width = max(values.map(\.count).max() ?? 0, columns.count, 1)
    let height = max(values.count, rows.count, 1)
    var numbers: [Double] = []
    numbers.reserveCapacity(width * height)
    for row in 0..<height {
      let given = row < values.count ? values[row] : []
      numbers += given + [Double](repeating: .nan, count: width - given.count)
    }
    // Both axes count from 1, the rows from the top.
    let field = ScalarField(
      columns: width, rows: height, values: numbers, xRange: 1...Double(width),
      yRange: 1...Double(height))
    let bounds = field.bounds ?? 0...1
    let limit = max(abs(bounds.lowerBound), abs(bounds.upperBound))
    let scale = ColorScale(
      bounds.lowerBound < 0 && bounds.upperBound > 0
        ? .diverging(center: 0, limit: limit)
        : .sequential(low: bounds.lowerBound, high: bounds.upperBound), label: label)
    let hasNumbers = width <= mostNumbers && height <= mostNumbers
    func cells(_ field: ScalarField) -> Mark {
      var mark = RasterMark(field, scale: scale)
      // Where the numbers stand, a minus tells the sign.
      mark.isHatched = !hasNumbers
      return .raster(mark)
    }
    var marks = [cells(field)]
    let (xAxis, xs) = axis(x, columns, of: width, isReversed: false)
    let (yAxis, ys) = axis(y, rows, of: height, isReversed: true)
    if xs.first != 1 || ys.first != 1 {
      marks = [cells(field.moved(x: xs, y: ys))]
    }
    if hasNumbers {
      let format = NumberFormat(for: numbers.filter(\.isFinite))
      for (index, value) in numbers.enumerated() where value.isFinite {
        marks.append(
          .text(
            TextMark(
              format.text(value), x: xs[index % width], y: ys[index / width], location: .center)))
      }
    }
    let side = Double(max(width, height)) * (width <= mostNumbers ? 46 : 14)
    return Figure(
      title: title,
      summary: "\(title). \(height) rows of \(width) numbers from"
        + " \(NumberFormat.brief(bounds.lowerBound)) to \(NumberFormat.brief(bounds.upperBound)).",
      size: size
        ?? .panels(
          columns: 1, rows: 1, side: min(max(side, 240), 640),
          aspect: Double(width) / Double(height), hasBar: true),
      panels: [Panel(x: xAxis, y: yAxis, marks: marks, colorScale: scale)], labelling: .none)
  }

  /// A table of numbers, given row by row in one list, as colours.
  ///
  /// - Parameters:
  ///   - values: Row by row; what is missing is a hole, and what is too much a row of its own.
  ///   - rows: How many rows there are.
  ///   - columns: How many columns there are.
  ///   - title: Of the figure.
  ///   - x: What the columns are.
  ///   - y: What the rows are.
  ///   - label: What the numbers are, with their unit.
  ///   - size: Of the figure; by default as large as its cells need.
  public static func heatmap(
    _ values: [Double], rows: Int, columns: Int, title: String = "Heatmap", x: String? = nil,
    y: String? = nil, label: String? = nil, size: FigureSize? = nil
  ) -> Figure {
    let width = min(max(columns, 1), max(values.count, 1))
    var lines = stride(from: 0, to: values.count, by: width).map {
      Array(values[$0..<min($0 + width, values.count)])
    }
    while lines.count < min(max(rows, 1), 4096) { lines.append([]) }
    return heatmap(lines, title: title, x: x, y: y, label: label, size: size)
  }

  /// Of more rows or columns than this, numbers would not find room in their cells.
  private static let mostNumbers = 14
  /// Of more names, an axis has numbers.
  private static let mostNames = 40

  /// An axis of names or of numbers, and the coordinates of the cells on it.
  private static func axis(
    _ label: String?, _ names: [String], of count: Int, isReversed: Bool
  ) -> (Axis, [Double]) {
    let all = (0..<count).map { $0 < names.count ? names[$0] : "\($0 + 1)" }
    if names.isEmpty ? count <= mostNumbers : count <= mostNames {
      let coordinates = (0..<count).map { Double(isReversed ? count - 1 - $0 : $0) }
      let shown = isReversed ? all.reversed() : all
      return (Axis(label, scale: .band(shown), hasGrid: false, isTight: true), coordinates)
    }
    let ends = (0.5, Double(count) + 0.5)
    let scale: Scale =
      isReversed ? .linear(ends.1, ends.0) : .linear(ends.0, ends.1)
    return (
      Axis(label, scale: scale, hasGrid: false, isTight: true), (1...count).map(Double.init)
    )
  }
}

extension ScalarField {
  /// The same cells where axes have them, which may run down.
  fileprivate func moved(x: [Double], y: [Double]) -> ScalarField {
    guard let left = x.first, let right = x.last, let first = y.first, let last = y.last else {
      return self
    }
    let isFlipped = last < first
    var values = values
    if isFlipped {
      values = (0..<rows).reversed().flatMap {
        self.values[$0 * columns..<($0 + 1) * columns]
      }
    }
    return ScalarField(
      columns: columns, rows: rows, values: values, xRange: left...max(left, right),
      yRange: min(first, last)...max(first, last))
  }
}
