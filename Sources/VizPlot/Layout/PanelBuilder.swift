import VizBase
import VizDrawing

/// Finds out how much room a panel's labels need, then where everything lies.
struct PanelBuilder {
  struct Margins {
    var left = 0.0
    var right = 0.0
    var top = 0.0
    var bottom = 0.0
  }

  let panel: Panel
  let data: PanelData
  let type: Typography
  let x: ScaleMap?
  let y: ScaleMap?
  var cell: Rect
  var showsXLabels = true
  var showsYLabels = true
  var labelsEnds = false
  /// The panel's title as it stands beside the others; nil where it was not cut.
  var title: String?
  /// What this panel needs, and what it gets beside its neighbours.
  private(set) var needs = Margins()
  var margins = Margins()
  /// The length that decides on the ticks of x, where panels have one axis.
  var sharedLength: Double?
  private var yTicks = AxisTicks.none
  private var endKeys: [(key: MarkKey, end: (x: Double, y: Double))] = []

  /// The part of a panel's width that labels at line ends take at most.
  private static let mostForLabels = 0.3
  /// More labels than this make a column that nobody reads.
  private static let mostLabels = 16
  static let colorBarWidth = 12.0
  /// Between the words above a panel and the label of its highest tick.
  static let headingGap = 10.0

  init(
    _ panel: Panel, _ data: PanelData, type: Typography, x: ScaleMap?, y: ScaleMap?, cell: Rect
  ) {
    self.panel = panel
    self.data = data
    self.type = type
    self.x = x
    self.y = y
    self.cell = cell
  }

  mutating func measure() {
    let gap = 6 * type.factor
    needs = Margins()
    if panel.title != nil { needs.top += Typography.line(type.strong) }
    if hasYLabel { needs.top += Typography.line(type.small) + 2 * type.factor }
    needs.top += needs.top == 0 ? 6 * type.factor : Self.headingGap * type.factor
    if panel.x.isShown, showsXLabels {
      needs.bottom = gap + Typography.line(type.small)
      if hasXLabel { needs.bottom += Typography.line(type.small) }
    }
    let height = max(cell.height - needs.top - needs.bottom, 10)
    if panel.y.isShown, let y {
      yTicks = .vertical(y, axis: panel.y, length: height, font: type.small)
      if showsYLabels { needs.left = yTicks.widest + gap }
    }
    if panel.x.isShown, showsXLabels, let x {
      let ticks = AxisTicks.horizontal(
        x, axis: panel.x, length: max(cell.width - needs.left, 10), font: type.small)
      if let last = ticks.major.max(by: { $0.share < $1.share }) {
        needs.right = max(0, last.width / 2 - (1 - last.share) * (cell.width - needs.left))
      }
    }
    if panel.colorScale?.ends != nil {
      needs.right = max(needs.right, 14 * type.factor + Self.colorBarWidth + gap + barLabelWidth)
    } else if labelsEnds {
      findEnds()
      let most = cell.width * Self.mostForLabels
      let widest = endKeys.map { Typography.width($0.key.text, type.small) }.max() ?? 0
      if widest > 0 { needs.right = max(needs.right, min(widest, most) + labelLead) }
    }
    margins = needs
  }

  private var labelLead: Double { 16 * type.factor }
  private var hasYLabel: Bool { panel.y.isShown && !(panel.y.label ?? "").isEmpty && showsYLabels }
  private var hasXLabel: Bool { panel.x.isShown && !(panel.x.label ?? "").isEmpty }

  private var barLabelWidth: Double {
    guard let ends = panel.colorScale?.ends else { return 0 }
    return AxisTicks.vertical(
      ScaleMap(.linear, first: ends.first, last: ends.last), axis: Axis(),
      length: cell.height * 0.7,
      font: type.small
    ).widest
  }

  private mutating func findEnds() {
    endKeys = []
    for (mark, scan) in zip(panel.marks, data.scans) {
      guard case .line(let line) = mark, let key = mark.key, let last = scan?.lastPlaced else {
        continue
      }
      endKeys.append((key, (line.x[last], line.y[last])))
    }
  }

  /// The panel with labels at the ends of lines, if those are wanted and have room.
  func layout() -> PanelLayout? {
    var layout = layout(withoutLabels: true)
    guard labelsEnds, !endKeys.isEmpty else { return layout }
    guard endKeys.count <= Self.mostLabels else { return nil }
    let line = type.small.size * 1.2
    let room = margins.right - labelLead
    let plot = layout.plot
    // Of lines that leave the panel at one height, the one that does so first is the steepest, and
    // stands first.
    func height(_ end: Point) -> Double {
      (min(max(end.y, plot.minY), plot.maxY) * 4).rounded()
    }
    let wanted = endKeys.compactMap { item in
      layout.point(item.end.x, item.end.y).map { (key: item.key, end: $0) }
    }.sorted { (height($0.end), $0.end.x, $0.end.y) < (height($1.end), $1.end.x, $1.end.y) }
    guard
      let middles = LabelStack.middles(
        wanted.map { min(max($0.end.y, plot.minY), plot.maxY) }, height: line,
        from: plot.minY - line / 4, to: plot.maxY + line / 4)
    else { return nil }
    let texts = wanted.map(\.key.text).cutWhereAlike {
      Typography.width($1, type.small) <= room
    }
    layout.endLabels = zip(zip(wanted, texts), middles).map { item, middle in
      let (item, text) = item
      return PanelLayout.EndLabel(
        text: TextMeasurer.fitted(text, font: type.small, width: room),
        tone: item.key.tone, end: item.end,
        anchor: Point(x: plot.maxX + labelLead, y: middle))
    }
    return layout
  }

  /// The room that a title has.
  var titleWidth: Double { plotWidth + margins.left }

  var plotWidth: Double { max(cell.width - margins.left - margins.right, 10) }

  func layout(withoutLabels: Bool) -> PanelLayout {
    var plot = Rect(
      x: cell.minX + margins.left, y: cell.minY + margins.top, width: plotWidth,
      height: max(cell.height - margins.top - margins.bottom, 10))
    if panel.hasEqualAspect, let x, let y { plot = Self.equalAspect(plot, x, y) }
    var layout = PanelLayout(panel: panel, data: data, plot: plot, x: x, y: y)
    layout.labelX = plot.minX - margins.left
    layout.titleY = plot.minY - margins.top + Typography.line(type.strong)
    layout.showsXLabels = showsXLabels
    layout.showsYLabels = showsYLabels
    layout.title = (title ?? panel.title).map {
      TextMeasurer.fitted($0, font: type.strong, width: plot.width + margins.left)
    }
    if let y, panel.y.isShown {
      layout.yTicks = .vertical(y, axis: panel.y, length: plot.height, font: type.small)
    }
    if let x, panel.x.isShown {
      let length = min(sharedLength ?? plot.width, plot.width)
      layout.xTicks = .horizontal(x, axis: panel.x, length: length, font: type.small)
    }
    layout.insets = panel.insets.compactMap { inset in
      guard let inner = inset.panels.first else { return nil }
      let area = inset.area
      let data = PanelData(inner)
      var builder = PanelBuilder(
        inner, data, type: type, x: PanelData.x(inner.x, [data]), y: PanelData.y(inner.y, [data]),
        cell: Rect(
          x: plot.minX + plot.width * area.minX, y: plot.minY + plot.height * area.minY,
          width: plot.width * area.width, height: plot.height * area.height))
      builder.measure()
      return builder.layout(withoutLabels: true)
    }
    return layout
  }

  /// The largest part of a rectangle in which one unit of x is as long as one of y, flush left.
  private static func equalAspect(_ plot: Rect, _ x: ScaleMap, _ y: ScaleMap) -> Rect {
    // Halves: the difference of the largest numbers would be infinite.
    let width = abs(x.last / 2 - x.first / 2)
    let height = abs(y.last / 2 - y.first / 2)
    guard x.isLinear, y.isLinear, width > 0, height > 0 else { return plot }
    let unit = min(plot.width / width, plot.height / height)
    let size = Size(width: unit * width, height: unit * height)
    // A sliver would show nothing.
    guard size.width >= 20, size.height >= 20 else { return plot }
    return Rect(x: plot.minX, y: plot.minY, width: size.width, height: size.height)
  }
}
