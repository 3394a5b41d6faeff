import CCairo

extension Picture {
  /// The longest side of an image that Cairo draws, in pixels.
  static let longestSide = 32_767
  /// The most pixels of an image: 400 MB of memory.
  static let mostPixels = 100_000_000.0

  /// The picture as a PNG, transparent where nothing is drawn.
  ///
  /// - Parameter scale: Pixels a point; 2 for screens of high density.
  /// - Throws: ``DrawingError`` when the image would be larger than 32,767 pixels a side or 100
  ///   million in all; the error says which scale fits.
  public func png(scale: Double = 1) throws(DrawingError) -> [UInt8] {
    try PNGEncoder.encode(image(scale: scale, for: "PNG"))
  }

  /// The picture in pixels.
  ///
  /// - Parameters:
  ///   - scale: Pixels a point.
  ///   - kind: The kind of file that it is for, in words.
  ///   - longest: How many pixels a side of such a file may have.
  func image(
    scale: Double, for kind: String, longest: Int = longestSide
  ) throws(DrawingError) -> Surface {
    let size = try checkedSize()
    guard scale.isFinite, scale > 0 else {
      throw DrawingError(.scale, "A scale must be greater than 0; \(scale) is not.")
    }
    let width = max(1, (size.width * scale).rounded(.up))
    let height = max(1, (size.height * scale).rounded(.up))
    let side = Double(min(longest, Self.longestSide))
    guard width <= side, height <= side, width * height <= Self.mostPixels else {
      throw tooLarge(kind, size, width: width, height: height, side: side)
    }
    let surface = try Surface { _ in
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    }
    let canvas = try CairoCanvas(
      on: surface,
      traits: CairoCanvas.Traits(
        textAsPath: true, rasterSide: 1, pixels: Size(width: width, height: height)))
    canvas.scale(by: scale)
    try canvas.replay(self)
    return surface
  }

  private func tooLarge(
    _ kind: String, _ size: Size, width: Double, height: Double, side: Double
  ) -> DrawingError {
    let fitting = min(
      side / size.width, side / size.height,
      (Self.mostPixels / (size.width * size.height)).squareRoot())
    // Rounded down to two digits, so that the advice itself fits.
    var unit = 1.0
    while fitting / unit < 10 { unit /= 10 }
    let advice = (fitting / unit).rounded(.down) * unit
    return DrawingError(
      .tooManyPixels,
      "A \(kind) of \(SVGNumber.short(width)) × \(SVGNumber.short(height)) pixels is too large; at most"
        + " \(Int(side)) a side and \(Int(Self.mostPixels)) in all fit. A scale of"
        + " \(SVGNumber.plain(advice)) would do.")
  }
}
