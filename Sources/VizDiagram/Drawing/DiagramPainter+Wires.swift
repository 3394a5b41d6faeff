import VizBase
import VizDrawing
import VizTrace

extension DiagramPainter {
  /// The stroke of a wire that carries so much gradient: dotted where nothing flows.
  func stroke(_ flow: GradientFlow) -> Stroke {
    switch flow {
    case .blocked: Stroke(theme.wire, width: flow.width, dash: [0.01, 5], cap: .round)
    case .broken: Stroke(theme.alarm, width: flow.width)
    case .unknown, .below, .above, .width: Stroke(theme.wire, width: flow.width)
    }
  }

  /// How much gradient a wire carries. Where none is known of any wire, none is missing: such a wire
  /// is as thin as one that the passes have not reached.
  func flow(_ magnitude: Double?, of whole: Double?) -> GradientFlow {
    guard magnitude == nil, !model.hasGradients || whole != nil else {
      return GradientFlow(magnitude)
    }
    return .width(Self.plainWidth)
  }

  private static let plainWidth = 1.4

  /// Draws the line of a wire, hollow where its gradient is not known.
  mutating func draw(_ path: Path, _ stroke: Stroke, isHollow: Bool) {
    picture.stroke(path, with: stroke)
    guard isHollow else { return }
    picture.stroke(path, with: Stroke(theme.background, width: stroke.width - 2))
  }

  /// The stroke of a wire that others stand out from.
  var faint: Stroke {
    var paint = theme.wire
    paint.color = paint.color.opacity(0.35)
    return Stroke(paint, width: 0.9)
  }

  /// The stroke of a wire that stands out.
  func emphasised(_ strength: Double) -> Stroke {
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
    if let name = wire.stub, let start = path.elements.first?.end {
      picture.text(
        name, font: Metric.smallItalic, paint: theme.ink,
        at: isLR ? Point(x: start.x - 6, y: start.y + 4) : Point(x: start.x, y: start.y - 7),
        anchor: isLR ? .end : .middle)
    }
    drawArrowhead(at: tip, paint: stroke.paint, width: stroke.width)
    if isPlain { drawMark(of: flow, before: tip, stroke) }
    let stub = wire.stub.map { Placement.stub($0, options.direction) } ?? 0
    drawArrival(wire, at: index, from: (isLR ? box.minX : box.minY) + stub, to: tip)
    drawPort(of: wire, at: tip)
    picture.endGroup()
  }

  /// What says that a gradient is smaller or larger than the widths tell.
  mutating func drawMark(of flow: GradientFlow, before tip: Point, _ stroke: Stroke) {
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

  mutating func drawArrowhead(at tip: Point, paint: Paint, width: Double) {
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
    guard placement.geometry[wire.to].strip > 0 else { return }
    if let chain = wire.tensorChain { drawRule(chain, of: wire, from: start, to: tip) }
    guard let chain = wire.chain else { return }
    if options.show == .chain {
      // The upstream factor is computed once; all rows but the first use it again. Tangents differ.
      let isReused =
        !model.isForwardMode
        && model.cards[wire.to].arriving.contains {
          model.wires[$0].chain != nil && placement.rows[$0] < placement.rows[index]
        }
      drawChain(chain, isReused: isReused, from: start, to: tip)
    } else if model.cards[wire.from].leaving.count > 1 {
      // As precisely as it fits before the arrowhead, or beside the next wire.
      let room = 48.0
      var font = Metric.smallStrong
      let text = roundings.fitting(roundings.texts(of: chain.product, model.numbers)) {
        TextMeasurer.measure($0, font: Metric.smallStrong).width <= room
      }
      font.shrink(text, to: room)
      let paint = chain.product.isFinite ? theme.gradient : theme.alarm
      if isLR {
        let point = Point(x: (start + tip.x) / 2 - 4, y: tip.y - 5)
        picture.text(
          text, font: font, paint: paint, at: point, anchor: .middle)
        strike(text, font, of: wire, at: point, isCentred: true)
      } else {
        let point = Point(x: tip.x + 6, y: (start + tip.y) / 2)
        picture.text(
          text, font: font, paint: paint, at: point, anchor: .start)
        strike(text, font, of: wire, at: point, isCentred: false)
      }
    }
  }

  /// Which of several outputs the wire carries, beside the arrowhead.
  private mutating func drawPort(of wire: DiagramModel.Wire, at tip: Point) {
    // Beside a rule it stands before that.
    guard let port = wire.port, wire.tensorChain == nil else { return }
    let text = TextMeasurer.fitted(port, font: Metric.small, width: 60)
    let end = isLR ? Point(x: tip.x - 3, y: tip.y + 16) : Point(x: tip.x - 8, y: tip.y - 4)
    // A wire that comes from this side runs behind it.
    let width = TextMeasurer.measure(text, font: Metric.small).width + 4
    let ground = Rect(x: end.x - width + 2, y: end.y - 10, width: width, height: 12)
    picture.fill(.roundedRect(ground, radius: 3), with: theme.background)
    picture.text(text, font: Metric.small, paint: theme.secondary, at: end, anchor: .end)
  }
}
