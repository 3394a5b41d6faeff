import VizDrawing

/// The index page of a gallery of pictures.
public struct GalleryPage: Sendable {
  /// Pictures under a title of their own.
  public struct Section: Sendable {
    public var title: String
    public var entries: [Entry]

    public init(title: String, entries: [Entry]) {
      self.title = title
      self.entries = entries
    }
  }

  /// One picture, whose files stand beside the page as `ID.svg`, `ID-dark.svg`, `ID.png`, `ID.pdf`
  /// and, of a graph, `ID.json`.
  public struct Entry: Sendable {
    public var id: String
    public var title: String
    public var lesson: String
    public var command: String
    /// What the picture says, for people who listen to the page.
    public var summary: String
    /// In points.
    public var size: Size
    /// Whether the picture is of a graph.
    public var hasGraph: Bool
    /// The rows of a table of truth, where the example has one.
    public var truths: [(x1: Double, x2: Double, y: Double, xor: Double)]?

    public init(
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

  public var sections: [Section]
  public var version: String

  public init(sections: [Section], version: String) {
    self.sections = sections
    self.version = version
  }

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) -> String {
    templates.page(
      "gallery.mustache",
      [
        "style": Page(templates, styles: ["style.css"]).style,
        "version": version,
        "sections": sections.enumerated().map { index, section in
          [
            "number": index + 1, "name": section.title,
            "entries": section.entries.map(Self.content),
          ] as [String: Any]
        },
      ] as [String: Any])
  }

  private static func content(_ entry: Entry) -> [String: Any] {
    var content: [String: Any] = [
      "id": entry.id, "title": entry.title, "lesson": entry.lesson, "command": entry.command,
      "summary": entry.summary, "width": Int(entry.size.width.rounded(.up)),
      "height": Int(entry.size.height.rounded(.up)),
      // Narrower than this a picture scrolls, so that its numbers stay legible.
      "least": Int((entry.size.width * 0.62).rounded(.up)),
    ]
    if entry.hasGraph { content["graph"] = true }
    if let truths = entry.truths {
      content["truths"] = [
        "rows": truths.map { row in
          [
            "x1": NodeTable.number(row.x1), "x2": NodeTable.number(row.x2),
            "y": NodeTable.number(row.y), "xor": NodeTable.number(row.xor),
            "verdict": row.y == row.xor ? "right" : "wrong",
          ]
        }
      ]
    }
    return content
  }
}
