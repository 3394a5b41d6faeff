import VizDrawing

/// The index page of a gallery of pictures.
public struct GalleryPage: Sendable {
  /// One picture, whose files stand beside the page as `ID.svg`, `ID-dark.svg`, `ID.png`,
  /// `ID.pdf` and `ID.json`.
  public struct Entry: Sendable {
    public var id: String
    public var title: String
    public var lesson: String
    public var command: String
    /// What the picture says, for people who listen to the page.
    public var summary: String
    /// In points.
    public var size: Size
    /// The rows of a table of truth, where the example has one.
    public var truths: [(x1: Double, x2: Double, y: Double, xor: Double)]?

    public init(
      id: String, title: String, lesson: String, command: String, summary: String, size: Size,
      truths: [(x1: Double, x2: Double, y: Double, xor: Double)]? = nil
    ) {
      self.id = id
      self.title = title
      self.lesson = lesson
      self.command = command
      self.summary = summary
      self.size = size
      self.truths = truths
    }
  }

  public var entries: [Entry]
  public var version: String

  public init(entries: [Entry], version: String) {
    self.entries = entries
    self.version = version
  }

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) -> String {
    templates.render(
      "gallery.mustache",
      [
        "style": Page(templates, styles: ["style.css"]).style,
        "version": version,
        "examples": entries.map(Self.content),
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
