import VizDrawing

extension FigurePainter {
  /// Draws text marks where they hide the least, each after those before it.
  func drawWords(_ panel: PanelLayout, on canvas: inout some Canvas) {
    var taken = Obstacles(panel)
    for case .rule(let rule) in panel.panel.marks {
      if let text = rule.text { draw(text, of: rule, in: panel, among: &taken, on: &canvas) }
    }
    for case .text(let text) in panel.panel.marks {
      draw(text, in: panel, among: &taken, on: &canvas)
    }
  }

  private func draw(
    _ mark: TextMark, in panel: PanelLayout, among taken: inout Obstacles,
    on canvas: inout some Canvas
  ) {
    guard let point = panel.point(mark.x, mark.y) else { return }
    let font = type.small
    let text = TextMeasurer.fitted(mark.text, font: font, width: panel.plot.width * 0.6)
    let size = Size(width: Typography.width(text, font), height: font.size * 1.15)
    let corner: Point
    switch mark.location {
    case .center: corner = Point(x: point.x - size.width / 2, y: point.y - size.height / 2)
    case .beside: corner = taken.corner(for: size, beside: point, gap: 7 * type.factor)
    }
    let box = Rect(x: corner.x, y: corner.y, width: size.width, height: size.height)
    taken.add(box)
    drawLeader(from: point, to: box, tone: mark.tone, on: &canvas)
    if mark.hasRing {
      canvas.fill(.circle(center: point, radius: 5 * type.factor), with: theme.background)
      canvas.fill(.circle(center: point, radius: 3.6 * type.factor), with: mark.tone.paint(theme))
    }
    if mark.location == .beside {
      // What lies below would blur the letters.
      var ground = theme.background
      ground.color.alpha = 0.82
      canvas.fill(
        .roundedRect(
          Rect(x: box.minX - 3, y: box.minY - 1, width: box.width + 6, height: box.height + 2),
          radius: 3), with: ground)
    }
    canvas.text(
      text, font: font, paint: paint(of: mark, in: panel),
      at: Point(x: box.minX, y: box.minY + font.size * 0.95), anchor: .start)
  }

  /// The tone of words; black or white where that could not be read on the cell that they stand on.
  private func paint(of mark: TextMark, in panel: PanelLayout) -> Paint {
    let paint = mark.tone.textPaint(theme)
    guard mark.location == .center else { return paint }
    let cells = panel.panel.marks.lazy.reversed().compactMap { below -> Color? in
      guard case .raster(let raster) = below else { return nil }
      return raster.color(x: mark.x, y: mark.y, in: theme)?.over(theme.background.color)
    }
    guard let cell = cells.first, paint.color.contrast(with: cell) < 4.5 else { return paint }
    return Paint(cell.readableInk)
  }

  /// Joins words to a point that they do not stand beside.
  private func drawLeader(
    from point: Point, to box: Rect, tone: Tone, on canvas: inout some Canvas
  ) {
    let end = Point(
      x: min(max(point.x, box.minX), box.maxX), y: min(max(point.y, box.minY), box.maxY))
    guard max(abs(end.x - point.x), abs(end.y - point.y)) > 12 * type.factor else { return }
    canvas.stroke(.polyline([point, end]), with: Stroke(tone.faint(0.7).paint(theme), width: 0.8))
  }

  /// Writes a rule's words at its end, above it or beside it.
  private func draw(
    _ text: String, of rule: RuleMark, in panel: PanelLayout, among taken: inout Obstacles,
    on canvas: inout some Canvas
  ) {
    let font = type.small
    let plot = panel.plot
    let text = TextMeasurer.fitted(text, font: font, width: plot.width * 0.6)
    let width = Typography.width(text, font)
    let end: Point
    switch rule.direction {
    case .horizontal:
      guard let share = panel.y?.share(rule.value), share >= 0, share <= 1 else { return }
      end = Point(x: plot.maxX - 4, y: panel.height(share) - 4)
    case .vertical:
      guard let share = panel.x?.share(rule.value), share >= 0, share <= 1 else { return }
      let x = panel.abscissa(share)
      let fits = x + 6 + width <= plot.maxX
      end = Point(x: fits ? x + 5 + width : x - 5, y: plot.minY + font.size)
    }
    taken.add(
      Rect(x: end.x - width, y: end.y - font.size, width: width, height: font.size * 1.25))
    canvas.text(text, font: font, paint: rule.tone.textPaint(theme), at: end, anchor: .end)
  }

  /// Marks where lines have no number: a cross above the axis for NaN, a triangle at the edge
  /// that an infinite number lies beyond, a diamond for what a log axis has no place for.
  func drawGaps(_ panel: PanelLayout, on canvas: inout some Canvas) {
    let plot = panel.plot
    let size = 8 * type.factor
    var drawn: [LineScan.Gap.Cause: [Double]] = [:]
    for (mark, scan) in zip(panel.panel.marks, panel.data.scans) {
      guard case .line(let line) = mark, line.marksGaps, let scan else { continue }
      for gap in scan.gaps {
        guard let ends = Self.ends(of: gap, in: line, panel) else { continue }
        let middle = (ends.0 + ends.1) / 2
        // Marks that would hide each other are one.
        if drawn[gap.cause]?.last.map({ abs($0 - middle) < size * 0.75 }) ?? false { continue }
        drawn[gap.cause, default: []].append(middle)
        if ends.1 - ends.0 > size {
          canvas.stroke(
            .polyline([Point(x: ends.0, y: plot.maxY), Point(x: ends.1, y: plot.maxY)]),
            with: Stroke(theme.alarm, width: 2.4))
        }
        canvas.fill(
          Self.symbol(gap.cause, at: middle, in: plot, size: size), with: theme.alarm)
      }
    }
  }

  /// Where a gap begins and ends along x, as far as the axis goes.
  private static func ends(
    of gap: LineScan.Gap, in line: LineMark, _ panel: PanelLayout
  ) -> (Double, Double)? {
    guard let x = panel.x else { return nil }
    let shares = [line.x[gap.first], line.x[gap.last]].map(x.share).filter(\.isFinite)
    guard let first = shares.min(), let last = shares.max(), first <= 1, last >= 0 else {
      return nil
    }
    return (panel.abscissa(max(first, 0)), panel.abscissa(min(last, 1)))
  }

  /// The sign of a gap; it stands clear of the axis's labels.
  private static func symbol(
    _ cause: LineScan.Gap.Cause, at x: Double, in plot: Rect, size: Double
  ) -> Path {
    let half = size / 2
    switch cause {
    case .nan:
      return SymbolPath.path(.cross, at: [Point(x: x, y: plot.maxY - size * 0.9)], size: size)
    case .above:
      let y = plot.minY
      return .polyline(
        [Point(x: x, y: y), Point(x: x + half, y: y + size), Point(x: x - half, y: y + size)],
        closed: true)
    case .notPositive:
      return SymbolPath.path(.diamond, at: [Point(x: x, y: plot.maxY - size * 0.8)], size: size)
    case .below:
      let y = plot.maxY - 1
      return .polyline(
        [Point(x: x, y: y), Point(x: x + half, y: y - size), Point(x: x - half, y: y - size)],
        closed: true)
    }
  }
}
