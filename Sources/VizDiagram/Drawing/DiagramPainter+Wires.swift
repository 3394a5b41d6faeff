import VizBase
import VizDrawing
import VizTrace

extension DiagramPainter {
  /// The stroke of a wire that carries so much gradient: dotted where nothing flows.
  private func stroke(_ flow: GradientFlow) -> Stroke {
    switch flow {
    case .blocked: Stroke(theme.wire, width: flow.width, dash: [0.01, 5], cap: .round)
    case .broken: Stroke(theme.alarm, width: flow.width)
    case .unknown, .below, .above, .width: Stroke(theme.wire, width: flow.width)
    }
  }

  /// How much gradient a wire carries. Where none is known of any wire, none is missing: such a wire
  /// is as thin as one that the passes have not reached.
  private func flow(_ magnitude: Double?, of whole: Double?) -> GradientFlow {
    guard magnitude == nil, !model.hasGradients || whole != nil else {
      return GradientFlow(magnitude)
    }
    return .width(Self.plainWidth)
  }

  private static let plainWidth = 1.4

  /// Draws the line of a wire, hollow where its gradient is not known.
  private mutating func draw(_ path: Path, _ stroke: Stroke, isHollow: Bool) {
    picture.stroke(path, with: stroke)
    guard isHollow else { return }
    picture.stroke(path, with: Stroke(theme.background, width: stroke.width - 2))
  }

  /// The stroke of a wire that others stand out from.
  private var faint: Stroke {
    var paint = theme.wire
    paint.color = paint.color.opacity(0.35)
    return Stroke(paint, width: 0.9)
  }

  /// The stroke of a wire that stands out.
  private func emphasised(_ strength: Double) -> Stroke {
    Stroke(theme.gradient, width: 2 + 4 * min(max(strength, 0), 1))
  }

  static func wireID(_ index: Int) -> String { "wire-\(index)" }

  mutating func drawWire(_ index: Int) {
    let wire = reach?.known(of: model.wires[index], at: index) ?? model.wires[index]
    let flow = flow(wire.magnitude, of: model.wires[index].magnitude)
    let isPlain = !wire.isFaint && wire.emphasis == nil
    let stroke = wire.isFaint ? faint : wire.emphasis.map(emphasised) ?? stroke(flow)
    let box = placement.boxes[wire.to].offset(x: origin.x, y: origin.y)
    let card = placement.cards[wire.to].offset(x: origin.x, y: origin.y)
    picture.beginGroup(Group(id: Self.wireID(index), kind: "wire", title: wireTitle(wire)))
    var path = placement.routes[index].offset(by: origin)
    let arrival = placement.arrival(at: index, wire, options.direction) + origin
    // From above, the cards behind a fold come first.
    let behind = if !isLR, case .fold = model.cards[wire.to].kind { Metric.foldDepth } else { 0.0 }
    let tip =
      isLR
      ? Point(x: card.minX, y: arrival.y) : Point(x: arrival.x, y: card.minY - behind)
    // The line ends inside the arrowhead, so that its blunt end never shows.
    path.line(to: isLR ? Point(x: tip.x - 3, y: tip.y) : Point(x: tip.x, y: tip.y - 3))
    draw(path, stroke, isHollow: isPlain && flow == .unknown)
    drawArrowhead(at: tip, paint: stroke.paint, width: stroke.width)
    if isPlain { drawMark(of: flow, before: tip, stroke) }
    drawArrival(wire, at: index, from: isLR ? box.minX : box.minY, to: tip)
    drawPort(of: wire, at: tip)
    picture.endGroup()
  }

  /// What says that a gradient is smaller or larger than the widths tell.
  private mutating func drawMark(of flow: GradientFlow, before tip: Point, _ stroke: Stroke) {
    func back(_ distance: Double) -> Point {
      isLR ? Point(x: tip.x - distance, y: tip.y) : Point(x: tip.x, y: tip.y - distance)
    }
    switch flow {
    case .below:
      flow.mark(back(14), back(12), stroke.paint, theme, scale: 1, on: &picture)
    case .above:
      drawArrowhead(at: back(8), paint: stroke.paint, width: stroke.width)
    case .unknown, .broken, .blocked, .width: break
    }
  }

  private mutating func drawArrowhead(at tip: Point, paint: Paint, width: Double) {
    let length = 6.5 + width * 0.6
    let half = 2.8 + width * 0.5
    let points =
      isLR
      ? [
        Point(x: tip.x - length, y: tip.y - half), tip, Point(x: tip.x - length, y: tip.y + half),
      ]
      : [
        Point(x: tip.x - half, y: tip.y - length), tip, Point(x: tip.x + half, y: tip.y - length),
      ]
    picture.fill(.polyline(points, closed: true), with: paint)
  }

  /// What stands on the straight end of a wire: the chain rule, or the part that flows into a sum.
  private mutating func drawArrival(
    _ wire: DiagramModel.Wire, at index: Int, from start: Double, to tip: Point
  ) {
    guard let chain = wire.chain, placement.geometry[wire.to].strip > 0 else { return }
    if options.show == .chain {
      // The upstream factor is computed once; all rows but the first use it again.
      let isReused = model.cards[wire.to].arriving.contains {
        model.wires[$0].chain != nil && placement.rows[$0] < placement.rows[index]
      }
      drawChain(chain, isReused: isReused, from: start, to: tip)
    } else if model.cards[wire.from].leaving.count > 1 {
      // As precisely as it fits before the arrowhead, or beside the next wire.
      let room = 48.0
      var font = Metric.smallStrong
      var text = model.numbers.text(chain.product)
      if TextMeasurer.measure(text, font: font).width > room {
        text = NumberFormat.compact(chain.product)
        font.shrink(text, to: room)
      }
      let paint = chain.product.isFinite ? theme.gradient : theme.alarm
      if isLR {
        let point = Point(x: (start + tip.x) / 2 - 4, y: tip.y - 5)
        picture.text(
          text, font: font, paint: paint, at: point, anchor: .middle)
      } else {
        let point = Point(x: tip.x + 6, y: (start + tip.y) / 2)
        picture.text(
          text, font: font, paint: paint, at: point, anchor: .start)
      }
    }
  }

  /// Which of several outputs the wire carries, beside the arrowhead.
  private mutating func drawPort(of wire: DiagramModel.Wire, at tip: Point) {
    guard let port = wire.port else { return }
    let text = TextMeasurer.fitted(port, font: Metric.small, width: 60)
    let end = isLR ? Point(x: tip.x - 3, y: tip.y + 16) : Point(x: tip.x - 8, y: tip.y - 4)
    // A wire that comes from this side runs behind it.
    let width = TextMeasurer.measure(text, font: Metric.small).width + 4
    let ground = Rect(x: end.x - width + 2, y: end.y - 10, width: width, height: 12)
    picture.fill(.roundedRect(ground, radius: 3), with: theme.background)
    picture.text(text, font: Metric.small, paint: theme.secondary, at: end, anchor: .end)
  }

  private mutating func drawChain(
    _ chain: Contribution.Numbers, isReused: Bool, from start: Double, to tip: Point
  ) {
    typealias Runs = [(text: String, font: Font, paint: Paint)]
    func parts(
      _ factor: (Double) -> String, _ contribution: (Double) -> String
    ) -> Runs {
      func paint(_ number: Double, _ paint: Paint) -> Paint {
        number.isFinite ? paint : theme.alarm
      }
      return [
        (factor(chain.upstream), Metric.small, paint(chain.upstream, theme.gradient)),
        (" × " + factor(chain.local), Metric.small, paint(chain.local, theme.ink)),
        (" = ", Metric.small, theme.secondary),
        (
          contribution(chain.product), Metric.smallStrong,
          paint(chain.product, theme.gradient)
        ),
      ]
    }
    func width(_ runs: Runs) -> Double {
      runs.reduce(0) { $0 + TextMeasurer.measure($1.text, font: $1.font).width }
    }
    // The shaded ground of a factor that was computed before is a little wider than the factor.
    let isOneLine = isLR && !options.arrangement.isCompact
    let room = isLR ? tip.x - start - (isReused ? 17 : 12) : 100
    func fits(_ runs: Runs) -> Bool {
      isOneLine ? width(runs) <= room : width(Array(runs.prefix(2))) <= room - (isReused ? 5 : 0)
    }
    // Numbers near the ends of the range leave no room for the factors; the wire's title has them.
    let chosen =
      [
        parts(model.numbers.text, model.numbers.text),
        parts(NumberFormat.compact, NumberFormat.compact),
      ].first(where: fits) ?? parts({ _ in "…" }, NumberFormat.compact)
    let first = TextMeasurer.measure(chosen[0].text, font: chosen[0].font).width
    let left = isLR ? start + 2 : tip.x + 7
    let baseline = isLR ? tip.y - 5 : start + 14
    var x = left
    if isReused {
      let pill = Rect(x: left, y: baseline - 10.5, width: first + 6, height: 14)
      picture.fill(.roundedRect(pill, radius: 4), with: theme.tint(.loss).fill)
      picture.stroke(
        .roundedRect(pill, radius: 4), with: Stroke(theme.tint(.loss).border, width: 0.8))
      x += 3
    }
    runs(Array(chosen.prefix(1)), at: Point(x: x, y: baseline), anchor: .start)
    x += first + (isReused ? 2 : 0)
    if isOneLine {
      runs(Array(chosen.dropFirst()), at: Point(x: x, y: baseline), anchor: .start)
    } else {
      // In a row the wire runs between the two lines.
      let next = baseline + (isLR ? Metric.lineHeight + 5 : Metric.lineHeight)
      runs([chosen[1]], at: Point(x: x, y: baseline), anchor: .start)
      runs(Array(chosen.suffix(2)), at: Point(x: left - 3, y: next), anchor: .start)
    }
  }

  /// The straight wire that leaves a card, with the forward value above and the gradient below.
  mutating func drawStub(_ card: DiagramModel.Card, at index: Int) {
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
    if let name = card.shownOutputName {
      let point =
        isLR
        ? Point(x: (card.leaving.isEmpty ? end.x : start.x + length) + 6, y: end.y + 4.5)
        : Point(x: end.x, y: end.y + 14)
      picture.text(
        name, font: Metric.name, paint: theme.ink, at: point, anchor: isLR ? .start : .middle)
    }
    if holdsNumbers { return }
    // The cards behind a fold take some of the wire's beginning.
    let behind = if isLR, case .fold = card.kind { Metric.foldDepth + 1 } else { 0.0 }
    let room = isLR ? length - behind - 4 : box.width / 2 - 10
    drawNumbers(
      card, beside: isLR ? Point(x: start.x + behind, y: start.y) : start, length: length - behind,
      room: room)
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
      drawNumber(
        data, paint: theme.value,
        at: isLR ? Point(x: mid, y: start.y - 7) : Point(x: start.x - 8, y: mid),
        anchor: isLR ? .middle : .end, room: room)
    }
    if let data = card.gradient {
      drawNumber(
        data, prefix: sumSign(card), paint: theme.gradient,
        at: isLR ? Point(x: mid, y: start.y + 17) : Point(x: start.x + 8, y: mid),
        anchor: isLR ? .middle : .start, room: room)
    }
  }

  /// What stands before a gradient that is a sum of what several wires bring back.
  func sumSign(_ card: DiagramModel.Card) -> String {
    card.leaving.count > 1 && card.leaving.contains { model.wires[$0].chain != nil } ? "Σ " : ""
  }

  /// The number that a wire shows: a scalar's value, a tensor's norm. What is not finite stands
  /// out by a sign and a colour of its own.
  mutating func drawNumber(
    _ data: TensorData, prefix: String = "", paint: Paint, at point: Point, anchor: TextAnchor,
    room: Double
  ) {
    let paint = data.isBroken ? theme.alarm : paint
    let sign = data.isBroken ? 16.0 : 0
    typealias Parts = [(text: String, font: Font, paint: Paint)]
    // The widest that fits: a number near the ends of the range has a long exponent.
    let candidates: [Parts] =
      if data.isEmpty {
        [[(prefix + "empty", Metric.small, paint)]]
      } else if data.scalar == nil, let number = data.only {
        // As the card rounds it, with its sign, which a norm has not.
        [[(prefix + NumberFormat(for: [number]).text(number), Metric.number, paint)]]
      } else if let number = data.scalar {
        [model.numbers.text(number), NumberFormat.compact(number)].map {
          [(prefix + $0, Metric.number, paint)]
        }
      } else {
        [Metric.number, Metric.smallStrong].map {
          [
            (prefix + "norm ", Metric.small, paint),
            (NumberFormat.compact(data.magnitude), $0, paint),
          ]
        }
      }
    func width(_ parts: Parts) -> Double {
      parts.reduce(sign) { $0 + TextMeasurer.measure($1.text, font: $1.font).width }
    }
    guard var parts = candidates.first(where: { width($0) <= room }) ?? candidates.last else {
      return
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

  private func wireTitle(_ wire: DiagramModel.Wire) -> String {
    let port = wire.port.map { " \($0)" } ?? ""
    let names = "\(model.cards[wire.from].symbol)\(port) → \(model.cards[wire.to].symbol)"
    guard let chain = wire.chain else { return names }
    return "\(names): upstream \(MathName.number(chain.upstream))"
      + " × local \(MathName.number(chain.local))"
      + " = contribution \(MathName.number(chain.product))"
  }
}
