import VizDrawing
import VizTrace

/// What a tensor's card shows of value and gradient: the numbers of a small matrix, a heatmap of
/// a larger one, a histogram of the rest.
struct TensorBody: Sendable {
  enum Style: Sendable, Equatable {
    case matrix(rows: Int, columns: Int)
    case heatmap(rows: Int, columns: Int, cell: Double)
    case histogram
    case nothing
  }

  static let cell = Size(width: 46, height: 20)
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

  init(_ card: DiagramModel.Card) {
    let present = [card.value, card.gradient].compactMap { $0 }
    panels = present.count
    hasUpdateRatio = card.updateRatio != nil
    hasStatistics = present.contains { data in
      if case .elements(let elements, _) = data { elements.count != 1 } else { true }
    }
    style = present.first.map { Self.style($0) } ?? .nothing
  }

  private static func style(_ data: TensorData) -> Style {
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
    case .matrix(let rows, let columns):
      Size(
        width: Double(columns) * Self.cell.width, height: Double(rows) * Self.cell.height)
    case .heatmap(let rows, let columns, let cell):
      Size(width: Double(columns) * cell, height: max(Double(rows) * cell, 12))
    case .histogram: Size(width: 96, height: 36)
    case .nothing: Size(width: 0, height: 0)
    }
  }

  /// The width of one panel: the thumbnail, or the statistics below it.
  var panelWidth: Double { max(thumbnail.width, 92) }

  private var statistics: Double {
    Self.gapBelow + (hasStatistics ? 2 * Metric.lineHeight : 0)
  }

  func cardSize(symbol: String, shape: String) -> Size {
    let name = TextMeasurer.measure(symbol, font: Metric.large).width
    let title = name + max(72, TextMeasurer.measure(shape, font: Metric.small).width + Self.gap)
    let width = Double(panels) * panelWidth + Double(max(0, panels - 1)) * Self.gap
    let content = panels == 0 ? 0 : Self.caption + thumbnail.height + statistics
    return Size(
      width: max(width, title) + 2 * Self.padding,
      height: Self.header + content + Self.padding + (hasUpdateRatio ? Metric.lineHeight : 0))
  }
}
