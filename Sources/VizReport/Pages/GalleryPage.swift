import VizBase
import VizDrawing

/// The index page of a gallery of pictures.
package struct GalleryPage: Sendable {
  /// Pictures under a title of their own.
  package struct Section: Sendable {
    /// The heading above the pictures.
    package var title: String
    /// The pictures, from top to bottom.
    package var entries: [Entry]

    /// A section of pictures under a heading.
    package init(title: String, entries: [Entry]) {
      self.title = title
      self.entries = entries
    }
  }

  /// One picture, whose files stand beside the page as `ID.svg`, `ID-dark.svg`, `ID.png`, `ID.pdf`,
  /// `ID.tex` and, of a graph, `ID.json`.
  package struct Entry: Sendable {
    /// What the names of the picture's files begin with; unique on the page.
    package var id: String
    /// The heading above the picture.
    package var title: String
    /// What the picture teaches, in a few sentences.
    package var lesson: String
    /// The command that draws the picture anew.
    package var command: String
    /// What the picture says, for people who listen to the page.
    package var summary: String
    /// In points.
    package var size: Size
    /// Whether the picture is of a graph.
    package var hasGraph: Bool
    /// The rows of a table of truth, where the example has one.
    package var truths: [(x1: Double, x2: Double, y: Double, xor: Double)]?

    /// A picture of all that is to be said of it; of no graph, and without a table, by default.
    package init(
      id: String, title: String, lesson: String, command: String, summary: String, size: Size,
      hasGraph: Bool = false, truths: [(x1: Double, x2: Double, y: Double, xor: Double)]? = nil
    ) {
      self.id = id
      self.title = title
      self.lesson = lesson
      self.command = command
      self.summary = summary
      self.size = size
      self.hasGraph = hasGraph
      self.truths = truths
    }
  }

  /// The sections, from top to bottom; the page numbers them from 1.
  package var sections: [Section]
  /// The version of vizbp, for the page's foot.
  package var version: String

  /// The page of these sections.
  package init(sections: [Section], version: String = VizBPRelease.version) {
    self.sections = sections
    self.version = version
  }

  // MARK: HTML

  /// The page as HTML.
  package func html(_ templates: Templates = Templates()) -> String {
    templates.page(
      "gallery.mustache",
      Content(
        style: Page(templates, styles: ["style.css", "gallery.css"]).style, version: version,
        sections: sections.enumerated().map { index, section in
          Content.Section(
            number: index + 1, name: section.title, entries: section.entries.map(Content.Entry.init)
          )
        }))
  }

  /// What `gallery.mustache` names.
  fileprivate struct Content {
    struct Section {
      var number: Int
      var name: String
      var entries: [Entry]
    }

    struct Entry {
      var id, title, lesson, command, summary: String
      var width, height: Int
      /// Narrower than this a picture scrolls, so that its numbers stay legible.
      var least: Int
      /// Whether there is a file of the graph.
      var graph: Bool
      var truths: Truths?
    }

    struct Truths {
      var rows: [Truth]
    }

    struct Truth {
      var x1, x2, y, xor, verdict: String
    }

    var style, version: String
    var sections: [Section]
  }
}

extension GalleryPage.Content.Entry {
  fileprivate init(_ entry: GalleryPage.Entry) {
    func number(_ x: Double) -> String { TextTable.number(x) }
    func whole(_ length: Double) -> Int {
      // In range: a picture's sides are bounded.
      Int(length.rounded(.up))
    }
    self.init(
      id: entry.id, title: entry.title, lesson: entry.lesson, command: entry.command,
      summary: entry.summary, width: whole(entry.size.width),
      height: whole(entry.size.height),
      least: whole(entry.size.width * 0.62), graph: entry.hasGraph,
      truths: entry.truths.map { truths in
        GalleryPage.Content.Truths(
          rows: truths.map { row in
            GalleryPage.Content.Truth(
              x1: number(row.x1), x2: number(row.x2), y: number(row.y), xor: number(row.xor),
              verdict: row.y == row.xor ? "right" : "wrong")
          })
      })
  }
}
