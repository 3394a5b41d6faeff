import VizDrawing
import VizPlot

/// A figure of a report, and the numbers behind it.
struct ReportFigure: Sendable {
  var id: String
  var picture: Picture
  var table: DataTable?

  /// - Throws: `PlotError` for a size at which nothing can be read.
  init(_ figure: Figure, id: String, table: DataTable?) throws {
    self.id = id
    picture = try figure.picture()
    self.table = table
  }

  /// What `section.mustache` names of a figure.
  struct Content {
    var id: String
    var title: String
    var svg: String
    var table: String?
  }

  func content(_ templates: Templates) throws -> Content {
    Content(
      id: id, title: picture.title, svg: try picture.pageSVG(idPrefix: id + "-"),
      table: table?.html(templates))
  }
}

extension FigureSize {
  /// As wide as a phone, and as a column of a wider window: the letters are as large on both.
  static func column(_ height: Double = 280) -> FigureSize { .pixels(410, height, letters: 0.9) }
}
