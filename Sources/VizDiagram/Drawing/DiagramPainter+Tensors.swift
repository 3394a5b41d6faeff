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
    let x = rect.minX + body.padding
    picture.text(
      card.shownSymbol, font: Metric.large, paint: theme.ink,
      at: Point(x: x, y: rect.minY + 22), anchor: .start)
    if !card.shape.isEmpty {
      picture.text(
        card.shownShape, font: Metric.small, paint: theme.secondary,
        at: Point(x: rect.maxX - body.padding, y: rect.minY + 21), anchor: .end)
    }
    if let name = body.name {
      let symbol = TextMeasurer.measure(card.shownSymbol, font: Metric.large).width
      picture.text(
        name, font: Metric.smallItalic, paint: theme.ink,
        at: body.isSlim
          ? Point(x: x, y: rect.minY + TensorBody.header + TensorBody.slim.height - 1)
          : Point(x: x + symbol + TensorBody.nameGap, y: rect.minY + 21), anchor: .start)
    }
    // Behind a name, and above those of parameters, numbers stand in columns.
    let isInColumns = body.isSlim && (body.name != nil || geometry.hasSlimRows)
    var corner = Point(
      x: isInColumns
        ? rect.maxX - body.padding - body.content.width
        : rect.minX + (rect.width - body.content.width) / 2, y: rect.minY + TensorBody.header)
    let kind = model.isForwardMode ? "tangent" : "gradient"
    for (data, isThere, caption, isIndex, paint, fault) in [
      (card.value, whole.value != nil, "value", card.isIndex, theme.value, card.correction.value),
      (
        card.gradient, whole.gradient != nil, kind, false, theme.gradient,
        card.correction.gradient
      ),
    ] {
      // The room of what is missing at this step alone stays empty.
      guard isThere || body.panels > 1 else { continue }
      // A page hides what is not known yet.
      picture.beginGroup(Group(kind: "of-\(paint.meaning ?? caption)"))
      if let data {
        drawPanel(
          data, caption: caption, isIndex: isIndex, paint: paint, body: body,
          at: corner, isInColumns: isInColumns, tint: tint, fault: fault)
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
    _ data: TensorData, caption: String, isIndex: Bool, paint: Paint, body: TensorBody,
    at corner: Point, isInColumns: Bool, tint: Tint, fault: Correction.Fault?
  ) {
    if body.isSlim {
      let text = isIndex && !data.isBroken ? data.extremes : slimText(data, width: body.panelWidth)
      let width = TextMeasurer.measure(text, font: Metric.smallStrong).width
      let left = corner.x + (body.panelWidth - width) / (isInColumns ? 1 : 2)
      let point = Point(x: left, y: corner.y + body.panelHeight - 1)
      picture.text(
        text, font: Metric.smallStrong, paint: data.isBroken ? theme.alarm : paint, at: point,
        anchor: .start)
      if fault != nil { strike(from: point, width: width) }
      return
    }
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
      // One number is rounded as all that stand alone.
      let room = size.width / Double(max(columns, 1)) - 5.5
      func fits(_ text: String) -> Bool {
        TextMeasurer.measure(text, font: Metric.smallStrong).width <= room
      }
      let only = values.count == 1 && !isIndex ? values.withoutNoise.first : nil
      let text = only.map { number in
        roundings.fitting(roundings.texts(of: number, model.numbers), where: fits)
      }
      let format = NumberFormat(for: values.withoutNoise)
      let thumbnail = Thumbnail(theme: theme, paint: paint)
      thumbnail.matrix(
        values, columns: columns, in: frame, on: &picture, font: Metric.smallStrong, gap: 1.5
      ) { value in
        if let text { return text }
        let texts = [format.text(value), NumberFormat.compact(value), NumberFormat.tight(value)]
        return texts.first(where: fits) ?? texts[2]
      }
    case (.heatmap(let rows, let columns, _), .elements(let values, _))
    where values.count == rows * columns:
      let thumbnail = Thumbnail(theme: theme, paint: paint)
      let size = Size(width: frame.width, height: frame.height)
      if let raster = thumbnail.heat(values, rows: rows, columns: columns, size: size) {
        picture.image(raster, in: frame)
      }
      picture.stroke(.rect(frame), with: Stroke(tint.border, width: 0.8))
    case (.nothing, _), (.norm, _): break
    default: Thumbnail(theme: theme, paint: paint).histogram(data, in: frame, on: &picture)
    }
    if body.style != .norm { strike(fault, over: frame) }
    let summary = data.summary
    let isIndex = isIndex && !data.isBroken
    let norm =
      data.isEmpty
      ? "empty"
      : isIndex
        ? data.extremes
        : body.style == .norm && data.only != nil
          ? roundings.text(model.numbers.text(data.only ?? 0))
          : "norm \(roundings.text(NumberFormat.measure(summary.magnitude)))"
    let bad = summary.nan + summary.inf
    // Mean and deviation are those of the finite elements, which say little beside others.
    if body.isStacked {
      guard body.hasStatistics else { return }
      let paint = isBroken ? theme.alarm : paint
      if isBroken {
        let width = TextMeasurer.measure(norm, font: Metric.smallStrong).width
        warning(at: Point(x: middle - width / 2 - 14, y: frame.maxY + 5), size: 11)
      }
      let point = Point(x: middle + (isBroken ? 2 : 0), y: frame.maxY + body.rise)
      picture.text(norm, font: Metric.smallStrong, paint: paint, at: point, anchor: .middle)
      if fault != nil, body.style == .norm {
        let half = TextMeasurer.measure(norm, font: Metric.smallStrong).width / 2
        strike(from: Point(x: point.x - half, y: point.y), width: 2 * half)
      }
      return
    }
    let lines =
      data.isEmpty || isIndex
      ? [norm]
      : bad > 0
        ? [norm, "\(bad) not finite"]
        : [Self.spread(data.mean, summary.std, width: body.panelWidth), norm]
    for (line, text) in lines.enumerated() where body.hasStatistics {
      picture.text(
        text, font: Metric.small, paint: line == 1 && bad > 0 ? theme.alarm : theme.secondary,
        at: Point(x: middle, y: frame.maxY + 15 + Double(line) * Metric.lineHeight),
        anchor: .middle)
    }
  }

  /// A tensor's norm, or the number that it is, as precisely as it fits.
  mutating func slimText(_ data: TensorData, width: Double) -> String {
    if data.isEmpty { return "empty" }
    return roundings.fitting(texts(data)) {
      TextMeasurer.measure($0, font: Metric.smallStrong).width <= width
    }
  }

  /// Mean ± deviation, as it fits.
  private static func spread(_ mean: Double, _ deviation: Double, width: Double) -> String {
    let texts = [NumberFormat.measure, NumberFormat.tightMeasure].map {
      "\($0(mean)) ± \($0(deviation))"
    }
    let fits =
      TextMeasurer.measure(texts[0], font: Metric.small).width <= width + TensorBody.gap - 4
    return fits ? texts[0] : texts[1]
  }
}
