import VizBase

/// Numbers and words in rows, for a page and for the terminal: what stands behind a figure, or on
/// its own.
struct DataTable: Sendable {
  struct Column: Sendable {
    var name: String
    var isNumber: Bool

    static func words(_ name: String) -> Column { Column(name: name, isNumber: false) }
    static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
  }

  struct Cell: Sendable {
    var text: String
    /// What rows are sorted by; nil for the text.
    var key: Double?
    /// Where on the page the text leads.
    var link: String?
    /// A drawing that stands there, on a page.
    var svg: String?

    static func words(_ text: String, link: String? = nil) -> Cell {
      Cell(text: text, key: nil, link: link)
    }

    /// A number with at most four digits; none is a dash.
    static func number(_ number: Double?) -> Cell {
      guard let number else { return Cell(text: "–", key: nil, link: nil) }
      return Cell(text: NumberFormat.plain(number), key: number, link: nil)
    }

    static func count(_ number: Int?) -> Cell {
      guard let number else { return Cell(text: "–", key: nil, link: nil) }
      return Cell(text: NumberFormat.grouped(Double(number)), key: Double(number), link: nil)
    }

    static func step(_ step: Double) -> Cell {
      Cell(text: NumberFormat.grouped(step), key: step, link: nil)
    }
  }

  /// What it shows, above it on a page; the terminal has no room for it.
  var caption = ""
  /// The first names the rows.
  var columns: [Column]
  var rows: [[Cell]] = []
  /// What the table leaves out, and where the rest is.
  var note: String?
  /// Whether a click on a heading sorts the rows.
  var isSortable = false

  /// Some of many at even distances, with the first and the last.
  static func some<Element>(of all: [Element], _ most: Int) -> [Element] {
    guard all.count > most, most > 1 else { return all }
    return (0..<most).map { all[$0 * (all.count - 1) / (most - 1)] }
  }
}
