import CCairo

extension Raster {
  /// An image surface with `times` by `times` pixels a cell.
  func surface(times: Int = 1) throws(DrawingError) -> Surface {
    let width = columns * times
    let height = rows * times
    guard width <= Picture.longestSide, height <= Picture.longestSide else {
      throw DrawingError(
        .tooManyPixels,
        "A heatmap of \(columns) × \(rows) cells is too large; at most \(Picture.longestSide)"
          + " cells a side can be drawn.")
    }
    let surface = try Surface { _ in
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    }
    guard let bytes = cairo_image_surface_get_data(surface.handle) else {
      throw DrawingError(.backend, "Cairo has no memory for a heatmap.")
    }
    let stride = Int(cairo_image_surface_get_stride(surface.handle))
    cairo_surface_flush(surface.handle)
    for row in 0..<rows {
      let line = UnsafeMutableRawPointer(bytes + row * times * stride)
      for column in 0..<columns {
        let pixel = cells[row * columns + column].premultiplied
        for copy in 0..<times {
          line.storeBytes(of: pixel, toByteOffset: 4 * (column * times + copy), as: UInt32.self)
        }
      }
      for copy in 1..<max(times, 1) {
        (line + copy * stride).copyMemory(from: line, byteCount: 4 * width)
      }
    }
    cairo_surface_mark_dirty(surface.handle)
    return surface
  }
}

extension Color {
  /// Alpha, red, green and blue in the bytes of one number, colours scaled by alpha.
  fileprivate var premultiplied: UInt32 {
    func byte(_ component: Double, _ scale: Double) -> UInt32 {
      UInt32((component.clampedToUnit * scale * 255).rounded())
    }
    let a = alpha.clampedToUnit
    return byte(a, 1) << 24 | byte(red, a) << 16 | byte(green, a) << 8 | byte(blue, a)
  }
}

extension Double {
  /// The number moved into 0…1; NaN becomes 0.
  var clampedToUnit: Double { self > 0 ? min(self, 1) : 0 }
}
