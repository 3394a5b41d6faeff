import VizBase
import VizDrawing

/// Where the parts of a figure lie.
struct FigureLayout: Sendable {
  let figure: Figure
  let type: Typography
  let margin: Double
  var title: WrappedText
  var subtitle: WrappedText
  var caption: WrappedText
  var legend: Legend
  var panels: [PanelLayout] = []
  /// What is said of the marks beside the figure's own caption.
  private(set) var notes: [String]

  /// The height that is left for panels is at least this part of the figure's.
  private static let leastShare = 0.4

  init(_ figure: Figure) {
    self.figure = figure
    let type = Typography(figure.size)
    self.type = type
    margin = (18 * type.factor).rounded()
    let width = figure.size.width - 2 * margin
    title = WrappedText(figure.title, font: type.large, width: width, limit: 2)
    subtitle = WrappedText(figure.subtitle, font: type.normal, width: width, limit: 2)
    let data = figure.panels.map(PanelData.init)
    notes = GapNotes.sentences(figure.panels, data)
    caption = WrappedText("", font: type.small, width: width, limit: 3)
    legend = Legend([], type: type, width: width)
    setCaption()

    let labelled = figure.labelling == .automatic && figure.panels.count <= 2
    // First without a legend; where labels find no room beside their lines, once more with one.
    if labelled {
      let all = place(data, labelsEnds: true)
      if all {
        addLegendForTheRest()
        return
      }
    }
    if figure.labelling != .none {
      legend = Legend(figure.panels.flatMap(\.marks), type: type, width: width)
    }
    if legend.isTooLong {
      let count = NumberFormat.grouped(Double(legend.count))
      notes.insert("\(count) series, too many to name.", at: 0)
      setCaption()
      legend = Legend([], type: type, width: width)
    }
    _ = place(data, labelsEnds: false)
  }

  private mutating func setCaption() {
    let text = ([figure.caption].compactMap { $0 } + notes).joined(separator: " ")
    caption = WrappedText(
      text, font: type.small, width: figure.size.width - 2 * margin, limit: 3)
  }

  /// Dots and areas have no end where a label could stand.
  private mutating func addLegendForTheRest() {
    let rest = figure.panels.flatMap(\.marks).filter {
      if case .line = $0 { return false }
      return $0.key != nil
    }
    guard !rest.isEmpty else { return }
    legend = Legend(rest, type: type, width: figure.size.width - 2 * margin)
    let data = panels.map(\.data)
    _ = place(data, labelsEnds: true)
  }

  /// The upper edges of title, subtitle, legend and panels, and of the caption.
  struct Rows: Sendable {
    var title = 0.0
    var subtitle = 0.0
    var legend = 0.0
    var panels = 0.0
    var panelsEnd = 0.0
    var caption = 0.0
  }

  var rows: Rows {
    var rows = Rows()
    rows.title = margin * 0.75
    rows.subtitle = rows.title + title.height + (title.lines.isEmpty ? 0 : 2 * type.factor)
    rows.legend = rows.subtitle + subtitle.height + (legend.height > 0 ? 6 * type.factor : 0)
    let heading = rows.legend + legend.height
    rows.panels = heading + (heading > rows.title ? 10 * type.factor : 0)
    rows.panelsEnd = figure.size.height - margin * 0.8
    if !caption.lines.isEmpty { rows.panelsEnd -= caption.height + 6 * type.factor }
    rows.caption = figure.size.height - margin * 0.8 - caption.height
    return rows
  }

  /// Gives every panel its place.
  ///
  /// - Returns: false when labels were to stand at the ends of lines and there is no room.
  private mutating func place(_ data: [PanelData], labelsEnds: Bool) -> Bool {
    shed()
    let rows = rows
    let area = Rect(
      x: margin, y: rows.panels, width: figure.size.width - 2 * margin,
      height: max(rows.panelsEnd - rows.panels, 1))
    let count = figure.panels.count
    guard count > 0 else {
      panels = []
      return true
    }
    let columns = max(1, min(figure.columns ?? Self.columns(count, in: area), count))
    let lines = (count + columns - 1) / columns
    let gapX = columns > 1 ? 26 * type.factor : 0
    let gapY = lines > 1 ? 16 * type.factor : 0
    let cell = Size(
      width: (area.width - gapX * Double(columns - 1)) / Double(columns),
      height: (area.height - gapY * Double(lines - 1)) / Double(lines))

    let maps = Self.maps(figure, data)
    var builders = figure.panels.indices.map { index in
      PanelBuilder(
        figure.panels[index], data[index], type: type, x: maps[index].x, y: maps[index].y,
        cell: Rect(
          x: area.minX + Double(index % columns) * (cell.width + gapX),
          y: area.minY + Double(index / columns) * (cell.height + gapY),
          width: cell.width, height: cell.height))
    }
    // Only outer axes are labelled where all are alike.
    for index in builders.indices {
      let isLowest = index + columns >= count
      builders[index].showsXLabels = !figure.sharesX || isLowest
      builders[index].showsYLabels = !figure.sharesY || index % columns == 0
      builders[index].labelsEnds = labelsEnds
      builders[index].measure()
    }
    // Panels of a column begin and end at the same places, those of a row as well.
    for index in builders.indices {
      let column = builders.indices.filter { $0 % columns == index % columns }
      let row = builders.indices.filter { $0 / columns == index / columns }
      builders[index].margins.left = column.map { builders[$0].needs.left }.max() ?? 0
      builders[index].margins.right = column.map { builders[$0].needs.right }.max() ?? 0
      builders[index].margins.top = row.map { builders[$0].needs.top }.max() ?? 0
      builders[index].margins.bottom = row.map { builders[$0].needs.bottom }.max() ?? 0
    }
    // Where a unit of x is as long as one of y, all panels have the same size, and what only some of
    // them need takes no room from the others.
    if figure.panels.contains(where: \.hasEqualAspect) {
      Self.share(area, gap: Size(width: gapX, height: gapY), columns: columns, among: &builders)
    }
    if figure.sharesX {
      let narrowest = builders.map(\.plotWidth).min()
      for index in builders.indices { builders[index].sharedLength = narrowest }
    }
    cutTitles(&builders)
    var allFit = true
    panels = builders.map { builder in
      let layout = builder.layout()
      if labelsEnds, layout == nil { allFit = false }
      return layout ?? builder.layout(withoutLabels: true)
    }
    return allFit
  }

  /// Gives all panels of a grid the same room between their axes.
  private static func share(
    _ area: Rect, gap: Size, columns: Int, among builders: inout [PanelBuilder]
  ) {
    let firsts = stride(from: 0, to: builders.count, by: columns)
    let across = (0..<columns).map { builders[$0].margins.left + builders[$0].margins.right }
    let down = firsts.map { builders[$0].margins.top + builders[$0].margins.bottom }
    let width =
      (area.width - gap.width * Double(across.count - 1) - across.reduce(0, +))
      / Double(across.count)
    let height =
      (area.height - gap.height * Double(down.count - 1) - down.reduce(0, +)) / Double(down.count)
    for index in builders.indices {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let before = (
        x: across.prefix(column).reduce(0, +) + Double(column) * (max(width, 10) + gap.width),
        y: down.prefix(row).reduce(0, +) + Double(row) * (max(height, 10) + gap.height)
      )
      builders[index].cell = Rect(
        x: area.minX + before.x, y: area.minY + before.y, width: across[column] + max(width, 10),
        height: down[row] + max(height, 10))
    }
  }

  /// Titles that are too long are cut where they agree.
  private func cutTitles(_ builders: inout [PanelBuilder]) {
    let titled = builders.indices.filter { builders[$0].panel.title != nil }
    let titles = titled.map { builders[$0].panel.title ?? "" }
    let cut = titles.cutWhereAlike { index, text in
      Typography.width(text, type.strong) <= builders[titled[index]].titleWidth
    }
    for (index, title) in zip(titled, cut) { builders[index].title = title }
  }

  /// Drops caption, subtitle and legend, in this order, while they leave too little for the panels.
  private mutating func shed() {
    func isCramped() -> Bool {
      rows.panelsEnd - rows.panels < Self.leastShare * figure.size.height
    }
    if isCramped() { caption.lines = [] }
    if isCramped() { subtitle.lines = [] }
    if isCramped() { title.lines = Array(title.lines.prefix(1)) }
    if isCramped() { legend = Legend([], type: type, width: 0) }
  }

  /// The number of columns whose panels are nearest to 8:5.
  private static func columns(_ count: Int, in area: Rect) -> Int {
    func badness(_ columns: Int) -> Double {
      let lines = (count + columns - 1) / columns
      let ratio = area.width / Double(columns) / (area.height / Double(lines)) / 1.6
      let empty = Double(columns * lines - count) / Double(count)
      return abs(ratio.decimalLogarithm) + empty
    }
    return (1...min(count, 64)).min { badness($0) < badness($1) } ?? 1
  }

  private static func maps(
    _ figure: Figure, _ data: [PanelData]
  ) -> [(x: ScaleMap?, y: ScaleMap?)] {
    figure.panels.enumerated().map { index, panel in
      (
        PanelData.x(panel.x, figure.sharesX ? data : [data[index]]),
        PanelData.y(panel.y, figure.sharesY ? data : [data[index]])
      )
    }
  }
}
