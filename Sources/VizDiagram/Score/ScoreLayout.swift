import VizBase
import VizDrawing
import VizTrace

/// Where the parts of a score stand: in one line or several, each with its four staves.
struct ScoreLayout: Sendable {
  /// A line of the score.
  struct Line: Sendable {
    var columns: Range<Int>
    /// The middle of each column.
    var middles: [Double] = []
    /// The heights of the staves' blocks.
    var forward = 0.0
    var local = 0.0
    var parameters = 0.0
    /// How many lines the names of columns and of parameters take.
    var nameLines = 1
    var parameterLines = 1
    var hasRepeats = false
    /// Where the parameters of the columns begin, from left to right.
    var slots: [Slot] = []
    var width = 0.0
    var top = 0.0
    /// What stands free above and below each staff.
    var gap = 12.0

    var height: Double {
      let own = Double(nameLines) * ScoreMetric.nameLine + gap - 4 + forward + gap + local
      let below =
        parameters > 0
        ? Double(parameterLines) * ScoreMetric.nameLine + 16 + parameters + gap : 0
      return own + gap + forward + 40 + below + (hasRepeats ? 40 : 0)
    }

    /// How many times ``gap`` stands in the height.
    var gaps: Double { parameters > 0 ? 4 : 3 }
    static let widestGap = 52.0
  }

  /// A parameter's place.
  struct Slot: Sendable {
    var column: Int
    var parameter: Int
    var x: Double
    var width: Double
  }

  private(set) var lines: [Line] = []
  private(set) var size = Size(width: 0, height: 0)
  let cell: Size
  let names: [[String]]
  let rules: [[String]]
  private let widths: [Double]
  private let output: String
  private let gaps: [Double]
  private let slotWidths: [[Double]]
  private let columnBlocks: [(ScoreBlock, ScoreBlock)]
  private let parameterBlocks: [[(ScoreBlock, ScoreBlock?)]]
  private(set) var gutter = ScoreMetric.gutter

  static let lineGap = 22.0

  init(_ model: ScoreModel) {
    let cell = Self.cell(model)
    output = model.output
    let names = model.columns.map {
      Lines.broken($0.title, font: ScoreMetric.name, width: ScoreMetric.widestName)
    }
    rules = model.columns.map { column in
      let numbers = column.localNumbers.map(model.gradientNumbers.text).joined(separator: ", ")
      var lines =
        column.local.isEmpty
        ? []
        : Lines.broken(column.local, font: ScoreMetric.rule, width: ScoreMetric.widestRule)
      if !numbers.isEmpty, numbers != column.local {
        let whole = (lines.last ?? "") + " = " + numbers
        if Self.width(whole, ScoreMetric.rule) <= ScoreMetric.widestRule * 1.25 {
          lines[max(lines.count - 1, 0)] = whole
        } else {
          lines.append("= " + numbers)
        }
      }
      return lines
    }
    var widths: [Double] = []
    columnBlocks = model.columns.map { column in
      let twin = column.value ?? column.gradient
      return (
        ScoreBlock(column.value, twin: twin, shape: column.shape, cell: cell),
        ScoreBlock(
          column.gradient, twin: twin, shape: column.shape, cell: cell, isCaptioned: false)
      )
    }
    parameterBlocks = model.columns.map { $0.parameters.map { Self.blocks($0, cell) } }
    for index in model.columns.indices {
      let texts =
        names[index].map { Self.width($0, ScoreMetric.name) }
        + [Self.width(model.words(ofGradientAt: index), ScoreMetric.derivative)]
      let blocks = [columnBlocks[index].0, columnBlocks[index].1].map(\.size.width)
      widths.append((blocks + texts).max() ?? 0)
    }
    gaps = rules.enumerated().map { index, lines in
      let widest = lines.map { Self.width($0, ScoreMetric.rule) }.max() ?? 0
      // The rule stands in the middle of its arrow, below the names of both columns.
      let own = max(ScoreMetric.leastArrow, widest + 28 - 0.5 * min(widths[index], 60))
      let signs =
        model.repeats.count { $0.first == index } + model.repeats.count { $0.last + 1 == index }
      return signs == 0 ? own : max(own, widest + 40) + Double(signs) * ScoreMetric.sign
    }
    slotWidths = zip(model.columns, parameterBlocks).map { column, blocks in
      zip(column.parameters, blocks).map { parameter, blocks in
        let name = Self.width(Self.title(parameter, model.output), ScoreMetric.label)
        let long = Self.width(parameter.name ?? "", ScoreMetric.small)
        let own = blocks.0.size.width + (blocks.1.map { Self.beside + $0.size.width } ?? 0)
        // Both names stand in one line where there is room in it, or nearly so.
        let both = name + Self.beside + long
        return parameter.name != nil && both <= own * 1.2 ? max(own, both) : max(own, name, long)
      }
    }
    (self.cell, self.names, self.widths) = (cell, names, widths)
  }

  /// What stays free between a parameter and its gradient.
  static let beside = 18.0

  /// One width for all numbers of the score.
  private static func cell(_ model: ScoreModel) -> Size {
    var widest = ScoreMetric.cell.width
    for column in model.columns {
      let all =
        [
          (column.value, model.numbers(isWhole: column.isWhole)),
          (column.gradient, model.gradientNumbers),
        ]
        + column.parameters.flatMap {
          [
            ($0.value, model.numbers(isWhole: $0.isWhole)), ($0.gradient, model.gradientNumbers),
          ]
        }
      for (data, format) in all {
        guard let data, case .matrix = ScoreBlock.style(data),
          case .elements(let values, _) = data
        else { continue }
        for value in values.withoutNoise {
          widest = max(widest, width(format.text(value), ScoreMetric.number) + 12)
        }
      }
    }
    return Size(width: widest, height: ScoreMetric.cell.height)
  }

  static func width(_ text: String, _ font: Font) -> Double {
    TextMeasurer.measure(text, font: font).width
  }

  // MARK: Lines

  /// Breaks the score into lines of at most so wide, as few and as even as can be; nil where one
  /// column is too wide.
  mutating func arrange(_ model: ScoreModel, width limit: Double, isFilled: Bool) -> Bool {
    gutter = limit < ScoreMetric.narrow ? ScoreMetric.narrowGutter : ScoreMetric.gutter
    guard var cuts = breaks(model, limit) else { return false }
    // Narrower lines of the same number are more even.
    for step in 1..<12 {
      guard let others = breaks(model, limit * (1 - 0.05 * Double(step))),
        others.count == cuts.count
      else { break }
      cuts = others
    }
    lines = cuts.map { Line(columns: $0) }
    let widest =
      lines.map { max(content($0.columns, model.columns.count), gutter + below($0.columns)) }.max()
      ?? 0
    for index in lines.indices { place(&lines[index], model, limit: isFilled ? limit : widest) }
    stack()
    return true
  }

  /// Spreads the staves over more height.
  mutating func stretch(by free: Double) {
    let gaps = lines.reduce(0) { $0 + $1.gaps } + Double(lines.count)
    for index in lines.indices {
      lines[index].gap = min(lines[index].gap + free / max(gaps, 1), Line.widestGap)
    }
    stack()
  }

  private mutating func stack() {
    var y = 0.0
    for index in lines.indices {
      lines[index].top = y
      y += lines[index].height + Self.lineGap
    }
    let width = lines.map(\.width).max() ?? 0
    size = Size(width: width, height: max(y - Self.lineGap, 0))
  }

  private func breaks(_ model: ScoreModel, _ limit: Double) -> [Range<Int>]? {
    var cuts: [Range<Int>] = []
    var start = 0
    while start < widths.count {
      var end = start
      while end < widths.count, fits(start..<(end + 1), model, limit) { end += 1 }
      guard end > start else { return nil }
      cuts.append(start..<end)
      start = end
    }
    return cuts
  }

  private func fits(_ columns: Range<Int>, _ model: ScoreModel, _ limit: Double) -> Bool {
    content(columns, widths.count) <= limit && gutter + below(columns) <= limit
  }

  /// The least width of what stands below the columns.
  private func below(_ columns: Range<Int>) -> Double {
    let slots = columns.flatMap { slotWidths[$0] }
    return slots.reduce(0, +) + Double(max(slots.count - 1, 0)) * ScoreMetric.parameterGap
  }

  /// Whether signs stand for the names of the staves.
  var isNarrow: Bool { gutter < ScoreMetric.gutter }

  /// The least width of a line.
  private func content(_ columns: Range<Int>, _ count: Int) -> Double {
    var width = gutter
    for column in columns {
      width += widths[column]
      if column > columns.lowerBound || column > 0 { width += gaps[column] }
    }
    return width + (columns.upperBound < count ? ScoreMetric.turn : 0)
  }

  /// The blocks of a parameter's value and gradient; of what needs none, the value's.
  private static func blocks(
    _ parameter: ScoreModel.Parameter, _ cell: Size
  ) -> (ScoreBlock, ScoreBlock?) {
    let (value, gradient) = (parameter.value, parameter.gradient)
    return (
      ScoreBlock(value, twin: gradient, shape: parameter.shape, cell: cell),
      parameter.hasGradient
        ? ScoreBlock(gradient, twin: value, shape: parameter.shape, cell: cell) : nil
    )
  }

  static func title(_ parameter: ScoreModel.Parameter, _ output: String) -> String {
    guard parameter.hasGradient else { return parameter.symbol }
    let letter = parameter.symbol.prefix { $0 != " " }
    return "\(parameter.symbol) and ∂\(output)/∂\(letter)"
  }

  /// Whether the names of a parameter stand in one line.
  func isOneLine(_ parameter: ScoreModel.Parameter, in width: Double) -> Bool {
    guard let name = parameter.name else { return true }
    return Self.width(Self.title(parameter, output), ScoreMetric.label) + Self.beside
      + Self.width(name, ScoreMetric.small) <= width + 1e-9
  }

  /// The blocks of a column's value and gradient.
  func blocks(ofColumn index: Int) -> (ScoreBlock, ScoreBlock) { columnBlocks[index] }

  /// The blocks of a parameter's value and gradient; of what needs none, the value's.
  func blocks(in slot: Slot) -> (ScoreBlock, ScoreBlock?) {
    parameterBlocks[slot.column][slot.parameter]
  }

  /// Gives each column and parameter of a line its place.
  private func place(_ line: inout Line, _ model: ScoreModel, limit: Double) {
    let columns = line.columns
    let goesOn = columns.upperBound < widths.count
    let arrows = columns.filter { $0 > 0 }.map { gaps[$0] } + (goesOn ? [ScoreMetric.turn] : [])
    let wide = even(arrows, free: limit - content(columns, widths.count))
    var x = gutter
    for column in columns {
      if column > 0 { x += max(gaps[column], wide) }
      line.middles.append(x + widths[column] / 2)
      x += widths[column]
      let (value, gradient) = columnBlocks[column]
      line.forward = max(line.forward, value.size.height, gradient.size.height)
      line.local = max(line.local, Double(rules[column].count) * ScoreMetric.ruleLine + 14)
      line.nameLines = max(line.nameLines, names[column].count)
    }
    if goesOn { x += max(ScoreMetric.turn, wide) }
    line.hasRepeats = model.repeats.contains { columns.overlaps($0.first..<($0.last + 1)) }
    line.width = x
    placeSlots(&line, model, limit: max(limit, x))
  }

  /// How wide arrows become that share what is free: the shortest first, until they are as long as
  /// others.
  private func even(_ arrows: [Double], free: Double) -> Double {
    var (low, high) = (0.0, 360.0)
    for _ in 0..<30 {
      let middle = (low + high) / 2
      let taken = arrows.reduce(0) { $0 + max(middle - $1, 0) }
      if taken <= free { low = middle } else { high = middle }
    }
    return low
  }

  private func placeSlots(_ line: inout Line, _ model: ScoreModel, limit: Double) {
    for (offset, column) in line.columns.enumerated() {
      let parameters = model.columns[column].parameters
      let widths = slotWidths[column]
      let all = widths.reduce(0, +) + Double(max(widths.count - 1, 0)) * ScoreMetric.parameterGap
      var x = line.middles[offset] - all / 2
      for (number, width) in widths.enumerated() {
        let (value, gradient) = parameterBlocks[column][number]
        line.parameters = max(
          line.parameters, value.size.height, gradient?.size.height ?? 0)
        if !isOneLine(parameters[number], in: width) { line.parameterLines = 2 }
        let least = line.slots.last.map { $0.x + $0.width + ScoreMetric.parameterGap }
        x = max(x, least ?? gutter)
        line.slots.append(Slot(column: column, parameter: number, x: x, width: width))
        x += width + ScoreMetric.parameterGap
      }
    }
    // Back from the right edge.
    var end = limit
    for index in line.slots.indices.reversed() {
      line.slots[index].x = min(line.slots[index].x, end - line.slots[index].width)
      end = line.slots[index].x - ScoreMetric.parameterGap
    }
    line.width = max(line.width, line.slots.last.map { $0.x + $0.width } ?? 0)
  }

  /// Half of all that a column takes.
  func halfWidth(_ column: Int) -> Double { widths[column] / 2 }

  /// Half of what a column's blocks take about its middle.
  func halfBlock(_ column: Int) -> Double {
    let (value, gradient) = columnBlocks[column]
    return max(value.thumbnail.width, gradient.thumbnail.width) / 2
  }
}
