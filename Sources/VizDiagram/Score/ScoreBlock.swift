import VizBase
import VizDrawing
import VizTrace

/// The sizes of a score, in its own points: letters of 20 of them are the smallest.
enum ScoreMetric {
  static let title = Font(size: 36, cut: .semibold)
  static let name = Font(size: 25, cut: .semibold)
  static let number = Font(size: 23, cut: .semibold)
  static let label = Font(size: 22, cut: .semibold)
  static let rule = Font(size: 22)
  static let derivative = Font(size: 24)
  static let small = Font(size: 20)

  static let margin = 60.0
  static let titleLine = 46.0
  static let smallLine = 27.0
  static let nameLine = 32.0
  static let ruleLine = 28.0
  /// The column in which the staves' names stand.
  static let gutter = 150.0
  /// The same where there is little width, and signs stand for the names.
  static let narrowGutter = 46.0
  static let narrow = 1000.0
  /// The room of a repeat's sign beside its column.
  static let sign = 44.0
  static let cell = Size(width: 78, height: 42)
  static let cellGap = 2.0
  static let widestName = 340.0
  static let widestRule = 345.0
  static let leastArrow = 80.0
  /// The arrow that leaves a line of the score, and comes into the next.
  static let turn = 60.0
  static let parameterGap = 44.0
}

/// How a value, and in the same shape its gradient, is drawn.
struct ScoreBlock: Sendable {
  private let style: TensorBody.Style
  /// The thumbnail's own size.
  let thumbnail: Size
  /// What stands below: the shape and the norm, where not every number is in sight.
  let captions: [String]
  /// The other block has this many lines below, too.
  static let captionLine = 26.0

  /// - Parameters:
  ///   - data: What is drawn; nil where it was not recorded.
  ///   - twin: What stands above or below it in the same shape.
  ///   - cell: The size of a number's cell.
  ///   - isCaptioned: Whether the shape and the norm stand below; what is empty says so in any case.
  init(
    _ data: TensorData?, twin: TensorData?, shape: [String], cell: Size, isCaptioned: Bool = true
  ) {
    let known = data ?? twin
    let style = known.map(Self.style) ?? .nothing
    self.style = style
    switch style {
    case .matrix(let rows, let columns):
      thumbnail = Size(
        width: Double(columns) * cell.width, height: Double(rows) * cell.height)
    case .heatmap(let rows, let columns, _):
      let longest = Double(max(rows, columns))
      let side = max(2.5, min(28, 150 / longest))
      thumbnail = Size(
        width: max(Double(columns) * side, 20), height: max(Double(rows) * side, 20))
    case .histogram: thumbnail = Size(width: 140, height: 56)
    case .norm, .nothing: thumbnail = Size(width: cell.width, height: cell.height)
    }
    let extents = shape.joined(separator: "×")
    switch (style, data) {
    case (_, nil): captions = extents.isEmpty || !isCaptioned ? [] : [extents]
    case (_, let data?) where data.isEmpty: captions = ["empty"]
    case (.matrix, .elements): captions = []
    case _ where !isCaptioned: captions = []
    case (_, let data?):
      let norm = "norm \(NumberFormat.tightMeasure(data.magnitude))"
      captions = [extents.isEmpty ? norm : "\(extents), \(norm)"]
    }
  }

  /// How a tensor is shown; a number in a cell of its own.
  static func style(_ data: TensorData) -> TensorBody.Style {
    data.only == nil ? TensorBody.style(data) : .matrix(rows: 1, columns: 1)
  }

  var size: Size {
    let width = captions.map { TextMeasurer.measure($0, font: ScoreMetric.small).width }.max()
    return Size(
      width: max(thumbnail.width, width ?? 0),
      height: thumbnail.height + Double(captions.count) * Self.captionLine)
  }

  /// Draws the block into the middle of a room.
  func draw(
    _ data: TensorData?, in room: Rect, numbers: NumberFormat, theme: Theme, paint: Paint,
    on picture: inout Picture
  ) {
    let size = size
    let frame = Rect(
      x: room.midX - thumbnail.width / 2, y: room.midY - size.height / 2, width: thumbnail.width,
      height: thumbnail.height)
    let thumb = Thumbnail(theme: theme, paint: paint)
    let outline = Path.roundedRect(frame.inset(by: 1), radius: 5)
    switch (style, data) {
    case (_, nil):
      // What is not known is hollow, and no zero.
      picture.stroke(outline, with: Stroke(theme.secondary, width: 1.5, dash: [5, 4]))
      picture.text(
        "?", font: ScoreMetric.number, paint: theme.secondary,
        at: Point(x: frame.midX, y: frame.midY + 8), anchor: .middle)
    case (.matrix(let rows, let columns), .elements(let values, _)?)
    where values.count == rows * columns:
      thumb.matrix(
        values, columns: columns, in: frame, on: &picture, font: ScoreMetric.number,
        gap: ScoreMetric.cellGap, text: numbers.text)
    case (.heatmap(let rows, let columns, _), .elements(let values, _)?)
    where values.count == rows * columns:
      let size = Size(width: frame.width, height: frame.height)
      if let raster = thumb.heat(values, rows: rows, columns: columns, size: size) {
        picture.image(raster, in: frame)
      }
      picture.stroke(.rect(frame), with: Stroke(theme.hairline, width: 1))
    case (.nothing, let data?) where data.isEmpty || data.histogram(bins: 24) == nil:
      picture.stroke(outline, with: Stroke(theme.hairline, width: 1.5))
    case (_, let data?): thumb.histogram(data, in: frame, on: &picture)
    }
    for (line, caption) in captions.enumerated() {
      let isBroken = data?.isBroken ?? false
      picture.text(
        caption, font: ScoreMetric.small, paint: isBroken ? theme.alarm : theme.secondary,
        at: Point(x: room.midX, y: frame.maxY + Double(line + 1) * Self.captionLine - 5),
        anchor: .middle)
    }
  }
}
