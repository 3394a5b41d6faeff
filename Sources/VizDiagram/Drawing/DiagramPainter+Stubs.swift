import VizBase
import VizDrawing
import VizTrace

// What leaves a card: a straight wire, and the numbers beside it.
extension DiagramPainter {
  /// The straight wire that leaves a card, with the forward value above and the gradient below.
  mutating func drawStub(_ card: DiagramModel.Card, at index: Int) {
    // Nothing leaves, and nothing is known of it.
    if model.cards[index].isDeadEnd { return }
    let rect = placement.cards[index].offset(x: origin.x, y: origin.y)
    let box = placement.boxes[index].offset(x: origin.x, y: origin.y)
    let flow = flow(ofStub: card, whole: model.cards[index])
    let strength = card.leaving.compactMap { model.wires[$0].emphasis }.max()
    let isPart = card.leaving.contains {
      model.wires[$0].emphasis != nil && !model.wires[$0].isFaint
    }
    let stroke =
      options.emphasis == nil || card.leaving.isEmpty
      ? stroke(flow) : isPart ? emphasised(strength ?? 0) : faint
    let isHollow = options.emphasis == nil && flow == .unknown
    let start = isLR ? Point(x: rect.maxX, y: rect.midY) : Point(x: rect.midX, y: rect.maxY)
    var end = isLR ? Point(x: box.maxX, y: rect.midY) : Point(x: rect.midX, y: box.maxY)
    let holdsNumbers = placement.geometry[index].holdsNumbers
    let length = placement.geometry[index].numberStub
    if card.leaving.isEmpty {
      // Nothing flows on from here: the wire ends where its numbers do.
      let whole = length + (card.outputName == nil ? 0 : isLR ? 6 : 8)
      end = isLR ? Point(x: start.x + whole, y: start.y) : Point(x: start.x, y: start.y + whole)
    }
    if card.outputName != nil, card.leaving.isEmpty {
      let back =
        isLR ? Point(x: end.x - 4, y: end.y) : Point(x: end.x, y: end.y - 4)
      draw(.polyline([start, back]), stroke, isHollow: isHollow)
      drawArrowhead(at: end, paint: stroke.paint, width: stroke.width)
    } else {
      draw(.polyline([start, end]), stroke, isHollow: isHollow)
    }
    // One wire has its mark where it arrives; a sum has it before its wires part.
    if card.leaving.count > 1, options.emphasis == nil { drawMark(of: flow, before: end, stroke) }
    if let name = card.shownOutputName {
      drawOutputName(name, isLast: card.leaving.isEmpty, from: start, to: end, behind: length)
    }
    if holdsNumbers { return }
    // The cards behind a fold take some of the wire's beginning.
    let behind = if isLR, case .fold = card.kind { Metric.foldDepth + 1 } else { 0.0 }
    let room = isLR ? length - behind - 4 : box.width / 2 - 10
    drawNumbers(
      card, beside: isLR ? Point(x: start.x + behind, y: start.y) : start, length: length - behind,
      room: room)
  }

  /// What an output is called: behind the end of its wire, or beside a wire that leads on.
  private mutating func drawOutputName(
    _ name: String, isLast: Bool, from start: Point, to end: Point, behind length: Double
  ) {
    let (point, anchor): (Point, TextAnchor) =
      switch (isLR, isLast) {
      case (true, true): (Point(x: end.x + 6, y: end.y + 4.5), .start)
      case (true, false): (Point(x: start.x + length + 6, y: end.y - 7), .start)
      case (false, true): (Point(x: end.x, y: end.y + 14), .middle)
      case (false, false): (Point(x: end.x - 8, y: start.y + length + 14), .end)
      }
    picture.text(name, font: Metric.name, paint: theme.ink, at: point, anchor: anchor)
  }

  /// How much gradient comes back through the wire that leaves a card: its own, or where several
  /// nodes of a fold are left the largest of what its wires carry.
  private func flow(ofStub card: DiagramModel.Card, whole: DiagramModel.Card) -> GradientFlow {
    func size(_ card: DiagramModel.Card) -> Double? {
      card.gradient.map { $0.isBroken ? .nan : $0.magnitude }
    }
    if case .fold = card.kind, card.gradient == nil {
      let known = card.leaving.compactMap { index in
        (reach?.known(of: model.wires[index], at: index) ?? model.wires[index]).magnitude
      }
      return flow(known.max(), of: known.max())
    }
    return flow(size(card), of: size(whole))
  }

  private mutating func drawNumbers(
    _ card: DiagramModel.Card, beside start: Point, length: Double, room: Double
  ) {
    let mid = isLR ? start.x + length / 2 - 2 : start.y + length / 2 + 1
    if let data = card.value {
      let fault = card.correction.value
      // What should stand there stands below it, and above the wire.
      let rise = fault.map { !$0.isInherited && isLR } ?? false ? Self.correctionLine : 0
      drawNumber(
        data, isIndex: card.isIndex, paint: theme.value,
        at: isLR ? Point(x: mid, y: start.y - 7 - rise) : Point(x: start.x - 8, y: mid),
        anchor: isLR ? .middle : .end, room: room, fault: fault)
    }
    if let data = card.gradient {
      drawNumber(
        data, prefix: sumSign(card), paint: theme.gradient,
        at: isLR ? Point(x: mid, y: start.y + 17) : Point(x: start.x + 8, y: mid),
        anchor: isLR ? .middle : .start, room: room, fault: card.correction.gradient)
    }
  }

  /// What stands before a gradient that is a sum of what several wires bring back.
  func sumSign(_ card: DiagramModel.Card) -> String {
    let isSum =
      !model.isForwardMode && card.leaving.count > 1
      && card.leaving.contains { model.wires[$0].hasChain }
    return isSum ? "Σ " : ""
  }

  /// The number that a wire shows: a scalar's value, a tensor's norm. What is not finite stands
  /// out by a sign and a colour of its own.
  mutating func drawNumber(
    _ data: TensorData, prefix: String = "", isIndex: Bool = false, paint: Paint, at point: Point,
    anchor: TextAnchor, room: Double, fault: Correction.Fault? = nil
  ) {
    let paint = data.isBroken ? theme.alarm : paint
    let sign = data.isBroken ? 16.0 : 0
    typealias Parts = [(text: String, font: Font, paint: Paint)]
    var texts = self.texts(data)
    // Beside what should stand there it has digits enough to be told from that.
    if let fault, let wrong = Self.texts(data, right: fault.right, model.numbers)?.wrong {
      texts = [wrong] + texts.dropFirst()
    }
    // The widest that fits: a number near the ends of the range has a long exponent.
    let candidates: [Parts] =
      if data.isEmpty {
        [[(prefix + "empty", Metric.small, paint)]]
      } else if isIndex, !data.isBroken {
        [[(data.extremes, Metric.number, paint)]]
      } else if data.scalar != nil || data.only != nil {
        // As the card rounds it, with its sign, which a norm has not.
        texts.map { [(prefix + $0, Metric.number, paint)] }
      } else {
        texts.flatMap { text in
          [Metric.number, Metric.smallStrong].map {
            [(prefix + "norm ", Metric.small, paint), (text, $0, paint)]
          }
        }
      }
    func width(_ parts: Parts) -> Double {
      parts.reduce(sign) { $0 + TextMeasurer.measure($1.text, font: $1.font).width }
    }
    guard var parts = candidates.first(where: { width($0) <= room }) ?? candidates.last else {
      return
    }
    if !data.isEmpty, !isIndex || data.isBroken,
      let text = texts.first(where: { parts.last?.text.hasSuffix($0) ?? false })
    {
      roundings.remember(text, of: texts)
    }
    let excess = max(1, (width(parts) - sign) / max(room - sign, 1))
    for index in parts.indices { parts[index].font.size /= excess }
    let width = width(parts)
    let left =
      switch anchor {
      case .start: point.x
      case .middle: point.x - width / 2
      case .end: point.x - width
      }
    if data.isBroken { warning(at: Point(x: left, y: point.y - 10.5), size: 13) }
    runs(parts, at: Point(x: left + sign, y: point.y), anchor: .start)
    if let fault {
      strike(
        data, fault, from: Point(x: left, y: point.y), width: width, paint: paint, anchor: anchor,
        room: room)
    }
  }

  /// A filled triangle with an exclamation mark.
  mutating func warning(at corner: Point, size: Double) {
    picture.fill(
      .polyline(
        [
          Point(x: corner.x + size / 2, y: corner.y),
          Point(x: corner.x + size, y: corner.y + size - 1),
          Point(x: corner.x, y: corner.y + size - 1),
        ], closed: true), with: theme.alarm)
    let x = corner.x + size / 2
    picture.stroke(
      .polyline([
        Point(x: x, y: corner.y + size * 0.36), Point(x: x, y: corner.y + size * 0.64),
      ]), with: Stroke(theme.background, width: 1.5))
    picture.fill(
      .circle(center: Point(x: x, y: corner.y + size * 0.78), radius: 0.9), with: theme.background)
  }
}
