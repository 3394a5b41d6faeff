import CCairo

/// The coverage of pixels at edges, in sixteen steps.
///
/// Nobody sees more of them along an edge, and with few colours an image needs a palette only: a
/// third of the bytes to compress.
enum CoverageSteps {
  private static let last = 15.0

  /// A share of 0…1 as a byte of one of the steps.
  @inline(__always)
  static func rounded(_ share: Double) -> UInt8 { UInt8(share * last + 0.5) * 17 }

  /// Fills the context's path in its source.
  static func fill(_ context: OpaquePointer) {
    var (x0, y0, x1, y1) = (0.0, 0.0, 0.0, 0.0)
    cairo_fill_extents(context, &x0, &y0, &x1, &y1)
    cairo_user_to_device(context, &x0, &y0)
    cairo_user_to_device(context, &x1, &y1)
    let (left, top) = (min(x0, x1).rounded(.down) - 1, min(y0, y1).rounded(.down) - 1)
    let (width, height) = (
      max(x0, x1).rounded(.up) + 1 - left, max(y0, y1).rounded(.up) + 1 - top
    )
    // What is larger than a line of text is rare, and what has no extent has no pixels.
    guard width > 2, height > 2, width * height <= 1_000_000,
      let mask = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(width), Int32(height))
    else {
      cairo_fill(context)
      return
    }
    defer { cairo_surface_destroy(mask) }
    draw(context, on: mask, left, top)
    guard let pixels = cairo_image_surface_get_data(mask) else {
      cairo_fill(context)
      return
    }
    cairo_surface_flush(mask)
    let count = Int(cairo_image_surface_get_stride(mask)) * Int(height)
    for index in 0..<count where pixels[index] != 0 && pixels[index] != 255 {
      pixels[index] = UInt8((Int(pixels[index]) * 15 + 127) / 255) * 17
    }
    cairo_surface_mark_dirty(mask)
    cairo_new_path(context)
    cairo_save(context)
    cairo_identity_matrix(context)
    cairo_mask_surface(context, mask, left, top)
    cairo_restore(context)
  }

  /// Fills the context's path on a mask whose upper left lies at a place of its surface.
  private static func draw(
    _ context: OpaquePointer, on mask: OpaquePointer, _ left: Double, _ top: Double
  ) {
    guard let target = cairo_create(mask) else { return }
    defer { cairo_destroy(target) }
    let path = cairo_copy_path(context)
    defer { cairo_path_destroy(path) }
    var matrix = cairo_matrix_t()
    cairo_get_matrix(context, &matrix)
    cairo_translate(target, -left, -top)
    cairo_transform(target, &matrix)
    cairo_append_path(target, path)
    cairo_set_antialias(target, CAIRO_ANTIALIAS_GRAY)
    cairo_fill(target)
  }
}
