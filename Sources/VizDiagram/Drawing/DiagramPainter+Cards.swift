import VizBase
import VizDrawing
import VizTrace

extension DiagramPainter {
  static func cardID(_ index: Int) -> String { "card-\(index)" }

  mutating func drawCard(_ index: Int) {
    let card = reach?.known(of: model.cards[index], at: index) ?? model.cards[index]
    let rect = placement.cards[index].offset(x: origin.x, y: origin.y)
    picture.beginGroup(Group(id: Self.cardID(index), kind: "card", title: cardTitle(card)))
    drawStub(card, at: index)
    if let alarm = card.highlight { drawHalo(alarm, around: rect, isLeaf: card.isLeaf) }
    switch card.kind {
    case .leaf:
      drawLeaf(card, in: rect, holdsNumbers: placement.geometry[index].holdsNumbers)
    case .operation:
      outline(card, rect, radius: Metric.radius)
      drawOperation(card, whole: model.cards[index], in: placement.geometry[index].head(of: rect))
    case .tensor:
      outline(card, rect, radius: Metric.radius)
      drawTensor(
        card, whole: model.cards[index], geometry: placement.geometry[index],
        in: placement.geometry[index].head(of: rect))
    case .fold(let fold): drawFold(fold, card, placement.geometry[index], in: rect)
    }
    let geometry = placement.geometry[index]
    if !geometry.lodgers.isEmpty {
      drawLodgers(
        geometry.lodgers.enumerated().map { $1.knowing(card.lodgers[$0]) },
        tint: theme.tint(card.family), padding: geometry.padding, in: geometry.foot(of: rect))
    }
    drawSurroundings(card, geometry, of: rect)
    if card.isFaint { drawVeil(over: index) }
    picture.endGroup()
  }

  /// Takes most of its colour from a card that others stand out from.
  private mutating func drawVeil(over index: Int) {
    var ground = theme.background
    ground.color = ground.color.opacity(0.6)
    let box = placement.boxes[index].offset(x: origin.x, y: origin.y)
    picture.fill(.rect(box.inset(by: -1)), with: ground)
  }

  /// A band around the card, the wider and the more alarming in colour.
  private mutating func drawHalo(_ alarm: Double, around rect: Rect, isLeaf: Bool) {
    let width = Self.haloWidth(alarm)
    let radius = (isLeaf ? Metric.leafRadius : Metric.radius) + width / 2
    picture.stroke(
      .roundedRect(rect.inset(by: -width / 2), radius: radius),
      with: Stroke(theme.halo(alarm), width: width))
  }

  static func haloWidth(_ alarm: Double) -> Double { 1.5 + 2.5 * min(max(alarm, 0), 1) }

  /// What the outline of a card says besides its tint: parameters have a double one, data a
  /// single one, constants a dashed one.
  mutating func outline(_ card: DiagramModel.Card, _ rect: Rect, radius: Double) {
    let tint = theme.tint(card.family)
    picture.fill(.roundedRect(rect, radius: radius), with: tint.fill)
    let dash: [Double] = card.role == .constant ? [3, 2.5] : []
    picture.stroke(
      .roundedRect(rect, radius: radius), with: Stroke(tint.border, width: 1.2, dash: dash))
    if card.role == .parameter {
      picture.stroke(
        .roundedRect(rect.inset(by: 3), radius: max(radius - 3, 2)),
        with: Stroke(tint.border, width: 0.9))
    }
  }

  private mutating func drawLeaf(
    _ card: DiagramModel.Card, in rect: Rect, holdsNumbers: Bool
  ) {
    outline(card, rect, radius: Metric.leafRadius)
    picture.text(
      card.shownSymbol, font: Metric.large.fitting(card.shownSymbol, rect.width - 8),
      paint: theme.ink,
      at: Point(x: rect.midX, y: holdsNumbers ? rect.minY + 20 : rect.midY + 5.5), anchor: .middle)
    guard holdsNumbers else { return }
    var y = rect.minY + 22
    for (data, prefix, isIndex, paint, fault) in [
      (card.value, "", card.isIndex, theme.value, card.correction.value),
      (card.gradient, sumSign(card), false, theme.gradient, card.correction.gradient),
    ] {
      guard let data else { continue }
      y += Metric.numberLine
      drawNumber(
        data, prefix: prefix, isIndex: isIndex, paint: paint,
        at: Point(x: rect.midX, y: y), anchor: .middle,
        room: rect.width - 12, fault: fault)
      if fault?.isInherited == false { y += Self.correctionLine }
    }
  }

  /// A local derivative that is not known yet keeps its place.
  private mutating func drawOperation(
    _ card: DiagramModel.Card, whole: DiagramModel.Card, in rect: Rect
  ) {
    var lines: [(String, Font, Paint, Double)] = [
      (card.shownSymbol, Metric.large, theme.ink, 20)
    ]
    let locals = localLines(whole, width: rect.width - 8)
    if !locals.isEmpty {
      let isKnown = card.locals == whole.locals && card.localText == whole.localText
      let height = locals.count > 1 ? Self.stackedLine : Metric.lineHeight
      lines += locals.map { (isKnown ? $0 : "", Metric.small, theme.secondary, height) }
      if let words = Self.words(forLocalsOf: whole, model.numbers) {
        lines.append((isKnown ? words : "", Metric.smallStrong, theme.ink, Metric.lineHeight))
      }
    }
    if !isLR, let gate = card.gate {
      lines.append((gate, Metric.smallItalic, theme.secondary, Metric.lineHeight))
    }
    var y = rect.midY - lines.reduce(0) { $0 + $1.3 } / 2
    for (index, (text, font, paint, height)) in lines.enumerated() {
      y += height
      let point = Point(x: rect.midX, y: y - height * 0.22)
      picture.text(text, font: font, paint: paint, at: point, anchor: .middle)
      guard index == 1, !card.rightLocals.isEmpty, !card.locals.isEmpty else { continue }
      let width = TextMeasurer.measure(text, font: font).width
      strike(from: Point(x: point.x - width / 2, y: point.y), width: width)
    }
  }

  /// The distance of two local derivatives that stand below each other.
  private static let stackedLine = 12.0

  /// The local derivatives, as precisely as they fit: rather in two lines than rounded more than wires
  /// round them.
  private mutating func localLines(_ card: DiagramModel.Card, width: Double) -> [String] {
    func fits(_ text: String) -> Bool {
      TextMeasurer.measure(text, font: Metric.small).width <= width
    }
    let areWhole = card.locals.allSatisfy { $0 == $0.rounded() }
    let known = roundings
    let whole = (areWhole ? NumberFormat(for: card.locals) : model.numbers).text
    let formats: [(Double) -> String] = [{ known.text(whole($0)) }, NumberFormat.compact]
    let rows = formats.map { format in card.locals.map { format($0) } }
    let tight = card.locals.map(NumberFormat.tight)
    func remember(_ texts: [String]) {
      for (text, longest) in zip(texts, rows[0]) { roundings.remember(text, of: [longest]) }
    }
    if !card.locals.isEmpty, let fitting = rows.first(where: { fits(Self.list($0)) }) {
      remember(fitting)
      return [Self.list(fitting)]
    }
    if card.locals.count == 2, card.rightLocals.isEmpty,
      let fitting = rows.first(where: { $0.allSatisfy(fits) })
    {
      remember(fitting)
      return fitting
    }
    guard let last = card.locals.isEmpty ? card.localText : Self.list(tight) else { return [] }
    if !card.locals.isEmpty { remember(tight) }
    return [fits(last) ? last : TextMeasurer.fitted(last, font: Metric.small, width: width)]
  }

  /// Numbers in a row; of many that are equal, one.
  private static func list(_ texts: [String]) -> String {
    if texts.count > 3, Set(texts).count == 1, let text = texts.first { return "\(text) each" }
    return texts.joined(separator: ", ")
  }

  /// What stands beside a card: its role in the backward flow, and the name of what it computes.
  private mutating func drawSurroundings(
    _ card: DiagramModel.Card, _ geometry: CardGeometry, of rect: Rect
  ) {
    let rect = rect.inset(by: -(card.highlight.map(Self.haloWidth) ?? 0))
    let gate = geometry.showsGate ? card.gate : nil
    if let gate, isLR {
      picture.text(
        gate, font: Metric.smallItalic, paint: theme.secondary,
        at: Point(x: rect.midX, y: rect.maxY + 13), anchor: .middle)
    }
    if let note = card.shownNote {
      let shown = TextMeasurer.fitted(
        note, font: Metric.smallItalic, width: isLR ? rect.width : 180)
      let point =
        isLR
        ? Point(x: rect.midX, y: rect.maxY + 13 + (gate == nil ? 0 : Metric.lineHeight))
        : Point(x: rect.minX - 6, y: rect.midY + 4 + Metric.lineHeight)
      picture.text(
        shown, font: Metric.smallItalic, paint: theme.secondary, at: point,
        anchor: isLR ? .middle : .end)
    }
    guard let name = card.name, !card.isLeaf, card.family != .leaf, geometry.body?.name == nil
    else { return }
    let shown = TextMeasurer.fitted(name, font: Metric.smallItalic, width: rect.width)
    if isLR {
      picture.text(
        shown, font: Metric.smallItalic, paint: theme.ink,
        at: Point(x: rect.midX, y: rect.minY - 5), anchor: .middle)
    } else {
      picture.text(
        shown, font: Metric.smallItalic, paint: theme.ink,
        at: Point(x: rect.minX - 6, y: rect.midY + 4), anchor: .end)
    }
  }

  // MARK: Words

  /// The card in words, with its numbers in full.
  private func cardTitle(_ card: DiagramModel.Card) -> String {
    var words = card.symbol
    if let name = card.name, name != card.symbol { words += " (\(name))" }
    if !card.shape.isEmpty { words += " " + card.shape.joined(separator: "×") }
    if let note = card.note { words += ", \(note)" }
    if let value = card.value?.scalar {
      words += ", value \(Self.words(value, card.correction.value))"
    }
    if let gradient = card.gradient?.scalar {
      words += ", \(model.isForwardMode ? "tangent" : "gradient")"
      words += " \(Self.words(gradient, card.correction.gradient))"
    }
    if !card.locals.isEmpty {
      words += ", local \(card.locals.map(MathName.number).joined(separator: ", "))"
    }
    return words
  }
}

extension Font {
  /// The font itself, or a smaller one where the text is wider than its room.
  fileprivate func fitting(_ text: String, _ width: Double) -> Font {
    let natural = TextMeasurer.measure(text, font: self).width
    return natural <= width ? self : Font(size: Metric.number.size, cut: cut)
  }
}

extension Theme {
  /// The colour of a halo: that of alarms, the fainter the less there is to fear.
  func halo(_ alarm: Double) -> Paint {
    var paint = self.alarm
    paint.color = paint.color.opacity(0.25 + 0.75 * min(max(alarm, 0), 1))
    return paint
  }
}
