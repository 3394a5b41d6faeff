import VizBase
import VizDrawing
import VizTrace

// What a check found of a number: a stroke through it, and what should stand there.
extension DiagramPainter {
  static let correctionLine = 13.0
  /// The words before what is right.
  private static let words = "should be "

  /// The room that a fault of its own takes: along the wire, and across it.
  static func room(for correction: Correction) -> Size? {
    correction.isOwn ? Size(width: 112, height: 2 * (Metric.number.size + 8 + correctionLine)) : nil
  }

  /// A number of a picture beside the one that should stand there, with digits enough to tell them
  /// apart.
  static func texts(
    _ data: TensorData, right: TensorData?, _ numbers: NumberFormat
  ) -> (wrong: String, right: String?)? {
    guard let wrong = data.only else { return nil }
    guard let right = right?.only else { return (numbers.text(wrong), nil) }
    let texts = (numbers.text(wrong), numbers.text(right))
    guard texts.0 == texts.1, wrong != right, wrong.isFinite, right.isFinite else { return texts }
    let longer = (3...17).lazy.map { digits in
      [wrong, right].map { MathName.number(DecimalNumber($0).rounded(to: digits).value) }
    }.first { $0[0] != $0[1] }
    return longer.map { ($0[0], $0[1]) } ?? texts
  }

  /// What should stand in the place of a rule's local derivatives, in words; nil where they are right.
  static func words(
    forLocalsOf card: DiagramModel.Card, _ numbers: NumberFormat
  ) -> String? {
    guard !card.rightLocals.isEmpty else { return nil }
    let right = zip(card.locals, card.rightLocals).map { wrong, right in
      Self.texts(.scalar(wrong), right: .scalar(right), numbers)?.right ?? numbers.text(right)
    }
    return Self.words + right.joined(separator: ", ")
  }

  /// What should stand in a number's place, in words; nil where that is not known or not to be told.
  private func correction(of data: TensorData, _ fault: Correction.Fault) -> String? {
    guard !fault.isInherited, let right = fault.right else { return nil }
    if let texts = Self.texts(data, right: right, model.numbers) {
      return texts.right.map { Self.words + $0 }
    }
    let norms = [data, right].map { NumberFormat.measure($0.magnitude) }
    return norms[0] == norms[1] ? "with other elements" : Self.words + norms[1]
  }

  /// Strikes a number through, from its left to its right end at its baseline, and writes below what
  /// should stand there.
  mutating func strike(
    _ data: TensorData, _ fault: Correction.Fault, from start: Point, width: Double,
    paint: Paint, anchor: TextAnchor, room: Double
  ) {
    strike(from: start, width: width)
    picture.beginGroup(Group(kind: "correction"))
    if let text = correction(of: data, fault) {
      var font = Metric.smallStrong
      font.shrink(text, to: room)
      let x =
        switch anchor {
        case .start: start.x
        case .middle: start.x + width / 2
        case .end: start.x + width
        }
      picture.text(
        text, font: font, paint: paint, at: Point(x: x, y: start.y + Self.correctionLine),
        anchor: anchor)
    }
    picture.endGroup()
  }

  /// Strikes a text through, from its left to its right end at its baseline.
  mutating func strike(from start: Point, width: Double) {
    picture.beginGroup(Group(kind: "correction"))
    let y = start.y - Metric.number.size * 0.33
    picture.stroke(
      .polyline([Point(x: start.x - 3, y: y), Point(x: start.x + width + 3, y: y)]),
      with: Stroke(theme.ink, width: 1.2))
    picture.endGroup()
  }

  /// Strikes through what shows a tensor's elements.
  mutating func strike(_ fault: Correction.Fault?, over frame: Rect) {
    guard fault != nil else { return }
    picture.beginGroup(Group(kind: "correction"))
    picture.stroke(
      .polyline([Point(x: frame.minX, y: frame.maxY), Point(x: frame.maxX, y: frame.minY)]),
      with: Stroke(theme.ink, width: 1.5))
    picture.endGroup()
  }

  /// What a card's title says of a number: `0.78 (which should be −0.78)`.
  static func words(_ number: Double, _ fault: Correction.Fault?) -> String {
    let text = MathName.number(number)
    guard let fault else { return text }
    if fault.isInherited { return "\(text) (which inherits a fault)" }
    guard let right = fault.right?.only else { return "\(text) (which is wrong)" }
    return "\(text) (which should be \(MathName.number(right)))"
  }
}

extension DiagramPainter {
  /// Strikes through what a wire brings back from a gradient that is wrong.
  mutating func strike(
    _ text: String, _ font: Font, of wire: DiagramModel.Wire, at point: Point, isCentred: Bool
  ) {
    guard model.cards[wire.to].correction.gradient != nil else { return }
    let width = TextMeasurer.measure(text, font: font).width
    let left = point.x - (isCentred ? width / 2 : 0)
    picture.beginGroup(Group(kind: "correction"))
    picture.stroke(
      .polyline([
        Point(x: left - 2, y: point.y - 4), Point(x: left + width + 2, y: point.y - 4),
      ]), with: Stroke(theme.ink, width: 1.3))
    picture.endGroup()
  }
}
