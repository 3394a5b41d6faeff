import VizBase
import VizDrawing

extension ScorePainter {
  // MARK: Repeats

  /// The signs of a repeat around its columns, its count, and how the gradient goes through it.
  mutating func drawSigns(
    of times: ScoreModel.Repeat, on line: ScoreLayout.Line, _ staves: Staves
  ) {
    func edge(_ column: Int, _ side: Double) -> Double? {
      guard let index = line.columns.firstIndex(of: column) else { return nil }
      let offset = line.columns.distance(from: line.columns.startIndex, to: index)
      return score.origin.x + line.middles[offset]
        + side * (layout.halfWidth(column) + 22)
    }
    picture.beginGroup(Group(kind: "repeat", title: "×\(times.count)"))
    let y = staves.names + 6
    if let left = edge(times.first, -1) { sign(at: left, isEnd: false, staves) }
    if let right = edge(times.last, 1) {
      sign(at: right, isEnd: true, staves)
      let count = "×\(times.count)"
      picture.text(
        count, font: ScoreMetric.name, paint: theme.ink, at: Point(x: right, y: y - 14),
        anchor: .end)
      drawNorms(
        times.norms, endingAt: right - ScoreLayout.width(count, ScoreMetric.name) - 16, y: y - 14)
    }
    picture.endGroup()
  }

  /// How the gradient's norm goes through the times, from the first to the last.
  private mutating func drawNorms(_ norms: [Double], endingAt x: Double, y: Double) {
    guard norms.count > 1, let first = norms.first, let last = norms.last else { return }
    let words = [first, last].map(NumberFormat.tightMeasure)
    let widths = words.map { ScoreLayout.width($0, ScoreMetric.small) }
    let curve = Rect(x: x - widths[1] - 8 - 90, y: y - 19, width: 90, height: 22)
    picture.stroke(
      Sparkline(norms, in: curve).path, with: Stroke(theme.gradient, width: 2.5))
    for (text, point, anchor) in [
      (words[0], Point(x: curve.minX - 8, y: y), TextAnchor.end),
      (words[1], Point(x: x, y: y), TextAnchor.end),
    ] {
      picture.text(
        text, font: ScoreMetric.small, paint: theme.gradient, at: point, anchor: anchor)
    }
  }

  private mutating func sign(at x: Double, isEnd: Bool, _ staves: Staves) {
    let side = isEnd ? -1.0 : 1
    let (top, bottom) = (staves.names + 4, staves.derivative + 6)
    for (offset, width) in [(0.0, 5.0), (7, 1.5)] {
      picture.stroke(
        .polyline([
          Point(x: x + side * offset, y: top), Point(x: x + side * offset, y: bottom),
        ]), with: Stroke(theme.ink, width: width))
    }
    for offset in [-9.0, 9] {
      picture.fill(
        .circle(center: Point(x: x + side * 15, y: staves.local + offset), radius: 3.5),
        with: theme.ink)
    }
  }

  // MARK: Footer

  mutating func drawFooter(at left: Double) {
    let lines = score.footer
    var y = score.size.height - score.margin - Double(lines.count - 1) * ScoreMetric.smallLine - 4
    picture.beginGroup(Group(id: "legend", kind: "legend"))
    drawKey(at: Point(x: left, y: y - (score.isKeyInFooter ? 0 : ScoreMetric.smallLine)))
    let x = score.isKeyInFooter ? left + Self.keyWidth + 30 : left
    for line in lines {
      picture.text(
        line, font: ScoreMetric.small, paint: theme.secondary, at: Point(x: x, y: y),
        anchor: .start)
      y += ScoreMetric.smallLine
    }
    picture.endGroup()
  }

  private static let sample = 60.0
  private static let keyWords = "gradient’s norm"

  static let keyWidth =
    GradientFlow.samples.reduce(0) {
      $0 + sample + ScoreLayout.width($1.text, ScoreMetric.small) + 24
    } + ScoreLayout.width(keyWords, ScoreMetric.small)

  /// Three widths of red arrows, and which norms they are of.
  private mutating func drawKey(at point: Point) {
    var x = point.x
    for magnitude in GradientFlow.samples {
      let flow = GradientFlow(magnitude.value)
      arrow(
        from: Point(x: x + 52, y: point.y - 7), to: Point(x: x, y: point.y - 7),
        width: 2 * flow.width, paint: theme.gradient, hasHead: true)
      picture.text(
        magnitude.text, font: ScoreMetric.small, paint: theme.secondary,
        at: Point(x: x + Self.sample, y: point.y), anchor: .start)
      x += Self.sample + ScoreLayout.width(magnitude.text, ScoreMetric.small) + 24
    }
    picture.text(
      Self.keyWords, font: ScoreMetric.small, paint: theme.secondary,
      at: Point(x: x, y: point.y), anchor: .start)
  }
}
