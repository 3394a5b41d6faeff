import VizDrawing

extension FigurePainter {
  func draw(
    _ mark: Mark, _ scan: LineScan?, in panel: PanelLayout, on canvas: inout some Canvas
  ) {
    switch mark {
    case .line(let line): if let scan { draw(line, scan, in: panel, on: &canvas) }
    case .dots(let dots): draw(dots, in: panel, on: &canvas)
    case .band(let band): draw(band, in: panel, on: &canvas)
    case .bars(let bars): draw(bars, in: panel, on: &canvas)
    case .rule(let rule): draw(rule, in: panel, on: &canvas)
    // Above all other marks, and not cut at the axes.
    case .text: break
    case .raster(let raster): draw(raster, in: panel, on: &canvas)
    case .filledContour(let contour): draw(contour, in: panel, on: &canvas)
    case .contourLine(let contour): draw(contour, in: panel, on: &canvas)
    case .ridges(let mark): draw(mark, in: panel, on: &canvas)
    }
  }

  // MARK: Lines

  private func draw(
    _ line: LineMark, _ scan: LineScan, in panel: PanelLayout, on canvas: inout some Canvas
  ) {
    let runs = LinePoints.runs(x: line.x, y: line.y, scan: scan, in: panel)
    let stroke = Stroke(line.tone.paint(theme), width: line.width, dash: line.dash)
    let lonely = runs.filter { $0.count == 1 }.compactMap(\.first)
    var path = Path()
    for run in runs where run.count > 1 { path.append(.polyline(run)) }
    if !path.elements.isEmpty { canvas.stroke(path, with: stroke) }
    // A point between two gaps has no line to lie on.
    if !lonely.isEmpty {
      canvas.fill(
        SymbolPath.path(.circle, at: lonely, size: max(line.width * 2.4, 3)), with: stroke.paint)
    }
  }

  private func draw(_ band: BandMark, in panel: PanelLayout, on canvas: inout some Canvas) {
    var path = Path()
    for run in LinePoints.bands(x: band.x, low: band.low, high: band.high, in: panel) {
      path.append(.polyline(run, closed: true))
    }
    if !path.elements.isEmpty { canvas.fill(path, with: band.tone.paint(theme)) }
  }

  private func draw(_ rule: RuleMark, in panel: PanelLayout, on canvas: inout some Canvas) {
    let stroke = Stroke(rule.tone.paint(theme), width: rule.width, dash: rule.dash)
    let plot = panel.plot
    switch rule.direction {
    case .horizontal:
      guard let share = panel.y?.share(rule.value), share.isFinite else { return }
      let y = panel.height(share)
      canvas.stroke(
        .polyline([Point(x: plot.minX, y: y), Point(x: plot.maxX, y: y)]), with: stroke)
    case .vertical:
      guard let share = panel.x?.share(rule.value), share.isFinite else { return }
      let x = panel.abscissa(share)
      canvas.stroke(
        .polyline([Point(x: x, y: plot.minY), Point(x: x, y: plot.maxY)]), with: stroke)
    }
  }

  // MARK: Symbols and areas

  private func draw(_ dots: DotMark, in panel: PanelLayout, on canvas: inout some Canvas) {
    let points = LinePoints.dots(x: dots.x, y: dots.y, in: panel)
    guard !points.isEmpty else { return }
    let paint = dots.tone.paint(theme)
    if dots.shape == .circle {
      // A dot of a round pen: a small fraction of the bytes of an outline.
      var path = Path()
      for point in points {
        path.move(to: point)
        path.line(to: point)
      }
      if let outline = dots.outline {
        canvas.stroke(
          path, with: Stroke(outline.paint(theme), width: dots.size + 2, cap: .round))
      }
      canvas.stroke(path, with: Stroke(paint, width: dots.size, cap: .round))
      return
    }
    let path = SymbolPath.path(dots.shape, at: points, size: dots.size)
    if let outline = dots.outline {
      canvas.stroke(path, with: Stroke(outline.paint(theme), width: 2))
    }
    canvas.fill(path, with: paint)
  }

  private func draw(_ bars: BarMark, in panel: PanelLayout, on canvas: inout some Canvas) {
    var path = Path()
    let base = panel.y.flatMap { y -> Double? in
      let share = y.share(bars.base)
      // On a log axis bars stand on the axis.
      return share.isFinite ? share : 0
    }
    guard let base else { return }
    for index in bars.heights.indices
    where index < bars.starts.count && index < bars.ends.count {
      guard let a = panel.point(bars.starts[index], bars.heights[index]),
        let b = panel.point(bars.ends[index], bars.heights[index])
      else { continue }
      let y = panel.height(base)
      let rect = Rect(
        x: min(a.x, b.x), y: min(a.y, y), width: abs(b.x - a.x), height: abs(a.y - y))
      if rect.width > 0, rect.height > 0 { path.append(.rect(rect)) }
    }
    if !path.elements.isEmpty { canvas.fill(path, with: bars.tone.paint(theme)) }
  }

  private func draw(_ mark: RidgeMark, in panel: PanelLayout, on canvas: inout some Canvas) {
    for ridge in mark.ridges {
      let base = [Double](repeating: ridge.base, count: ridge.x.count)
      let tops = ridge.heights.map { ridge.base + $0 }
      let paint = ridge.tone.paint(theme)
      var ground = theme.background
      ground.color.alpha = mark.opacity
      var fill = ridge.tone.faint(0.45).paint(theme)
      fill.color = fill.color.opacity(mark.opacity)
      for run in LinePoints.bands(x: ridge.x, low: base, high: tops, in: panel) {
        canvas.fill(.polyline(run, closed: true), with: fill)
        let top = Array(run.prefix(run.count / 2))
        canvas.stroke(.polyline(top), with: Stroke(ground, width: 2.4))
        canvas.stroke(.polyline(top), with: Stroke(paint, width: 1.2))
      }
    }
  }

  // MARK: Fields

  private func draw(_ mark: RasterMark, in panel: PanelLayout, on canvas: inout some Canvas) {
    let field = mark.field
    let area = mark.area
    guard let a = panel.point(area.x.lowerBound, area.y.upperBound),
      let b = panel.point(area.x.upperBound, area.y.lowerBound),
      field.values.count == field.columns * field.rows
    else { return }
    // The first row of a field is its lowest, that of an image its highest, unless an axis runs the
    // other way.
    let rows = Array(0..<max(field.rows, 0))
    let columns = Array(0..<max(field.columns, 0))
    var values: [Double] = []
    values.reserveCapacity(field.values.count)
    for row in a.y <= b.y ? rows.reversed() : rows {
      for column in a.x <= b.x ? columns : columns.reversed() {
        values.append(field.values[row * field.columns + column])
      }
    }
    let cells = mark.scale.colors(values, in: theme)
    guard let raster = Raster(columns: field.columns, rows: field.rows, cells: cells) else {
      return
    }
    let rect = Rect(
      x: min(a.x, b.x), y: min(a.y, b.y), width: abs(b.x - a.x), height: abs(b.y - a.y))
    canvas.image(raster, in: rect)
    hatch(mark, in: rect, (a.x > b.x, a.y > b.y), of: panel, on: &canvas)
  }

  private func draw(
    _ mark: FilledContourMark, in panel: PanelLayout, on canvas: inout some Canvas
  ) {
    let levels = Array(Set(mark.levels.filter(\.isFinite))).sorted()
    let regions = mark.field.stackedRegions(
      levels, coversAll: mark.coversAll, tolerance: tolerance(mark.field, in: panel))
    for region in regions {
      // Of a region without an end on one side, the colour is that of its other.
      let next = levels.first { $0 > region.low } ?? region.low
      let middle = region.low.isFinite ? region.low / 2 + next / 2 : next
      var path = Path()
      for ring in region.rings {
        path.append(.polyline(ring.compactMap { panel.point($0.x, $0.y) }, closed: true))
      }
      if !path.elements.isEmpty {
        canvas.fill(path, with: mark.scale.paint(middle, in: theme))
      }
    }
    hatch(mark, in: panel, on: &canvas)
  }

  private func draw(_ mark: ContourLineMark, in panel: PanelLayout, on canvas: inout some Canvas) {
    var path = Path()
    for line in mark.field.contourLines(mark.levels, tolerance: tolerance(mark.field, in: panel)) {
      path.append(
        .polyline(line.points.compactMap { panel.point($0.x, $0.y) }, closed: line.isClosed))
    }
    guard !path.elements.isEmpty else { return }
    canvas.stroke(
      path, with: Stroke(mark.tone.paint(theme), width: mark.width, dash: mark.dash))
  }

  /// A tenth of a pixel, in cells of a field: nobody sees where a line strays less.
  private func tolerance(_ field: ScalarField, in panel: PanelLayout) -> Double {
    guard let a = panel.point(field.xRange.lowerBound, field.yRange.lowerBound),
      let b = panel.point(field.xRange.upperBound, field.yRange.upperBound)
    else { return 0 }
    let cell = max(
      abs(b.x - a.x) / Double(max(field.columns - 1, 1)),
      abs(b.y - a.y) / Double(max(field.rows - 1, 1)))
    return cell > 0 ? 0.1 / cell : 0
  }
}
