import VizDrawing
import VizPlot

/// A part of a report: words, figures with the numbers behind them, tables.
struct ReportSection: Sendable {
  /// The name that links lead to.
  var id: String
  var title: String
  var words: [String] = []
  /// What was typed into a shell.
  var commands: [String] = []
  var figures: [ReportFigure] = []
  var tables: [DataTable] = []

  func content(_ templates: Templates) throws -> [String: Any] {
    [
      "id": id, "title": title, "words": words, "commands": commands,
      "hasFigures": !figures.isEmpty, "figures": try figures.map { try $0.content(templates) },
      "tables": tables.map { templates.render("table.mustache", $0.content) },
    ]
  }
}

/// A figure of a report, and the numbers behind it.
struct ReportFigure: Sendable {
  var id: String
  var picture: Picture
  var table: DataTable?
  /// Whether it needs the whole width of a page.
  var isWide: Bool

  /// - Throws: `PlotError` for a size at which nothing can be read.
  init(_ figure: Figure, id: String, table: DataTable?, isWide: Bool = false) throws {
    self.id = id
    picture = try figure.picture()
    self.table = table
    self.isWide = isWide
  }

  func content(_ templates: Templates) throws -> [String: Any] {
    let svg = try picture.pageSVG(idPrefix: id + "-")
    var content: [String: Any] = [
      "id": id, "title": picture.title, "wide": isWide, "svg": String(decoding: svg, as: UTF8.self),
    ]
    if let table { content["table"] = templates.render("table.mustache", table.content) }
    return content
  }
}
