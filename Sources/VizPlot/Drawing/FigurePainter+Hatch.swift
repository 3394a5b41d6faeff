import VizDrawing

// What lies below the centre of a scale is hatched, as colours alone do not tell signs.
extension FigurePainter {
  /// The distance of the lines, in pixels across.
  private var gap: Double { 6 * type.factor }

  /// Hatches cells, where a mark says so.
  ///
  /// - Parameter isFlipped: Whether the first column stands on the right, and the first row above.
  func hatch(
    _ mark: RasterMark, in rect: Rect, _ isFlipped: (x: Bool, y: Bool), of panel: PanelLayout,
    on canvas: inout some Canvas
  ) {
    guard mark.isHatched, mark.scale.hasBelow, let seen = Self.seen(of: rect, in: panel) else {
      return
    }
    let field = mark.field
    func index(_ share: Double, _ count: Int, _ isFlipped: Bool) -> Int {
      let index = min(max(Int(share * Double(count)), 0), count - 1)
      return isFlipped ? count - 1 - index : index
    }
    hatch(seen, on: &canvas) { point in
      let column = index((point.x - rect.minX) / rect.width, field.columns, isFlipped.x)
      // The first row is the lowest.
      let row = index((rect.maxY - point.y) / rect.height, field.rows, isFlipped.y)
      return mark.scale.isBelow(field.values[row * field.columns + column])
    }
  }

  /// Hatches a field of filled levels.
  func hatch(_ mark: FilledContourMark, in panel: PanelLayout, on canvas: inout some Canvas) {
    let field = mark.field
    guard mark.scale.hasBelow, field.columns > 1, field.rows > 1,
      field.values.count == field.columns * field.rows,
      let first = panel.point(field.xRange.lowerBound, field.yRange.lowerBound),
      let last = panel.point(field.xRange.upperBound, field.yRange.upperBound),
      first.x != last.x, first.y != last.y
    else { return }
    let rect = Rect(
      x: min(first.x, last.x), y: min(first.y, last.y), width: abs(last.x - first.x),
      height: abs(last.y - first.y))
    guard let seen = Self.seen(of: rect, in: panel) else { return }
    hatch(seen, on: &canvas) { point in
      let x = (point.x - first.x) / (last.x - first.x) * Double(field.columns - 1)
      let y = (point.y - first.y) / (last.y - first.y) * Double(field.rows - 1)
      let column = min(max(Int(x), 0), field.columns - 2)
      let row = min(max(Int(y), 0), field.rows - 2)
      let (right, up) = (x - Double(column), y - Double(row))
      func value(_ row: Int) -> Double {
        let index = row * field.columns + column
        return field.values[index] * (1 - right) + field.values[index + 1] * right
      }
      return mark.scale.isBelow(value(row) * (1 - up) + value(row + 1) * up)
    }
  }

  /// Hatches the part of a colour bar that stands below the centre.
  func hatch(_ scale: ColorScale, in bar: Rect, on canvas: inout some Canvas) {
    guard scale.hasBelow, let ends = scale.ends else { return }
    hatch(bar, on: &canvas) { point in
      let share = (bar.maxY - point.y) / bar.height
      return scale.isBelow(ends.first * (1 - share) + ends.last * share)
    }
  }

  /// The part of a rectangle that lies in the panel; nil where none does.
  private static func seen(of rect: Rect, in panel: PanelLayout) -> Rect? {
    let plot = panel.plot
    let (left, top) = (max(rect.minX, plot.minX), max(rect.minY, plot.minY))
    let (right, bottom) = (min(rect.maxX, plot.maxX), min(rect.maxY, plot.maxY))
    guard left < right, top < bottom else { return nil }
    return Rect(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// Lines of the ground's colour from lower left to upper right, a pixel wide.
  private func hatch(
    _ rect: Rect, on canvas: inout some Canvas, where isBelow: (Point) -> Bool
  ) {
    var path = Path()
    for offset in stride(from: gap / 2, to: rect.width + rect.height, by: gap) {
      let (low, high) = (max(0, offset - rect.width), min(rect.height, offset))
      guard low < high else { continue }
      func point(_ depth: Double) -> Point {
        Point(x: rect.minX + offset - depth, y: rect.minY + depth)
      }
      let steps = max(Int((high - low).rounded(.up)), 1)
      var start: Double?
      for step in 0...steps {
        func depth(_ step: Double) -> Double { low + (high - low) * step / Double(steps) }
        let isInside = step < steps && isBelow(point(depth(Double(step) + 0.5)))
        if isInside {
          start = start ?? depth(Double(step))
        } else if let begin = start {
          path.move(to: point(begin))
          path.line(to: point(depth(Double(step))))
          start = nil
        }
      }
    }
    guard !path.elements.isEmpty else { return }
    var ground = theme.background
    ground.color = ground.color.opacity(0.75)
    canvas.stroke(path, with: Stroke(ground, width: type.factor))
  }
}
