/// A finished picture as a list of drawing commands: the canvas that diagrams and figures draw
/// on, that tests read, and that is written as PNG, PDF or SVG.
public struct Picture: Sendable, Hashable, Canvas {
  /// One call of the canvas, with all that it was given.
  public enum Command: Sendable, Hashable {
    /// A path whose inside is filled.
    case fill(Path, Paint)
    /// A line along a path.
    case stroke(Path, Stroke)
    /// A line of text whose baseline runs through the point.
    case text(String, Font, Paint, Point, TextAnchor)
    /// A raster that fills the rectangle.
    case image(Raster, Rect)
    /// What follows belongs together, up to the matching end.
    case beginGroup(Group)
    /// The end of the group that was begun last.
    case endGroup
  }

  /// What a point of the size is in an SVG.
  public enum Unit: String, Sendable, Hashable {
    /// A pixel of a page.
    case pixel
    /// 1/72 inch, as in a PDF.
    case point
  }

  /// The extent from the upper left corner, in points.
  public var size: Size
  /// What a point is in an SVG; a pixel by default.
  public var unit = Unit.pixel
  /// The picture's message in a few words, for people who listen to pages.
  public var title: String
  /// The picture's message in full, for people who listen to pages.
  public var summary: String
  /// What was drawn, in order; later commands cover earlier ones.
  public private(set) var commands: [Command] = []

  /// An empty picture.
  public init(size: Size, title: String, summary: String) {
    self.size = size
    self.title = title
    self.summary = summary
  }

  /// Appends one command, such as one of another picture.
  public mutating func append(_ command: Command) { commands.append(command) }

  /// Appends the filling of a path.
  public mutating func fill(_ path: Path, with paint: Paint) {
    commands.append(.fill(path, paint))
  }

  /// Appends a line along a path.
  public mutating func stroke(_ path: Path, with stroke: Stroke) {
    commands.append(.stroke(path, stroke))
  }

  /// Appends one line of text whose baseline runs through `point`.
  public mutating func text(
    _ string: String, font: Font, paint: Paint, at point: Point, anchor: TextAnchor
  ) {
    commands.append(.text(string, font, paint, point, anchor))
  }

  /// Appends a raster that is stretched to fill `rect`.
  public mutating func image(_ raster: Raster, in rect: Rect) {
    commands.append(.image(raster, rect))
  }

  /// Opens a group, which the matching ``endGroup()`` closes.
  public mutating func beginGroup(_ group: Group) { commands.append(.beginGroup(group)) }
  /// Closes the group that was opened last.
  public mutating func endGroup() { commands.append(.endGroup) }
}
