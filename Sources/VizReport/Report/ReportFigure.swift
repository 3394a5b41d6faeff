import VizDrawing
import VizPlot

/// A figure of a report, and the numbers behind it.
struct ReportFigure: Sendable {
  var id: String
  var picture: Picture
  var table: DataTable?
  /// Whether it needs the whole width of a page.
  var isWide: Bool
  /// Whether it is shown as large as it was drawn where there is more room: stretched, its letters
  /// would be larger than those of others.
  var keepsSize: Bool

  /// - Throws: `PlotError` for a size at which nothing can be read.
  init(
    _ figure: Figure, id: String, table: DataTable?, isWide: Bool = false, keepsSize: Bool = false
  ) throws {
    self.id = id
    picture = try figure.picture()
    self.table = table
    self.isWide = isWide
    self.keepsSize = keepsSize
  }

  /// What `section.mustache` names of a figure.
  struct Content {
    var id: String
    var title: String
    var wide, narrow: Bool
    var svg: String
    var table: String?
  }

  func content(_ templates: Templates) throws -> Content {
    Content(
      id: id, title: picture.title, wide: isWide, narrow: keepsSize,
      svg: try picture.pageSVG(idPrefix: id + "-"),
      table: table?.html(templates))
  }
}
