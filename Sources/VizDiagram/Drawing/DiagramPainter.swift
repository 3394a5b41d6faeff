import VizDrawing
import VizTrace

/// Draws a placed diagram.
struct DiagramPainter {
  let model: DiagramModel
  let placement: Placement
  let options: DiagramOptions
  let heading: Heading
  var picture: Picture
  /// Where the diagram's own origin lies on the picture.
  let origin: Point
  /// What is known so far; nil for all.
  let reach: Reach?
  /// The colours of what is being drawn.
  var theme: Theme
  /// How numbers are written that do not fit everywhere.
  var roundings: Roundings

  var isLR: Bool { options.direction == .lr }

  /// - Parameters:
  ///   - model: What is drawn.
  ///   - placement: Where it stands.
  ///   - heading: What stands above it.
  ///   - options: How it is drawn.
  ///   - others: Models that share the placement: one legend is for all.
  ///   - reach: What is known so far, where the passes are drawn a step at a time.
  ///   - roundings: How numbers are written on pictures beside this one.
  init(
    _ model: DiagramModel, placement: Placement, heading: Heading, options: DiagramOptions,
    among others: [DiagramModel] = [], reach: Reach? = nil, roundings: Roundings = Roundings()
  ) {
    self.reach = reach
    self.roundings = roundings
    theme = options.theme
    self.model = model
    self.placement = placement
    self.options = options
    self.heading = heading
    let models = others.isEmpty ? [model] : others
    let legend = Legend(models, options: options, isStepped: reach != nil)
    let sheet =
      options.fit.map { Sheet(placement.size, heading: heading, legend: legend, in: $0) }
      ?? Sheet(placement.size, heading: heading, legend: legend)
    origin = sheet.origin
    picture = Picture(size: sheet.size, title: heading.title, summary: heading.summary)
    picture.fill(
      .rect(Rect(x: 0, y: 0, width: picture.size.width, height: picture.size.height)),
      with: theme.background)
    let ground = picture
    var known = roundings
    draw(on: sheet, legend)
    // Once more where a number did not fit somewhere: it is rounded so everywhere.
    for _ in 1..<Self.mostDrawings where self.roundings != known {
      known = self.roundings
      picture = ground
      draw(on: sheet, legend)
    }
    if let frame = options.fit {
      let height =
        frame.hasFixedHeight
        ? frame.size.height : (sheet.size.height * sheet.scale).rounded(.up)
      picture = picture.scaled(
        by: sheet.scale, to: Size(width: frame.size.width, height: height), unit: frame.unit)
    }
  }

  /// After so many all places agree: a number has three texts.
  private static let mostDrawings = 3

  private mutating func draw(on sheet: Sheet, _ legend: Legend) {
    drawHeading(on: sheet)
    for index in model.panels.indices { drawPanel(index) }
    for bracket in model.brackets { drawBracket(bracket) }
    for index in model.wires.indices {
      theme = theme(ofWire: index)
      drawWire(index)
    }
    for index in model.cards.indices {
      theme = theme(ofCard: index)
      drawCard(index)
    }
    theme = options.theme
    legend.draw(
      on: &picture, at: sheet.legendCorner, within: sheet.legendWidth, theme: theme,
      roundings: roundings)
  }

  private mutating func drawHeading(on sheet: Sheet) {
    let corner = sheet.headingCorner
    var y = corner.y + 10
    for line in sheet.title {
      picture.text(
        line, font: Metric.large, paint: theme.ink, at: Point(x: corner.x, y: y), anchor: .start)
      y += Sheet.titleLine
    }
    y -= 2
    for line in reach.map({ [$0.caption] }) ?? sheet.subtitle {
      picture.text(
        line, font: Metric.small, paint: theme.secondary, at: Point(x: corner.x, y: y),
        anchor: .start)
      y += Sheet.subtitleLine
    }
  }

  // MARK: Panels and brackets

  private mutating func drawPanel(_ index: Int) {
    guard !model.brackets.contains(where: { $0.panel == index }) else { return }
    picture.beginGroup(Group(id: "scope-\(index)", kind: "scope", title: model.panels[index].title))
    for part in placement.panels[index] {
      let rect = part.offset(x: origin.x, y: origin.y)
      let title = placement.title(model.panels[index].title, in: part)
      let outline = Path.roundedRect(rect, radius: Metric.radius + 3)
      picture.fill(outline, with: theme.panel)
      picture.stroke(outline, with: Stroke(theme.hairline, width: 1))
      picture.text(
        title.text, font: Metric.smallStrong, paint: theme.secondary,
        at: title.start + origin, anchor: .start)
    }
    picture.endGroup()
  }

  /// A bracket over the parts of a gate, with the gate's own local derivative.
  private mutating func drawBracket(_ bracket: DiagramModel.Bracket) {
    let cards = bracket.cards.map { placement.cards[$0].offset(x: origin.x, y: origin.y) }
    guard let first = cards.first else { return }
    let all = cards.dropFirst().reduce(first) { $0.union($1) }
    let isKnown = bracket.cards.last.map { reach?.values[$0] ?? true } ?? true
    let theme = isKnown ? theme : theme.faint
    let text = isKnown ? bracket.text : bracket.rule
    picture.beginGroup(Group(kind: "bracket", title: text))
    let stroke = Stroke(theme.secondary, width: 1.2)
    if isLR {
      let y = all.minY - 26
      picture.stroke(
        .polyline([
          Point(x: all.minX, y: y + 9), Point(x: all.minX, y: y), Point(x: all.maxX, y: y),
          Point(x: all.maxX, y: y + 9),
        ]), with: stroke)
      // The rule stands where it will stand when its numbers are known.
      let width = TextMeasurer.measure(bracket.text, font: Metric.small).width
      picture.text(
        text, font: Metric.small, paint: theme.ink,
        at: Point(x: isKnown ? all.midX : all.midX - width / 2, y: y - 7),
        anchor: isKnown ? .middle : .start)
    } else {
      let x = all.midX + Metric.bracketInset
      picture.stroke(
        .polyline([
          Point(x: x - 9, y: all.minY), Point(x: x, y: all.minY), Point(x: x, y: all.maxY),
          Point(x: x - 9, y: all.maxY),
        ]), with: stroke)
      let shown = isKnown ? bracket.lines.count : bracket.lines(of: bracket.rule).count
      for (index, line) in bracket.lines.prefix(shown).enumerated() {
        let y = all.midY - bracket.textSize.height / 2 + Double(index) * Metric.lineHeight + 11
        picture.text(
          line, font: Metric.small, paint: theme.ink, at: Point(x: x + 10, y: y), anchor: .start)
      }
    }
    picture.endGroup()
  }

  // MARK: Text

  /// The ways to write a tensor's one number, or its norm, from that with the most digits to the shortest.
  func texts(_ data: TensorData) -> [String] {
    (data.scalar ?? data.only).map { roundings.texts(of: $0, model.numbers) }
      ?? roundings.texts(ofNorm: data.magnitude)
  }

  /// One line of text in several paints, set as one from a starting point.
  mutating func runs(
    _ runs: [(text: String, font: Font, paint: Paint)], at point: Point, anchor: TextAnchor
  ) {
    let widths = runs.map { TextMeasurer.measure($0.text, font: $0.font).width }
    let total = widths.reduce(0, +)
    var x =
      switch anchor {
      case .start: point.x
      case .middle: point.x - total / 2
      case .end: point.x - total
      }
    for (run, width) in zip(runs, widths) {
      picture.text(
        run.text, font: run.font, paint: run.paint, at: Point(x: x, y: point.y), anchor: .start)
      x += width
    }
  }
}
