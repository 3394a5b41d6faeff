import Mustache

extension DataTable {
  /// What `table.mustache` names.
  struct Content {
    struct Column {
      var name: String
      var number: Bool
    }

    struct Row {
      var cells: [Cell]
    }

    struct Cell {
      var first: Bool
      /// Whether it stands as a number though its table does not say that of all cells.
      var marked: Bool
      var text: String
      var link: String?
      var svg: String?
      /// What rows are sorted by; nil where they are not, or by the text.
      var key: String?
    }

    var caption: String
    /// Whether it sorts, and which cells are numbers where all in their places are: it is said once for
    /// the thousands of a page.
    var classes: String?
    var columns: [Column]
    var rows: [Row]
    var note: String?
  }

  var content: Content {
    let areMeasures = columns.count > 1 && columns.dropFirst().allSatisfy(\.isNumber)
    let isOfSteps = areMeasures && columns[0].isNumber
    let classes = [
      isSortable ? "sortable" : "", areMeasures ? "measures" : "", isOfSteps ? "by-number" : "",
    ].filter { !$0.isEmpty }
    return Content(
      caption: caption, classes: classes.isEmpty ? nil : classes.joined(separator: " "),
      columns: columns.map { Content.Column(name: $0.name, number: $0.isNumber) },
      rows: rows.map { row in
        Content.Row(
          cells: zip(columns, row).enumerated().map { index, pair in
            content(
              pair.1, of: pair.0, isFirst: index == 0,
              isMarked: pair.0.isNumber && !(index == 0 ? isOfSteps : areMeasures))
          })
      }, note: note)
  }

  private func content(
    _ cell: Cell, of column: Column, isFirst: Bool, isMarked: Bool
  ) -> Content.Cell {
    Content.Cell(
      first: isFirst, marked: isMarked, text: cell.text, link: cell.link,
      svg: cell.svg,
      // Seven digits sort as well as seventeen.
      key: isSortable && column.isNumber
        ? cell.key.map { $0.isFinite ? "\(Float($0))" : "" } ?? "" : nil)
  }

  /// Cells as a sortable table has them that is not written by `table.mustache`.
  static func content(_ cells: [Cell], of columns: [Column]) -> [Content.Cell] {
    let table = DataTable(columns: columns, isSortable: true)
    return zip(cells, columns).map {
      table.content($0, of: $1, isFirst: false, isMarked: $1.isNumber)
    }
  }

  /// The table as HTML.
  func html(_ templates: Templates) -> String { templates.render("table.mustache", content) }
}

// Templates find the members of any value by reflection, which for the thousands of cells of a page
// would take longer than all else that is done with them.

extension DataTable.Content: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "caption": caption
    case "classes": classes
    case "columns": columns
    case "rows": rows
    case "note": note
    default: nil
    }
  }
}

extension DataTable.Content.Row: MustacheParent {
  func child(named name: String) -> Any? { name == "cells" ? cells : nil }
}

extension DataTable.Content.Cell: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "first": first
    case "marked": marked
    case "text": text
    case "link": link
    case "svg": svg
    case "key": key
    default: nil
    }
  }
}
