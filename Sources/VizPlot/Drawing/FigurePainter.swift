import VizDrawing

/// Draws a laid out figure on a canvas.
struct FigurePainter {
  let layout: FigureLayout
  let theme: Theme
  /// Whether axes and marks are drawn; otherwise a group of its own for each panel has their place.
  var drawsAxes = true

  /// The name of the group that has the place of a panel's axes and marks.
  static func axes(_ panel: Int) -> String { "axes-\(panel + 1)" }

  var type: Typography { layout.type }
  private var margin: Double { layout.margin }

  func draw(on canvas: inout some Canvas) {
    let size = layout.figure.size
    canvas.fill(
      .rect(Rect(x: 0, y: 0, width: size.width, height: size.height)), with: theme.background)
    let rows = layout.rows
    layout.title.draw(on: &canvas, at: Point(x: margin, y: rows.title), paint: theme.ink)
    layout.subtitle.draw(
      on: &canvas, at: Point(x: margin, y: rows.subtitle), paint: theme.secondary)
    drawLegend(on: &canvas, at: Point(x: margin, y: rows.legend))
    for (index, panel) in layout.panels.enumerated() {
      canvas.beginGroup(Group(id: "panel-\(index + 1)", kind: "panel", title: panel.panel.title))
      if !drawsAxes, panel.x != nil, panel.y != nil {
        canvas.beginGroup(Group(id: Self.axes(index), kind: "axes"))
        canvas.endGroup()
      }
      draw(panel, on: &canvas)
      canvas.endGroup()
    }
    layout.caption.draw(
      on: &canvas, at: Point(x: margin, y: rows.caption), paint: theme.secondary)
  }

  private func drawLegend(on canvas: inout some Canvas, at corner: Point) {
    guard !layout.legend.entries.isEmpty else { return }
    canvas.beginGroup(Group(id: "legend", kind: "legend"))
    let sample = Legend.sample * type.factor
    for entry in layout.legend.entries {
      let x = corner.x + entry.x
      let baseline = corner.y + Double(entry.row) * layout.legend.rowHeight + type.small.size
      let middle = baseline - Typography.digitHeight(type.small) / 2
      draw(entry.key, from: Point(x: x, y: middle), width: sample, on: &canvas)
      canvas.text(
        entry.text, font: type.small, paint: theme.ink,
        at: Point(x: x + sample + 6 * type.factor, y: baseline), anchor: .start)
    }
    canvas.endGroup()
  }

  private func draw(
    _ key: MarkKey, from start: Point, width: Double, on canvas: inout some Canvas
  ) {
    let paint = key.tone.paint(theme)
    switch key.symbol {
    case .line(let thickness, let dash):
      canvas.stroke(
        .polyline([start, Point(x: start.x + width, y: start.y)]),
        with: Stroke(paint, width: max(thickness, 2), dash: dash))
    case .dot(let shape):
      let center = Point(x: start.x + width / 2, y: start.y)
      canvas.fill(SymbolPath.path(shape, at: [center], size: 8 * type.factor), with: paint)
    case .ring:
      // As a mistaken point is drawn: a disc, its outline, and on it a symbol of any class.
      let center = Point(x: start.x + width / 2, y: start.y)
      for (size, paint) in [(13.3, paint), (8.4, theme.background), (6.4, theme.secondary)] {
        canvas.fill(SymbolPath.path(.circle, at: [center], size: size * type.factor), with: paint)
      }
    case .area:
      let height = 9 * type.factor
      canvas.fill(
        .roundedRect(
          Rect(x: start.x, y: start.y - height / 2, width: width, height: height), radius: 2),
        with: paint)
    }
  }

  func draw(_ panel: PanelLayout, on canvas: inout some Canvas) {
    if drawsAxes { drawGrid(panel, on: &canvas) }
    guard panel.x != nil, panel.y != nil else {
      canvas.text(
        panel.data.words, font: type.normal, paint: theme.secondary, at: panel.plot.center,
        anchor: .middle)
      drawHeadings(panel, on: &canvas)
      return
    }
    if drawsAxes {
      // Half a line's width may reach over the ends of the axes.
      canvas.beginGroup(Group(kind: "marks", clip: panel.plot.inset(by: -2)))
      for (mark, scan) in zip(panel.panel.marks, panel.data.scans) {
        draw(mark, scan, in: panel, on: &canvas)
      }
      canvas.endGroup()
    }
    drawGaps(panel, on: &canvas)
    if drawsAxes { drawAxes(panel, on: &canvas) }
    drawHeadings(panel, on: &canvas)
    drawWords(panel, on: &canvas)
    drawEndLabels(panel, on: &canvas)
    if let scale = panel.panel.colorScale { drawColorBar(scale, beside: panel, on: &canvas) }
    for inset in panel.insets {
      let room = inset.plot.inset(by: -4 * type.factor)
      canvas.fill(.rect(room), with: theme.background)
      draw(inset, on: &canvas)
    }
  }

  private func drawHeadings(_ panel: PanelLayout, on canvas: inout some Canvas) {
    let y = panel.plot.minY - PanelBuilder.headingGap * type.factor
    if panel.showsYLabels, panel.panel.y.isShown, let label = panel.panel.y.label, !label.isEmpty {
      let width = panel.plot.maxX - panel.labelX
      canvas.text(
        TextMeasurer.fitted(label, font: type.small, width: width), font: type.small,
        paint: theme.secondary, at: Point(x: panel.labelX, y: y), anchor: .start)
    }
    if let title = panel.title {
      canvas.text(
        title, font: type.strong, paint: theme.ink,
        at: Point(x: panel.labelX, y: panel.titleY), anchor: .start)
    }
  }

  private func drawGrid(_ panel: PanelLayout, on canvas: inout some Canvas) {
    let plot = panel.plot
    var grid = Path()
    if panel.panel.y.hasGrid, panel.y?.isBand == false {
      for tick in panel.yTicks.major {
        grid.move(to: Point(x: plot.minX, y: panel.height(tick.share)))
        grid.line(to: Point(x: plot.maxX, y: panel.height(tick.share)))
      }
    }
    // Places have names, and no numbers between them to be read off.
    if panel.panel.x.hasGrid, panel.x?.isBand == false {
      for tick in panel.xTicks.major {
        grid.move(to: Point(x: panel.abscissa(tick.share), y: plot.minY))
        grid.line(to: Point(x: panel.abscissa(tick.share), y: plot.maxY))
      }
    }
    if !grid.elements.isEmpty { canvas.stroke(grid, with: Stroke(theme.hairline, width: 0.8)) }
  }

  private func drawAxes(_ panel: PanelLayout, on canvas: inout some Canvas) {
    let plot = panel.plot
    var lines = Path()
    let tick = 4 * type.factor
    if panel.panel.x.isShown {
      lines.move(to: Point(x: plot.minX, y: plot.maxY))
      lines.line(to: Point(x: plot.maxX, y: plot.maxY))
      for share in panel.xTicks.major.map(\.share) {
        lines.move(to: Point(x: panel.abscissa(share), y: plot.maxY))
        lines.line(to: Point(x: panel.abscissa(share), y: plot.maxY + tick))
      }
      for share in panel.xTicks.minor {
        lines.move(to: Point(x: panel.abscissa(share), y: plot.maxY))
        lines.line(to: Point(x: panel.abscissa(share), y: plot.maxY + tick * 0.6))
      }
    }
    if panel.panel.y.isShown, !panel.yTicks.minor.isEmpty {
      // Ticks hang on an axis.
      lines.move(to: Point(x: plot.minX, y: plot.minY))
      lines.line(to: Point(x: plot.minX, y: plot.maxY))
      for share in panel.yTicks.major.map(\.share) {
        lines.move(to: Point(x: plot.minX - tick, y: panel.height(share)))
        lines.line(to: Point(x: plot.minX, y: panel.height(share)))
      }
      for share in panel.yTicks.minor {
        lines.move(to: Point(x: plot.minX - tick * 0.6, y: panel.height(share)))
        lines.line(to: Point(x: plot.minX, y: panel.height(share)))
      }
    }
    if !lines.elements.isEmpty { canvas.stroke(lines, with: Stroke(theme.secondary, width: 0.8)) }
    let baseline = plot.maxY + 6 * type.factor + type.small.size * 0.9
    if panel.showsXLabels {
      for tick in panel.xTicks.major {
        canvas.text(
          tick.label, font: type.small, paint: theme.secondary,
          at: Point(x: panel.abscissa(tick.share), y: baseline), anchor: .middle)
      }
      if panel.panel.x.isShown, let label = panel.panel.x.label, !label.isEmpty {
        canvas.text(
          TextMeasurer.fitted(label, font: type.small, width: plot.maxX - panel.labelX),
          font: type.small, paint: theme.secondary,
          at: Point(x: plot.maxX, y: baseline + Typography.line(type.small)), anchor: .end)
      }
    }
    if panel.showsYLabels {
      for tick in panel.yTicks.major {
        canvas.text(
          tick.label, font: type.small, paint: theme.secondary,
          at: Point(
            x: plot.minX - 6 * type.factor,
            y: panel.height(tick.share) + Typography.digitHeight(type.small) / 2),
          anchor: .end)
      }
    }
  }

  private func drawEndLabels(_ panel: PanelLayout, on canvas: inout some Canvas) {
    for label in panel.endLabels {
      let paint = label.tone.textPaint(theme)
      let start = Point(
        x: label.end.x + 3, y: min(max(label.end.y, panel.plot.minY), panel.plot.maxY))
      let end = Point(x: label.anchor.x - 4 * type.factor, y: label.anchor.y)
      // A label beside its line needs no leader.
      if abs(start.y - end.y) > type.small.size * 0.5 || end.x - start.x > 24 * type.factor {
        let bend = max(panel.plot.maxX + 3, start.x)
        canvas.stroke(
          .polyline([start, Point(x: bend, y: start.y), end]),
          with: Stroke(label.tone.faint(0.6).paint(theme), width: 0.8))
      }
      canvas.text(
        label.text, font: type.small, paint: paint,
        at: Point(
          x: label.anchor.x, y: label.anchor.y + Typography.digitHeight(type.small) / 2),
        anchor: .start)
    }
  }

  private func drawColorBar(
    _ scale: ColorScale, beside panel: PanelLayout, on canvas: inout some Canvas
  ) {
    guard let ends = scale.ends else { return }
    let plot = panel.plot
    let bar = Rect(
      x: plot.maxX + 14 * type.factor, y: plot.minY, width: PanelBuilder.colorBarWidth,
      height: plot.height)
    let map = ScaleMap(.linear, first: ends.first, last: ends.last)
    let steps = 128
    let colors = (0..<steps).map { step in
      let share = 1 - (Double(step) + 0.5) / Double(steps)
      return scale.color(map.first * (1 - share) + map.last * share, in: theme)
    }
    if let raster = Raster(columns: 1, rows: steps, cells: colors) { canvas.image(raster, in: bar) }
    // A table of numbers has a minus where others are hatched.
    let isTable = panel.panel.marks.contains { mark in
      if case .raster(let raster) = mark { !raster.isHatched } else { false }
    }
    if !isTable { hatch(scale, in: bar, on: &canvas) }
    for tick in AxisTicks.vertical(map, axis: Axis(), length: bar.height, font: type.small).major {
      let y = bar.maxY - bar.height * tick.share
      canvas.text(
        tick.label, font: type.small, paint: theme.secondary,
        at: Point(x: bar.maxX + 6 * type.factor, y: y + Typography.digitHeight(type.small) / 2),
        anchor: .start)
    }
    if let label = scale.label {
      canvas.text(
        TextMeasurer.fitted(label, font: type.small, width: bar.maxX - plot.minX), font: type.small,
        paint: theme.secondary, at: Point(x: bar.maxX, y: plot.minY - 6 * type.factor), anchor: .end
      )
    }
  }
}

extension PanelData {
  /// Why there is nothing to see.
  var words: String {
    let missing = scans.compactMap { $0?.missing.values.reduce(0, +) }.reduce(0, +)
    guard missing > 0 else { return "no data" }
    let positive = scans.compactMap { $0?.missing[.notPositive] }.reduce(0, +)
    if positive == missing { return "no positive number for the log axis" }
    return "no finite number among \(missing)"
  }
}
