import VizDrawing
import VizTrace

/// What a tensor's card shows of value and gradient: the numbers of a small matrix, a heatmap of
/// a larger one, a histogram of the rest.
struct TensorBody: Sendable {
  enum Style: Sendable, Equatable {
    case matrix(rows: Int, columns: Int)
    case heatmap(rows: Int, columns: Int, cell: Double)
    case histogram
    /// The norm alone, or the one number.
    case norm
    case nothing
  }

  static let cell = Size(width: 50, height: 20)
  /// One number alone has room for all digits that it has on a wire.
  static let onlyCell = Size(width: 72, height: 20)
  static let padding = 12.0
  static let gap = 16.0
  static let header = 30.0
  static let caption = 16.0
  static let gapBelow = 4.0

  var style: Style
  /// How many panels stand side by side: the value's, the gradient's.
  var panels: Int
  var hasUpdateRatio: Bool
  /// Whether mean, deviation and norm stand below; one element is all of these itself.
  var hasStatistics: Bool
  /// Whether the gradient stands below the value instead of beside it.
  var isStacked: Bool
  /// Whether the norms stand in one line.
  var isSlim: Bool
  /// The name of what the card computes, where it stands in the card, and not beside it.
  private(set) var name: String?

  /// A longer name is cut.
  private static let longestName = 110.0

  init(
    _ card: DiagramModel.Card, _ arrangement: Arrangement = Arrangement(),
    _ direction: DiagramOptions.Direction = .lr
  ) {
    let isCompact = arrangement.isCompact
    isStacked = isCompact
    isSlim = arrangement.isSlim
    let present = [card.value, card.gradient].compactMap { $0 }
    panels = present.count
    hasUpdateRatio = card.updateRatio != nil
    hasStatistics = present.contains { data in
      if case .elements(let elements, _) = data { elements.count != 1 } else { true }
    }
    style = present.first.map { Self.style($0) } ?? .nothing
    if arrangement.isSlim || isCompact && direction == .tb, card.family != .leaf {
      name = card.name.map {
        TextMeasurer.fitted(
          $0, font: Metric.smallItalic, width: Self.longestName, cutting: .middle)
      }
    }
    // Where each number is in sight, its statistics tell nothing.
    if arrangement.isTerse || isCompact && style == .nothing, panels > 0 {
      style = .norm
      hasStatistics = true
    } else if isCompact {
      switch style {
      case .matrix: hasStatistics = false
      case .heatmap(let rows, let columns, let cell):
        let longest = Double(max(rows, columns))
        style = .heatmap(rows: rows, columns: columns, cell: min(cell, max(1, 72 / longest)))
      case .histogram, .norm, .nothing: break
      }
    }
  }

  /// How a tensor is shown.
  static func style(_ data: TensorData) -> Style {
    guard case .elements(let elements, let shape) = data else {
      if case .summary(let summary) = data, summary.histogram != nil { return .histogram }
      return .nothing
    }
    if elements.isEmpty { return .nothing }
    switch shape.count {
    case 1 where shape[0] <= 6: return .matrix(rows: shape[0], columns: 1)
    case 1 where shape[0] <= 64:
      return .heatmap(rows: 1, columns: shape[0], cell: max(2, min(14, 128 / Double(shape[0]))))
    case 2 where shape[0] <= 4 && shape[1] <= 4:
      return .matrix(rows: shape[0], columns: shape[1])
    case 2 where shape[0] <= 64 && shape[1] <= 64:
      let longest = Double(max(shape[0], shape[1]))
      return .heatmap(rows: shape[0], columns: shape[1], cell: max(1.5, min(14, 112 / longest)))
    default: return .histogram
    }
  }

  /// The thumbnail's own size.
  var thumbnail: Size {
    switch style {
    case .matrix(1, 1): Self.onlyCell
    case .matrix(let rows, let columns):
      Size(
        width: Double(columns) * Self.cell.width, height: Double(rows) * Self.cell.height)
    case .heatmap(let rows, let columns, let cell):
      Size(width: Double(columns) * cell, height: max(Double(rows) * cell, 12))
    case .histogram: Size(width: isStacked ? 84 : 96, height: isStacked ? 24 : 36)
    case .norm, .nothing: Size(width: 0, height: 0)
    }
  }

  /// A norm in a line with others, and how far the line's foot stands below its top.
  static let slim = Size(width: 44, height: 10)
  /// How far the names and numbers in such a line stand from each other.
  static let slimGap = 5.0
  /// How far the card's edges stand from what is in it.
  var padding: Double { isSlim ? 9 : Self.padding }

  /// The width of one panel: the thumbnail, or the statistics below it.
  var panelWidth: Double {
    if isSlim { return Self.slim.width }
    return max(thumbnail.width, isStacked ? hasStatistics ? 76 : 46 : 92)
  }

  /// The height of one panel, with its caption.
  var panelHeight: Double {
    isSlim ? Self.slim.height : caption + thumbnail.height + statistics
  }

  /// The room for the word above a panel; where the gradient stands below the value, as everywhere
  /// on the picture, none is needed.
  var caption: Double { isStacked ? 0 : Self.caption }

  /// How far the second panel stands from the first.
  var pitch: Point {
    if isSlim { return Point(x: panelWidth + Self.slimGap, y: 0) }
    return isStacked
      ? Point(x: 0, y: panelHeight + (style == .norm ? 0 : Self.gapBelow))
      : Point(x: panelWidth + Self.gap, y: 0)
  }

  /// The room of all panels.
  var content: Size {
    let others = Double(max(0, panels - 1))
    if panels == 0 { return Size(width: 0, height: 0) }
    return Size(
      width: panelWidth + others * pitch.x, height: panelHeight + others * pitch.y)
  }

  /// How far the line of a stacked norm stands below its thumbnail.
  var rise: Double { style == .norm ? 11 : 14 }

  private var statistics: Double {
    (style == .norm ? 1 : Self.gapBelow)
      + (hasStatistics ? (isStacked ? 1 : 2) * Metric.lineHeight : 0)
  }

  /// Whether the name has a line of its own, since there are no numbers to stand before.
  private var hasLineOfName: Bool { isSlim && panels == 0 && name != nil }

  func cardSize(symbol: String, shape: String) -> Size {
    let shapeWidth = TextMeasurer.measure(shape, font: Metric.small).width
    var title = TextMeasurer.measure(symbol, font: Metric.large).width
    title += max(isStacked ? 0 : 72, shapeWidth + (isSlim ? 10 : Self.gap))
    var line = content.width
    if let name {
      let width = TextMeasurer.measure(name, font: Metric.smallItalic).width
      if isSlim { line += width + Self.slimGap } else { title += width + Self.nameGap }
    }
    return Size(
      width: max(line, title) + 2 * padding,
      height: Self.header + (hasLineOfName ? Self.slim.height : content.height)
        + (isSlim ? Self.padding / 2 : Self.padding)
        + (hasUpdateRatio ? Metric.lineHeight : 0))
  }

  /// How far a name stands behind the symbol.
  static let nameGap = 6.0
}
