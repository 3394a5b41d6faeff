/// Pictures of one scene one after the other, for files that move: GIF, WebP and SVG.
public struct Animation: Sendable {
  /// The pictures in their order; at least one.
  public let pictures: [Picture]
  /// How long each is shown, in milliseconds. Where there are several, the last one stays longest.
  public let milliseconds: [Int]

  /// How long a picture is shown, and the last one of several, before all begins again.
  private static let pace = (each: 1_600, last: 4_000)

  /// - Throws: ``DrawingError`` where there is no picture, or one is of another size than another.
  public init(_ pictures: [Picture]) throws(DrawingError) {
    try Picture.checkScene(pictures)
    self.pictures = pictures
    milliseconds = pictures.indices.map {
      $0 == pictures.count - 1 ? Self.pace.last : Self.pace.each
    }
  }

  /// How long all pictures take, in milliseconds.
  var length: Int { milliseconds.reduce(0, +) }

  /// The pictures in pixels, one after the other, to be taken as they come: each is large.
  ///
  /// - Parameters:
  ///   - scale: Pixels a point.
  ///   - kind: The kind of file, in words.
  ///   - longest: How many pixels a side of it may have.
  ///   - body: Takes the number of a picture and its pixels.
  func forEachFrame(
    scale: Double, for kind: String, longest: Int,
    _ body: (Int, PixelFrame) throws(DrawingError) -> Void
  ) throws(DrawingError) {
    for (index, picture) in pictures.enumerated() {
      try body(index, PixelFrame(picture.image(scale: scale, for: kind, longest: longest)))
    }
  }
}
