/// What a picture is drawn on.
///
/// Diagrams and figures know nothing else of how a picture becomes a file.
public protocol Canvas {
  /// Fills the inside of a path.
  mutating func fill(_ path: Path, with paint: Paint)
  /// Draws a line along a path, half of its width on either side.
  mutating func stroke(_ path: Path, with stroke: Stroke)
  /// Draws one line of text whose baseline runs through `point`.
  mutating func text(
    _ string: String, font: Font, paint: Paint, at point: Point, anchor: TextAnchor)
  /// Draws the cells of a raster, stretched to fill `rect`.
  mutating func image(_ raster: Raster, in rect: Rect)
  /// Opens a group: what follows, up to the matching ``endGroup()``, belongs together.
  mutating func beginGroup(_ group: Group)
  /// Closes the group that was opened last.
  mutating func endGroup()
}

/// Names a part of a picture, for pages that address it and for people who listen to it.
public struct Group: Sendable, Hashable {
  /// Unique in the picture; letters, digits, `-` and `_`.
  public var id: String?
  /// The kind of part: `card`, `wire`, `scope`.
  public var kind: String
  /// What the part is, in words; shown as a tooltip.
  public var title: String?
  /// What of the group is seen; nil for all.
  public var clip: Rect?

  /// A group of a kind; all else of it may be left out.
  public init(id: String? = nil, kind: String, title: String? = nil, clip: Rect? = nil) {
    self.id = id
    self.kind = kind
    self.title = title
    self.clip = clip
  }
}
