import VizBase
import VizDrawing
import VizTrace

extension DiagramPainter {
  /// What is not known yet keeps its place: `whole` has it.
  mutating func drawTensor(
    _ card: DiagramModel.Card, whole: DiagramModel.Card, geometry: CardGeometry, in rect: Rect
  ) {
    guard let body = geometry.body else { return }
    let tint = theme.tint(card.family)
    outline(card, rect, radius: Metric.radius)
    let x = rect.minX + TensorBody.padding
    picture.text(
      card.shownSymbol, font: Metric.large, paint: theme.ink,
      at: Point(x: x, y: rect.minY + 22), anchor: .start)
    if !card.shape.isEmpty {
      picture.text(
        card.shownShape, font: Metric.small, paint: theme.secondary,
        at: Point(x: rect.maxX - TensorBody.padding, y: rect.minY + 21), anchor: .end)
    }
    var corner = Point(
      x: rect.minX + (rect.width - body.content.width) / 2, y: rect.minY + TensorBody.header)
    let kind = model.isForwardMode ? "tangent" : "gradient"
    for (data, isThere, caption, paint) in [
      (card.value, whole.value != nil, "value", theme.value),
      (card.gradient, whole.gradient != nil, kind, theme.gradient),
    ] {
      // The room of what is missing at this step alone stays empty.
      guard isThere || body.panels > 1 else { continue }
      // A page hides what is not known yet.
      picture.beginGroup(Group(kind: "of-\(paint.name ?? caption)"))
      if let data {
        drawPanel(
          data, caption: caption, paint: paint, body: body,
          at: corner, tint: tint)
      }
      picture.endGroup()
      corner = corner + body.pitch
    }
    if let ratio = card.updateRatio {
      picture.text(
        "update ratio \(NumberFormat.compact(ratio))", font: Metric.small, paint: theme.secondary,
        at: Point(x: rect.midX, y: rect.maxY - 8), anchor: .middle)
    }
  }

  /// Value or gradient: a caption, the thumbnail, and mean ± std with the norm below.
  private mutating func drawPanel(
    _ data: TensorData, caption: String, paint: Paint, body: TensorBody, at corner: Point,
    tint: Tint
  ) {
    let middle = corner.x + body.panelWidth / 2
    let isBroken = data.isBroken
    if !body.isStacked {
      picture.text(
        caption, font: Metric.smallStrong, paint: isBroken ? theme.alarm : paint,
        at: Point(x: middle + (isBroken ? 8 : 0), y: corner.y + 10), anchor: .middle)
      if isBroken {
        let width = TextMeasurer.measure(caption, font: Metric.smallStrong).width
        warning(at: Point(x: middle - width / 2 - 8, y: corner.y), size: 12)
      }
    }
    let size = body.thumbnail
    let frame = Rect(
      x: middle - size.width / 2, y: corner.y + body.caption, width: size.width,
      height: size.height)
    switch (body.style, data) {
    case (.matrix(let rows, let columns), .elements(let values, _))
    where values.count == rows * columns:
      drawMatrix(values, columns: columns, in: frame, kind: body.isStacked ? paint : nil)
    case (.heatmap(let rows, let columns, _), .elements(let values, _))
    where values.count == rows * columns:
      if let raster = Raster(columns: columns, rows: rows, cells: heat(values)) {
        picture.image(raster, in: frame)
      }
      picture.stroke(.rect(frame), with: Stroke(tint.border, width: 0.8))
    case (.nothing, _): break
    default: drawHistogram(data, paint: paint, in: frame)
    }
    let summary = data.summary
    let norm = data.isEmpty ? "empty" : "norm \(NumberFormat.compact(summary.magnitude))"
    let bad = summary.nan + summary.inf
    // Mean and deviation are those of the finite elements, which say little beside others.
    if body.isStacked {
      guard body.hasStatistics else { return }
      let paint = isBroken ? theme.alarm : paint
      if isBroken {
        let width = TextMeasurer.measure(norm, font: Metric.smallStrong).width
        warning(at: Point(x: middle - width / 2 - 14, y: frame.maxY + 5), size: 11)
      }
      picture.text(
        norm, font: Metric.smallStrong, paint: paint,
        at: Point(x: middle + (isBroken ? 2 : 0), y: frame.maxY + 14), anchor: .middle)
      return
    }
    let lines =
      data.isEmpty
      ? [norm]
      : bad > 0
        ? [norm, "\(bad) not finite"]
        : [
          "\(NumberFormat.compact(summary.mean)) ± \(NumberFormat.compact(summary.std))", norm,
        ]
    for (line, text) in lines.enumerated() where body.hasStatistics {
      picture.text(
        text, font: Metric.small, paint: line == 1 && bad > 0 ? theme.alarm : theme.secondary,
        at: Point(x: middle, y: frame.maxY + 15 + Double(line) * Metric.lineHeight),
        anchor: .middle)
    }
  }

  /// A small matrix: each number in a cell tinted by its sign and size, or of one kind of numbers by
  /// its size in the kind's colour.
  private mutating func drawMatrix(
    _ values: [Double], columns: Int, in frame: Rect, kind: Paint?
  ) {
    let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    let cell = TensorBody.cell
    let colors = heat(values)
    let format = NumberFormat(for: values)
    for (index, value) in values.enumerated() {
      let rect = Rect(
        x: frame.minX + Double(index % columns) * cell.width,
        y: frame.minY + Double(index / columns) * cell.height, width: cell.width,
        height: cell.height
      ).inset(by: 0.75)
      let share = value.isFinite && largest > 0 ? abs(value) / largest : 0
      let tint = kind?.color.opacity(0.04 + 0.18 * share) ?? colors[index].opacity(0.28)
      if kind != nil {
        picture.fill(.roundedRect(rect, radius: 3), with: theme.background)
      }
      picture.fill(.roundedRect(rect, radius: 3), with: Paint(tint))
      var text = format.text(value)
      if TextMeasurer.measure(text, font: Metric.smallStrong).width > rect.width - 4 {
        text = NumberFormat.compact(value)
      }
      var font = Metric.smallStrong
      font.shrink(text, to: rect.width - 2)
      picture.text(
        text, font: font, paint: value.isFinite ? kind ?? theme.ink : theme.alarm,
        at: Point(x: rect.midX, y: rect.midY + 4), anchor: .middle)
    }
  }

  private mutating func drawHistogram(_ data: TensorData, paint: Paint, in frame: Rect) {
    guard let histogram = data.histogram(bins: 24) else { return }
    let most = Double(histogram.counts.max() ?? 0)
    guard most > 0, let low = histogram.edges.first, let high = histogram.edges.last, low < high
    else { return }
    func x(_ value: Double) -> Double {
      frame.minX + frame.width * ((value - low) / (high - low))
    }
    // Numbers that are all equal are a line in the middle, not a block.
    let isPoint = histogram.counts.count == 1
    // One path for all bars, of one structure however many are empty.
    var bars = Path()
    for (index, count) in histogram.counts.enumerated() {
      var (left, right) = (x(histogram.edges[index]), x(histogram.edges[index + 1]))
      if isPoint { (left, right) = (left + (right - left) * 0.48, left + (right - left) * 0.52) }
      let end = left + max(right - left - 0.5, 0.5)
      // Half points are finer than the eye; a bar of one element among millions still shows.
      let share = frame.height * Double(count) / most
      let top = frame.maxY - (count > 0 ? max((2 * share).rounded() / 2, 1) : 0)
      bars.move(to: Point(x: left, y: frame.maxY))
      bars.line(to: Point(x: left, y: top))
      bars.line(to: Point(x: end, y: top))
      bars.line(to: Point(x: end, y: frame.maxY))
      bars.close()
    }
    picture.fill(bars, with: paint)
    picture.stroke(
      .polyline([
        Point(x: frame.minX, y: frame.maxY + 0.5), Point(x: frame.maxX, y: frame.maxY + 0.5),
      ]),
      with: Stroke(theme.secondary, width: 1))
  }

  /// The cells' colours on a map centred on zero; what is not finite has the alarm's colour.
  private func heat(_ values: [Double]) -> [Color] {
    let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    let map = theme.name == .dark ? ColorMap.divergingDark : .diverging
    return values.map { value in
      value.isFinite
        ? map.color(signed: value, limit: largest) ?? theme.alarm.color : theme.alarm.color
    }
  }
}
