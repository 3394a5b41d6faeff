import VizDrawing

/// A figure for a paper, a slide or a page: panels under a title.
///
/// ```swift
/// let figure = try Figure.curves(MetricTable.read(bytes, name: "log.csv").series)
/// let png = try figure.picture(theme: .dark).png(scale: 2)
/// ```
public struct Figure: Sendable, Equatable {
  public var title: String
  public var subtitle: String?
  /// What a reader must know to read the figure: how it was smoothed, what a band is.
  public var caption: String?
  /// The figure's message in words, for people who listen to it.
  public var summary: String
  public var size: FigureSize
  /// Row by row.
  public var panels: [Panel]
  /// How many panels stand side by side; nil for what the size has room for.
  public var columns: Int?
  /// Whether all panels have one x axis, or one y axis.
  public var sharesX: Bool
  public var sharesY: Bool
  public var labelling: Labelling

  /// Where marks are named.
  public enum Labelling: String, Sendable, Hashable {
    /// Beside the ends of lines where there is room, else in a legend.
    case automatic
    case legend
    case none
  }

  public init(
    title: String, subtitle: String? = nil, caption: String? = nil, summary: String = "",
    size: FigureSize = .standard, panels: [Panel], columns: Int? = nil, sharesX: Bool = false,
    sharesY: Bool = false, labelling: Labelling = .automatic
  ) {
    self.title = title
    self.subtitle = subtitle
    self.caption = caption
    self.summary = summary
    self.size = size
    self.panels = panels
    self.columns = columns
    self.sharesX = sharesX
    self.sharesY = sharesY
    self.labelling = labelling
  }

  /// The figure as a picture, which writes itself as PNG, SVG and PDF.
  ///
  /// - Parameter theme: The colours.
  /// - Throws: ``PlotError`` for a size at which nothing can be read.
  public func picture(theme: Theme = .light) throws(PlotError) -> Picture {
    try size.check()
    let layout = FigureLayout(self)
    let words = [summary.isEmpty ? title : summary] + layout.notes
    var picture = Picture(
      size: Size(width: size.width, height: size.height), title: title,
      summary: words.joined(separator: " "))
    picture.unit = size.isPhysical ? .point : .pixel
    FigurePainter(layout: layout, theme: theme).draw(on: &picture)
    return picture
  }
}
