import VizBase
import VizDrawing
import VizTrace

/// Draws a score whose parts have their places.
struct ScorePainter {
  let score: Score
  let theme: Theme
  /// How alarming a node is, of those that are.
  private let alarms: [Int: Double]
  var picture: Picture

  var model: ScoreModel { score.model }
  var layout: ScoreLayout { score.layout }

  init(_ score: Score, theme: Theme, alarms: [Int: Double] = [:], summary: String) {
    self.score = score
    self.theme = theme
    self.alarms = alarms
    picture = Picture(size: score.size, title: score.model.title, summary: summary)
    picture.fill(
      .rect(Rect(x: 0, y: 0, width: score.size.width, height: score.size.height)),
      with: theme.background)
    drawTitle(at: score.margin)
    for line in layout.lines { draw(line) }
    drawFooter(at: score.margin)
  }

  private mutating func drawTitle(at x: Double) {
    var y = score.margin + ScoreMetric.title.size * 0.8
    for line in score.title {
      picture.text(
        line, font: ScoreMetric.title, paint: theme.ink, at: Point(x: x, y: y), anchor: .start)
      y += ScoreMetric.titleLine
    }
  }

  // MARK: Staves

  /// The heights at which the parts of a line stand.
  struct Staves {
    var names, forward, upperRule, local, lowerRule, backward, derivative, parameterNames: Double
    var parameters: Double

    init(_ line: ScoreLayout.Line, top: Double) {
      let gap = line.gap
      names = top + (line.hasRepeats ? 40 : 0)
      let blocks = names + Double(line.nameLines) * ScoreMetric.nameLine + gap - 4
      forward = blocks + line.forward / 2
      upperRule = blocks + line.forward + gap
      local = upperRule + line.local / 2
      lowerRule = upperRule + line.local
      let below = lowerRule + gap
      backward = below + line.forward / 2
      derivative = below + line.forward + 32
      parameterNames = derivative + gap + 12
      parameters =
        parameterNames + Double(line.parameterLines) * ScoreMetric.nameLine + 4
        + line.parameters / 2
    }
  }

  private mutating func draw(_ line: ScoreLayout.Line) {
    let origin = score.origin
    let staves = Staves(line, top: origin.y + line.top)
    picture.beginGroup(Group(kind: "staves"))
    for y in [staves.upperRule, staves.lowerRule] {
      picture.stroke(
        .polyline([
          Point(x: origin.x, y: y), Point(x: origin.x + layout.size.width, y: y),
        ]), with: Stroke(theme.hairline, width: 1.5))
    }
    let names =
      layout.isNarrow
      ? ["→", "∂", "←", "θ"] : ["forward →", "local", "← backward", "parameters"]
    for (words, paint, y) in [
      (names[0], theme.value, staves.forward), (names[1], theme.secondary, staves.local),
      (names[2], theme.gradient, staves.backward),
      (line.parameters > 0 ? names[3] : "", theme.secondary, staves.parameters),
    ] where !words.isEmpty {
      picture.text(
        words, font: ScoreMetric.label, paint: paint, at: Point(x: origin.x, y: y + 8),
        anchor: .start)
    }
    picture.endGroup()
    for (index, column) in line.columns.enumerated() {
      draw(column, at: index, of: line, staves)
    }
    if line.columns.upperBound < model.columns.count, let middle = line.middles.last {
      let start = origin.x + middle + layout.halfBlock(line.columns.upperBound - 1)
      let end = origin.x + layout.size.width
      drawArrows(before: line.columns.upperBound, from: start, to: end, staves, isHead: false)
    }
    for times in model.repeats { drawSigns(of: times, on: line, staves) }
  }

  private mutating func draw(
    _ index: Int, at position: Int, of line: ScoreLayout.Line, _ staves: Staves
  ) {
    let column = model.columns[index]
    let x = score.origin.x + line.middles[position]
    let half = layout.halfBlock(index)
    picture.beginGroup(
      Group(id: DiagramPainter.cardID(index), kind: "card", title: title(of: column)))
    var y =
      staves.names + ScoreMetric.nameLine
      * Double(line.nameLines - layout.names[index].count) + 25
    for words in layout.names[index] {
      picture.text(
        words, font: ScoreMetric.name, paint: theme.ink, at: Point(x: x, y: y), anchor: .middle)
      y += ScoreMetric.nameLine
    }
    let (value, gradient) = layout.blocks(ofColumn: index)
    if let alarm = model.nodes(of: index, withParameters: false).compactMap({ alarms[$0] }).max() {
      for (block, middle) in [(value, staves.forward), (gradient, staves.backward)] {
        drawHalo(alarm, around: block, at: Point(x: x, y: middle))
      }
    }
    for (data, block, middle, paint, numbers) in [
      (
        column.value, value, staves.forward, theme.value, model.numbers(isWhole: column.isWhole)
      ),
      (column.gradient, gradient, staves.backward, theme.gradient, model.gradientNumbers),
    ] {
      picture.beginGroup(Group(kind: "of-\(paint.meaning ?? "value")"))
      block.draw(
        data, in: Rect(x: x, y: middle, width: 0, height: 0), numbers: numbers, theme: theme,
        paint: paint, on: &picture)
      picture.endGroup()
    }
    picture.text(
      model.words(ofGradientAt: index), font: ScoreMetric.derivative,
      paint: column.gradient?.isBroken ?? false ? theme.alarm : theme.secondary,
      at: Point(x: x, y: staves.derivative), anchor: .middle)
    for slot in line.slots where slot.column == index {
      draw(column.parameters[slot.parameter], in: slot, of: line, staves)
    }
    picture.endGroup()
    guard index > 0 else { return }
    let start =
      position > 0
      ? score.origin.x + line.middles[position - 1] + layout.halfBlock(index - 1)
      : score.origin.x + layout.gutter
    drawArrows(before: index, from: start, to: x - half, staves, isHead: true)
    drawRule(
      of: index, between: ruleRoom(before: index, at: position, of: line, start...(x - half)),
      staves)
  }

  private mutating func drawHalo(_ alarm: Double, around block: ScoreBlock, at middle: Point) {
    let width = 2 * DiagramPainter.haloWidth(alarm)
    let size = block.thumbnail
    let frame = Rect(
      x: middle.x - size.width / 2, y: middle.y - block.size.height / 2, width: size.width,
      height: size.height)
    picture.stroke(
      .roundedRect(frame.inset(by: -width / 2), radius: 7),
      with: Stroke(theme.halo(alarm), width: width))
  }

  /// The arrows between two columns, forward and backward.
  ///
  /// - Parameter isHead: Whether the forward arrow ends here; else it goes on in the next line.
  private mutating func drawArrows(
    before index: Int, from start: Double, to end: Double, _ staves: Staves, isHead: Bool
  ) {
    let (left, right) = (start + 10, end - 10)
    picture.beginGroup(Group(kind: "arrow"))
    let isStart = start > score.origin.x + layout.gutter + 0.5
    arrow(
      from: Point(x: left, y: staves.forward), to: Point(x: right, y: staves.forward), width: 3,
      paint: theme.value, hasHead: isHead)
    // It leads to the column before, whose gradient it brings.
    let gradient = model.columns[index - 1].gradient
    let flow = GradientFlow(gradient.map { $0.isBroken ? .nan : $0.magnitude })
    let paint = flow == .broken ? theme.alarm : theme.gradient
    let (from, to) = (
      Point(x: right, y: staves.backward), Point(x: left, y: staves.backward)
    )
    switch flow {
    case .unknown: break
    case .blocked:
      picture.stroke(
        .polyline([from, to]), with: Stroke(paint, width: 3, dash: [0.01, 9], cap: .round))
    default:
      arrow(
        from: from, to: to, width: 2 * flow.width, paint: paint,
        hasHead: isStart || isHead && index == 1)
      if flow == .below { flow.mark(from, to, paint, theme, scale: 2, on: &picture) }
    }
    picture.endGroup()
  }

  mutating func arrow(
    from start: Point, to end: Point, width: Double, paint: Paint, hasHead: Bool
  ) {
    let side = end.x > start.x ? 1.0 : -1
    let length = 10 + width * 1.2
    let tip = hasHead ? end.x - side * length * 0.7 : end.x
    picture.stroke(
      .polyline([start, Point(x: tip, y: end.y)]), with: Stroke(paint, width: width))
    guard hasHead else { return }
    let half = 4.5 + width * 0.9
    picture.fill(
      .polyline(
        [
          Point(x: end.x - side * length, y: end.y - half), end,
          Point(x: end.x - side * length, y: end.y + half),
        ], closed: true), with: paint)
  }

  /// Where a rule stands: along its arrow, and where a repeat begins or ends, beside the sign.
  private func ruleRoom(
    before index: Int, at position: Int, of line: ScoreLayout.Line, _ arrow: ClosedRange<Double>
  ) -> ClosedRange<Double> {
    let begins = model.repeats.contains { $0.first == index }
    let ends = model.repeats.contains { $0.last + 1 == index }
    guard begins || ends else { return arrow }
    var room = arrow
    let end =
      score.origin.x + line.middles[position] - layout.halfWidth(index)
      - (begins ? ScoreMetric.sign : 0)
    room = min(room.lowerBound, end)...end
    if position > 0 {
      let start =
        score.origin.x + line.middles[position - 1] + layout.halfWidth(index - 1)
        + (ends ? ScoreMetric.sign : 0)
      room = min(start, end)...end
    }
    return room
  }

  /// What the gradient meets on its way back, in the middle of its arrow.
  private mutating func drawRule(
    of index: Int, between room: ClosedRange<Double>, _ staves: Staves
  ) {
    let middle = (room.lowerBound + room.upperBound) / 2
    let lines = layout.rules[index]
    var y = staves.local - Double(lines.count) * ScoreMetric.ruleLine / 2 + 21
    for line in lines {
      picture.text(
        line, font: ScoreMetric.rule, paint: theme.ink, at: Point(x: middle, y: y),
        anchor: .middle)
      y += ScoreMetric.ruleLine
    }
  }

  private mutating func draw(
    _ parameter: ScoreModel.Parameter, in slot: ScoreLayout.Slot, of line: ScoreLayout.Line,
    _ staves: Staves
  ) {
    let x = score.origin.x + slot.x + slot.width / 2
    let title = ScoreLayout.title(parameter, model.output)
    let isOneLine = layout.isOneLine(parameter, in: slot.width)
    let y = staves.parameterNames + 24
    if let name = parameter.name, isOneLine {
      let widths = [
        ScoreLayout.width(title, ScoreMetric.label), ScoreLayout.width(name, ScoreMetric.small),
      ]
      let start = x - (widths[0] + ScoreLayout.beside + widths[1]) / 2
      picture.text(
        title, font: ScoreMetric.label, paint: theme.ink, at: Point(x: start, y: y), anchor: .start)
      picture.text(
        name, font: ScoreMetric.small, paint: theme.secondary,
        at: Point(x: start + widths[0] + ScoreLayout.beside, y: y), anchor: .start)
    } else {
      // One line of two stands below, near its numbers.
      let isAlone = parameter.name == nil && line.parameterLines > 1
      picture.text(
        title, font: ScoreMetric.label, paint: theme.ink,
        at: Point(x: x, y: isAlone ? y + ScoreMetric.nameLine - 4 : y), anchor: .middle)
      if let name = parameter.name {
        picture.text(
          name, font: ScoreMetric.small, paint: theme.secondary,
          at: Point(x: x, y: y + ScoreMetric.nameLine - 4), anchor: .middle)
      }
    }
    let (value, gradient) = layout.blocks(in: slot)
    if let alarm = alarms[parameter.node] {
      let start = x - (gradient.map { ScoreLayout.beside + $0.size.width } ?? 0) / 2
      drawHalo(alarm, around: value, at: Point(x: start, y: staves.parameters))
    }
    let more = gradient.map { ScoreLayout.beside + $0.size.width } ?? 0
    let left = x - (value.size.width + more) / 2
    for (data, block, start, paint, numbers) in [
      (
        parameter.value, value as ScoreBlock?, left, theme.value,
        model.numbers(isWhole: parameter.isWhole)
      ),
      (
        parameter.gradient, gradient, left + value.size.width + ScoreLayout.beside, theme.gradient,
        model.gradientNumbers
      ),
    ] {
      guard let block else { continue }
      picture.beginGroup(Group(kind: "of-\(paint.meaning ?? "value")"))
      block.draw(
        data, in: Rect(x: start, y: staves.parameters, width: block.size.width, height: 0),
        numbers: numbers, theme: theme, paint: paint, on: &picture)
      picture.endGroup()
    }
  }

  /// The column in words, with its numbers in full.
  private func title(of column: ScoreModel.Column) -> String {
    var words = column.title
    if !column.shape.isEmpty { words += " " + column.shape.joined(separator: "×") }
    if let value = column.value?.scalar { words += ", value \(MathName.number(value))" }
    if let gradient = column.gradient?.scalar {
      words += ", gradient \(MathName.number(gradient))"
    }
    if !column.local.isEmpty { words += ", back by \(column.local)" }
    return words
  }
}
