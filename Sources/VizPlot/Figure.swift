import VizDrawing

/// A figure for a paper, a slide or a page: panels under a title.
///
/// ```swift
/// let figure = try Figure.curves(MetricTable.read(bytes, name: "log.csv").series)
/// let png = try figure.picture(theme: .dark).png(scale: 2)
/// ```
public struct Figure: Sendable, Equatable {
  /// What heads the figure, on two lines at most; a picture has it as its title too.
  public var title: String
  /// What stands below the title in smaller type, on two lines at most; nil for nothing.
  public var subtitle: String?
  /// What a reader must know to read the figure: how it was smoothed, what a band is.
  public var caption: String?
  /// The figure's message in words, for people who listen to it.
  public var summary: String
  /// The size of the whole figure, with all of its words.
  public var size: FigureSize
  /// Row by row.
  public var panels: [Panel]
  /// How many panels stand side by side; nil for what the size has room for.
  public var columns: Int?
  /// Whether all panels have one x axis; then its numbers stand below the last row alone.
  public var sharesX: Bool
  /// Whether all panels have one y axis; then its numbers stand beside the first column alone.
  public var sharesY: Bool
  /// Where marks are named.
  public var labelling: Labelling

  /// Where marks are named.
  public enum Labelling: String, Sendable, Hashable {
    /// Beside the ends of lines where there is room, else in a legend.
    case automatic
    /// In a legend above the panels.
    case legend
    /// Nowhere: the panels' titles or the caption say what is what.
    case none
  }

  /// Panels under a title; a figure without a summary has its title in the summary's stead.
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
