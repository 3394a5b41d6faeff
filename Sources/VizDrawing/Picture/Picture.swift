/// A finished picture as a list of drawing commands: the canvas that diagrams and figures draw
/// on, that tests read, and that is written as PNG, PDF or SVG.
public struct Picture: Sendable, Hashable, Canvas {
  public enum Command: Sendable, Hashable {
    case fill(Path, Paint)
    case stroke(Path, Stroke)
    case text(String, Font, Paint, Point, TextAnchor)
    case image(Raster, Rect)
    case beginGroup(Group)
    case endGroup
  }

  /// What a point of the size is in an SVG.
  public enum Unit: String, Sendable, Hashable {
    /// A pixel of a page.
    case pixel
    /// 1/72 inch, as in a PDF.
    case point
  }

  public var size: Size
  public var unit = Unit.pixel
  /// The picture's message in a few words, and in full, for people who listen to pages.
  public var title: String
  public var summary: String
  public private(set) var commands: [Command] = []

  public init(size: Size, title: String, summary: String) {
    self.size = size
    self.title = title
    self.summary = summary
  }

  /// Appends one command, such as one of another picture.
  public mutating func append(_ command: Command) { commands.append(command) }

  public mutating func fill(_ path: Path, with paint: Paint) {
    commands.append(.fill(path, paint))
  }

  public mutating func stroke(_ path: Path, with stroke: Stroke) {
    commands.append(.stroke(path, stroke))
  }

  public mutating func text(
    _ string: String, font: Font, paint: Paint, at point: Point, anchor: TextAnchor
  ) {
    commands.append(.text(string, font, paint, point, anchor))
  }

  public mutating func image(_ raster: Raster, in rect: Rect) {
    commands.append(.image(raster, rect))
  }

  public mutating func beginGroup(_ group: Group) { commands.append(.beginGroup(group)) }
  public mutating func endGroup() { commands.append(.endGroup) }
}
