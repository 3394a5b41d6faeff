import CCairo

/// A picture in pixels, each alpha, red, green and blue in one number, from the upper left.
struct PixelFrame {
  let width: Int
  let height: Int
  /// Row by row; the colours are not scaled by alpha.
  let pixels: [UInt32]

  init(_ surface: Surface) throws(DrawingError) {
    cairo_surface_flush(surface.handle)
    try surface.check("reading an image")
    width = Int(cairo_image_surface_get_width(surface.handle))
    height = Int(cairo_image_surface_get_height(surface.handle))
    let stride = Int(cairo_image_surface_get_stride(surface.handle))
    guard let bytes = cairo_image_surface_get_data(surface.handle) else {
      throw DrawingError(.backend, "Cairo failed while reading an image: it has no pixels.")
    }
    var pixels: [UInt32] = []
    pixels.reserveCapacity(width * height)
    for row in 0..<height {
      let line = UnsafeRawPointer(bytes + row * stride)
      for column in 0..<width {
        let pixel = line.load(fromByteOffset: 4 * column, as: UInt32.self)
        pixels.append(pixel >> 24 == 255 ? pixel : PNGEncoder.straight(pixel))
      }
    }
    self.pixels = pixels
  }

  /// The pixels over white, for files that know no half-transparent ones.
  var opaque: [UInt32] {
    pixels.map { pixel in
      let alpha = pixel >> 24
      if alpha == 255 { return pixel & 0xff_ffff }
      func blend(_ shift: UInt32) -> UInt32 {
        (((pixel >> shift & 255) * alpha + 255 * (255 - alpha) + 127) / 255) << shift
      }
      return blend(16) | blend(8) | blend(0)
    }
  }
}
