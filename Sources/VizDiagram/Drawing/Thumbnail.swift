import VizBase
import VizDrawing
import VizTrace

/// Draws the elements of a tensor in the colour of their kind: values in the colour of values,
/// gradients in that of gradients, the deeper the larger, and what is negative hatched where no
/// minus sign says it.
struct Thumbnail {
  var theme: Theme
  /// The kind's colour.
  var paint: Paint

  /// How deep the colour of the largest element of a matrix is, whose numbers stand on it.
  private static let deepestCell = 0.26

  /// A matrix of numbers, each in a cell.
  ///
  /// - Parameters:
  ///   - values: Row-major elements.
  ///   - frame: As large as all cells.
  ///   - font: Made smaller where a number needs it.
  ///   - gap: What stays free between two cells.
  func matrix(
    _ values: [Double], columns: Int, in frame: Rect, on picture: inout Picture, font: Font,
    gap: Double, text: (Double) -> String
  ) {
    guard columns > 0, !values.isEmpty else { return }
    let values = values.withoutNoise
    let largest = Self.largest(values)
    let cell = Size(
      width: frame.width / Double(columns),
      height: frame.height / Double((values.count + columns - 1) / columns))
    for (index, value) in values.enumerated() {
      let rect = Rect(
        x: frame.minX + Double(index % columns) * cell.width,
        y: frame.minY + Double(index / columns) * cell.height, width: cell.width,
        height: cell.height
      ).inset(by: gap / 2)
      let share = value.isFinite && largest > 0 ? abs(value) / largest : 0
      let outline = Path.roundedRect(rect, radius: cell.height / 8)
      picture.fill(outline, with: theme.background)
      picture.fill(outline, with: Paint(paint.color.opacity(0.06 + Self.deepestCell * share)))
      var font = font
      let words = text(value)
      font.shrink(words, to: rect.width - 2)
      picture.text(
        words, font: font, paint: value.isFinite ? paint.strong(in: theme) : theme.alarm,
        at: Point(x: rect.midX, y: rect.midY + font.size * 0.36), anchor: .middle)
    }
  }

  /// A cell an element, from the ground's colour for 0 to the kind's for the largest. What is
  /// negative is hatched; what is not finite has the alarm's colour.
  ///
  /// - Parameter size: As large as all cells are drawn.
  func heat(_ values: [Double], rows: Int, columns: Int, size: Size? = nil) -> Raster? {
    let values = values.withoutNoise
    let largest = Self.largest(values)
    let ground = theme.background.color
    func color(_ value: Double) -> Color {
      guard value.isFinite else { return theme.alarm.color }
      guard largest > 0 else { return ground }
      return ground.mixed(with: paint.color, abs(value) / largest)
    }
    let raster = Raster(columns: columns, rows: rows, cells: values.map(color))
    guard values.contains(where: { $0 < 0 && $0.isFinite }) else { return raster }
    let parts = size.map {
      Raster.parts(of: Size(width: $0.width / Double(columns), height: $0.height / Double(rows)))
    }
    return raster?.hatched(parts: parts ?? (3, 3)) {
      values[$0] < 0
    } line: {
      $0.mixed(with: ground, 0.75)
    }
  }

  /// How often elements are so large, in bins of one width.
  func histogram(_ data: TensorData, in frame: Rect, on picture: inout Picture) {
    guard let histogram = data.histogram(bins: 24) else { return }
    let most = Double(histogram.counts.max() ?? 0)
    guard most > 0, let low = histogram.edges.first, let high = histogram.edges.last, low < high
    else { return }
    func x(_ value: Double) -> Double {
      frame.minX + frame.width * ((value - low) / (high - low))
    }
    // Numbers that are all equal are a line in the middle, not a block.
    let isPoint = histogram.counts.count == 1
    // One outline around all bars, of one structure however many are empty: a page has many of them.
    var outline = Path()
    var end = frame.minX
    for (index, count) in histogram.counts.enumerated() {
      var (left, right) = (x(histogram.edges[index]), x(histogram.edges[index + 1]))
      if isPoint { (left, right) = (left + (right - left) * 0.48, left + (right - left) * 0.52) }
      // Half points are finer than the eye; a bar of one element among millions still shows.
      let share = frame.height * Double(count) / most
      let top = frame.maxY - (count > 0 ? max((2 * share).rounded() / 2, 1) : 0)
      if index == 0 { outline.move(to: Point(x: left, y: frame.maxY)) }
      outline.line(to: Point(x: left, y: top))
      outline.line(to: Point(x: right, y: top))
      end = right
    }
    outline.line(to: Point(x: end, y: frame.maxY))
    outline.close()
    picture.fill(outline, with: paint)
    picture.stroke(
      .polyline([
        Point(x: frame.minX, y: frame.maxY + 0.5), Point(x: frame.maxX, y: frame.maxY + 0.5),
      ]),
      with: Stroke(theme.secondary, width: 1))
  }

  private static func largest(_ values: [Double]) -> Double {
    values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }
}

extension Paint {
  /// The same colour, as much darker, or on a dark ground lighter, as letters on a tint of it need.
  func strong(in theme: Theme) -> Paint {
    Paint(color.mixed(with: theme.ink.color, 0.4), name: name.map { "\($0) strong" })
  }
}
