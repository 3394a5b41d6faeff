import VizDrawing

/// Where the parts of a panel lie.
struct PanelLayout: Sendable {
  /// A label at the end of a line.
  struct EndLabel: Sendable, Hashable {
    var text: String
    var tone: Tone
    /// The end of the line, and the middle of the label's left edge.
    var end: Point
    var anchor: Point
  }

  var panel: Panel
  var data: PanelData
  /// The area between the axes.
  var plot: Rect
  /// nil where there is nothing to show.
  var x: ScaleMap?
  var y: ScaleMap?
  var xTicks = AxisTicks.none
  var yTicks = AxisTicks.none
  var showsXLabels = true
  var showsYLabels = true
  var title: String?
  /// Where the labels above the panel begin.
  var labelX = 0.0
  /// The baseline of the title, which panels of a row have in common.
  var titleY = 0.0
  var endLabels: [EndLabel] = []
  var insets: [PanelLayout] = []

  /// The place of a point; nil where an axis has no place for it.
  func point(_ a: Double, _ b: Double) -> Point? {
    guard let x, let y else { return nil }
    let (u, v) = (x.share(a), y.share(b))
    guard u.isFinite, v.isFinite else { return nil }
    return Point(x: abscissa(u), y: height(v))
  }

  // Far outside is as good as any other place outside, and does not overflow.
  private static let outside = 100.0

  func abscissa(_ share: Double) -> Double {
    plot.minX + plot.width * min(max(share, -Self.outside), Self.outside)
  }

  func height(_ share: Double) -> Double {
    plot.maxY - plot.height * min(max(share, -Self.outside), Self.outside)
  }
}
