import CCairo
import Testing

@testable import VizDrawing

/// A decoded PNG: Cairo's reader checks our writer.
struct Bitmap {
  var width: Int
  var height: Int
  /// Alpha, red, green, blue; colours scaled by alpha.
  var pixels: [UInt32]

  init(png: [UInt8]) throws {
    final class Source {
      var rest: ArraySlice<UInt8>
      init(_ bytes: [UInt8]) { rest = bytes[...] }
    }
    let source = Source(png)
    let surface = cairo_image_surface_create_from_png_stream(
      { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
        let source = Unmanaged<Source>.fromOpaque(closure).takeUnretainedValue()
        let next = source.rest.prefix(Int(length))
        guard next.count == Int(length) else { return CAIRO_STATUS_READ_ERROR }
        for (index, byte) in next.enumerated() { data[index] = byte }
        source.rest = source.rest.dropFirst(Int(length))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(source).toOpaque())
    defer { cairo_surface_destroy(surface) }
    withExtendedLifetime(source) {}
    try #require(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
    let stride = Int(cairo_image_surface_get_stride(surface))
    let bytes = try #require(cairo_image_surface_get_data(surface))
    let opaque = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    pixels = []
    for y in 0..<height {
      for x in 0..<width {
        let pixel = UnsafeRawPointer(bytes).load(
          fromByteOffset: y * stride + 4 * x, as: UInt32.self)
        pixels.append(opaque ? pixel | 0xff00_0000 : pixel)
      }
    }
  }

  /// The pixel's colour over white.
  func gray(_ x: Int, _ y: Int) -> Double {
    let pixel = pixels[y * width + x]
    let light = Double(pixel >> 16 & 255) + Double(pixel >> 8 & 255) + Double(pixel & 255)
    return (light / 3 + 255 - Double(pixel >> 24)) / 255
  }

  /// The box around all that is not white, in points, within a part of the picture. An edge
  /// runs through a pixel where that pixel's tone says.
  func ink(in part: Rect? = nil, scale: Double) -> Rect? {
    let part =
      part ?? Rect(x: 0, y: 0, width: .greatestFiniteMagnitude, height: .greatestFiniteMagnitude)
    func clamp(_ value: Double, _ limit: Int) -> Int { Int(min(max(value, 0), Double(limit))) }
    let columns = clamp(part.minX * scale, width)..<clamp(part.maxX * scale, width)
    let rows = clamp(part.minY * scale, height)..<clamp(part.maxY * scale, height)
    var box: (x0: Int, y0: Int, x1: Int, y1: Int)?
    for y in rows {
      for x in columns where gray(x, y) < 0.75 {
        let old = box ?? (x, y, x, y)
        box = (min(old.x0, x), min(old.y0, y), max(old.x1, x), max(old.y1, y))
      }
    }
    return box.map {
      Rect(
        x: Double($0.x0) / scale, y: Double($0.y0) / scale,
        width: Double($0.x1 - $0.x0 + 1) / scale, height: Double($0.y1 - $0.y0 + 1) / scale)
    }
  }
}
