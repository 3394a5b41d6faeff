import VizBase
import VizDrawing
import VizTrace

/// How much room the parts of a fold's card take.
enum FoldMetric {
  static let padding = 12.0
  /// The lines of the numbers that leave the fold, and of a shape that is too long for its line.
  static let numbers = 16.0
  static let shape = 18.0
  static let curve = 22.0
}

// What is folded away.
extension DiagramPainter {
  mutating func drawFold(
    _ fold: DiagramModel.Fold, _ card: DiagramModel.Card, _ geometry: CardGeometry,
    in whole: Rect
  ) {
    let tint = theme.tint(.other)
    // Cards behind the card: there is more to open.
    for offset in [Metric.foldDepth, Metric.foldDepth / 2] {
      let behind = whole.offset(x: offset, y: -offset).inset(by: 1)
      picture.fill(.roundedRect(behind, radius: Metric.radius), with: tint.fill)
      picture.stroke(
        .roundedRect(behind, radius: Metric.radius), with: Stroke(tint.border, width: 0.9))
    }
    picture.fill(.roundedRect(whole, radius: Metric.radius), with: tint.fill)
    picture.stroke(
      .roundedRect(whole, radius: Metric.radius), with: Stroke(tint.border, width: 1.2))
    let rect = geometry.head(of: whole)
    let (left, right) = (rect.minX + FoldMetric.padding, rect.maxX - FoldMetric.padding)
    let repeatsWidth = TextMeasurer.measure(fold.repeatsText, font: Metric.large).width
    picture.text(
      Self.title(fold, width: rect.width - 30 - repeatsWidth), font: Metric.number,
      paint: theme.ink,
      at: Point(x: left, y: rect.minY + 22), anchor: .start)
    if fold.repeats > 1 {
      picture.text(
        fold.repeatsText, font: Metric.large, paint: theme.ink,
        at: Point(x: right, y: rect.minY + 23), anchor: .end)
    }
    picture.text(
      Self.hides(fold), font: Metric.small, paint: theme.secondary,
      at: Point(x: left, y: rect.minY + 39), anchor: .start)
    var y = rect.minY + 39
    // The shape of what leaves it, where there is room.
    let fits = Self.fitsBeside(fold, card, width: rect.width)
    if fits || fold.gradientNorms.count < 2 {
      if !fits { y += FoldMetric.shape }
      picture.text(
        card.shownShape, font: Metric.small, paint: theme.secondary,
        at: Point(x: right, y: y), anchor: .end)
    }
    if geometry.holdsNumbers {
      y += FoldMetric.numbers
      drawNumbers(of: card, in: rect, at: y)
    }
    if !card.taken.isEmpty {
      picture.text(
        TextMeasurer.fitted(
          "shares \(card.taken.joined(separator: ", "))", font: Metric.smallItalic,
          width: rect.width - 24),
        font: Metric.smallItalic, paint: theme.secondary,
        at: Point(x: left, y: rect.maxY - 9), anchor: .start)
    }
    if fold.gradientNorms.count > 1 {
      drawCurve(
        fold.gradientNorms,
        in: Rect(x: left, y: y + 9, width: right - left, height: FoldMetric.curve))
    }
  }

  /// A title that is too long says the ends of the fold, or loses the last of what it lists.
  static func title(_ fold: DiagramModel.Fold, width: Double) -> String {
    func fits(_ text: String) -> Bool {
      TextMeasurer.measure(text, font: Metric.number).width <= width
    }
    let title = fold.title
    if let ends = fold.ends, fits(ends), title.hasSuffix("…") || !fits(title) { return ends }
    if fits(title) { return title }
    var pieces = title.split(separator: ", ")
    while pieces.count > 1 {
      pieces.removeLast()
      let shorter = pieces.joined(separator: ", ") + ", …"
      if fits(shorter) { return shorter }
    }
    return TextMeasurer.fitted(title, font: Metric.number, width: width)
  }

  private static func hides(_ fold: DiagramModel.Fold) -> String {
    "hides \(fold.hidden) node\(fold.hidden == 1 ? "" : "s")"
  }

  /// Whether the shape of what leaves a fold has room beside the number of its nodes.
  static func fitsBeside(
    _ fold: DiagramModel.Fold, _ card: DiagramModel.Card, width: Double
  ) -> Bool {
    let words = TextMeasurer.measure(hides(fold), font: Metric.small).width
    return TextMeasurer.measure(card.shownShape, font: Metric.small).width <= width - 36 - words
  }

  /// The value that leaves a fold, and the gradient that comes back to it.
  private mutating func drawNumbers(of card: DiagramModel.Card, in rect: Rect, at y: Double) {
    let room = rect.width / 2 - FoldMetric.padding - 3
    if let value = card.value {
      drawNumber(
        value, isIndex: card.isIndex, paint: theme.value,
        at: Point(x: rect.minX + FoldMetric.padding, y: y), anchor: .start, room: room,
        fault: card.correction.value)
    }
    if let gradient = card.gradient {
      drawNumber(
        gradient, prefix: sumSign(card), paint: theme.gradient,
        at: Point(x: rect.maxX - FoldMetric.padding, y: y), anchor: .end, room: room,
        fault: card.correction.gradient)
    }
  }

  /// The curve of the gradients' norms, with its powers of ten and its ends in words.
  private mutating func drawCurve(_ norms: [Double], in rect: Rect) {
    func level(_ y: Double, _ stroke: Stroke) {
      picture.stroke(
        .polyline([Point(x: rect.minX, y: y), Point(x: rect.maxX, y: y)]), with: stroke)
    }
    let line = Sparkline(norms, in: rect, roundings)
    level(rect.maxY, Stroke(theme.hairline, width: 1))
    for y in line.decades { level(y, Stroke(theme.hairline, width: 0.8, dash: [2, 2])) }
    picture.stroke(line.path, with: Stroke(theme.gradient, width: 1.4))
    picture.text(
      line.caption, font: Metric.small, paint: theme.gradient,
      at: Point(x: rect.minX, y: rect.maxY + Metric.lineHeight), anchor: .start)
  }
}
