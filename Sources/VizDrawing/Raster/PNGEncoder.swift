import CCairo

/// Writes image surfaces as PNG (W3C, Portable Network Graphics, third edition).
///
/// Cairo's own writer tries every filter on every row, which takes longer than drawing a
/// diagram. Diagrams have few colours and many equal rows: a palette, or one filter for all
/// rows, is ready sooner and no larger.
enum PNGEncoder {
  static func encode(_ surface: Surface) throws(DrawingError) -> [UInt8] {
    cairo_surface_flush(surface.handle)
    try surface.check("reading an image")
    let width = Int(cairo_image_surface_get_width(surface.handle))
    let height = Int(cairo_image_surface_get_height(surface.handle))
    let stride = Int(cairo_image_surface_get_stride(surface.handle))
    guard let bytes = cairo_image_surface_get_data(surface.handle) else {
      throw DrawingError(.backend, "Cairo failed while reading an image: it has no pixels.")
    }
    let pixels = Pixels(base: UnsafeRawPointer(bytes), stride: stride, width: width, height: height)
    var png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    func header(depth: UInt8, type: UInt8) -> [UInt8] {
      bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [depth, type, 0, 0, 0]
    }
    if let (palette, indices) = pixels.indexed() {
      append("IHDR", header(depth: 8, type: 3), to: &png)
      append("PLTE", palette.flatMap { [red($0), green($0), blue($0)] }, to: &png)
      if palette.contains(where: { alpha($0) < 255 }) {
        append("tRNS", palette.map(alpha), to: &png)
      }
      append("IDAT", try deflated(indices, level: 3), to: &png)
    } else {
      let opaque = pixels.areOpaque()
      append("IHDR", header(depth: 8, type: opaque ? 2 : 6), to: &png)
      // Where pixels are mostly as their neighbours, runs of equal bytes are found quickly and
      // differences would only hide them; shaded pictures are smaller as differences.
      let flat = pixels.areFlat()
      let rows = pixels.filtered(opaque: opaque, byDifference: !flat)
      append("IDAT", try deflated(rows, level: flat ? 3 : 6), to: &png)
    }
    append("IEND", [], to: &png)
    return png
  }

  /// Cairo's pixels: alpha, red, green and blue in one number, colours scaled by alpha.
  private struct Pixels {
    var base: UnsafeRawPointer
    var stride: Int
    var width: Int
    var height: Int

    func row(_ y: Int) -> UnsafeBufferPointer<UInt32> {
      UnsafeBufferPointer(
        start: (base + y * stride).assumingMemoryBound(to: UInt32.self), count: width)
    }

    /// The colours in order of appearance and a byte for each pixel, each row after a byte that
    /// says "no filter"; nil when there are more colours than a palette holds.
    func indexed() -> (palette: [UInt32], rows: [UInt8])? {
      var numbers = ColorNumbers()
      var isIndexed = true
      let perRow = width + 1
      let rows = [UInt8](unsafeUninitializedCapacity: perRow * height) { out, count in
        var last: UInt32 = 0
        var lastNumber: UInt8?
        for y in 0..<height {
          let start = y * perRow
          guard let row = out.baseAddress?.advanced(by: start) else { return }
          if y > 0, memcmp(base + y * stride, base + (y - 1) * stride, width * 4) == 0 {
            row.initialize(from: row - perRow, count: perRow)
            continue
          }
          row.initialize(to: 0)
          for (x, pixel) in self.row(y).enumerated() {
            // Most pixels are as the one before.
            if pixel != last || lastNumber == nil {
              last = pixel
              lastNumber = numbers.number(of: pixel)
            }
            guard let lastNumber else {
              isIndexed = false
              return
            }
            (row + x + 1).initialize(to: lastNumber)
          }
        }
        count = perRow * height
      }
      return isIndexed ? (numbers.colors.map(straight), rows) : nil
    }

    func areOpaque() -> Bool {
      for y in 0..<height {
        // Without a way out of the row, several pixels are looked at in one instruction.
        var all = UInt32.max
        for pixel in row(y) { all &= pixel }
        if all >> 24 != 255 { return false }
      }
      return true
    }

    /// Whether half of the pixels are as the one before. Of a filled contour, where they are three of
    /// five, differences would take twice as long and a seventh more bytes.
    func areFlat() -> Bool {
      var equal = 0
      for y in 0..<height {
        let line = row(y)
        var equalHere: UInt32 = 0
        for x in 1..<max(width, 1) { equalHere &+= line[x] == line[x - 1] ? 1 : 0 }
        equal += Int(equalHere)
      }
      return equal >= width * height / 2
    }

    /// Three or four bytes a pixel: its own (filter 0), or each the difference from the pixel
    /// above (filter 2), in pictures of cards and wires mostly nothing.
    func filtered(opaque: Bool, byDifference: Bool) -> [UInt8] {
      let perRow = width * (opaque ? 3 : 4) + 1
      return [UInt8](unsafeUninitializedCapacity: perRow * height) { out, count in
        out.update(repeating: 0)
        count = perRow * height
        for y in 0..<height {
          out[y * perRow] = byDifference ? 2 : 0
          let line = row(y)
          let above = y > 0 && byDifference ? row(y - 1) : nil
          if above != nil, memcmp(base + y * stride, base + (y - 1) * stride, width * 4) == 0 {
            continue
          }
          var next = y * perRow + 1
          for x in 0..<width {
            let before = above.map { straight($0[x]) } ?? 0
            let pixel = straight(line[x])
            out[next] = red(pixel) &- red(before)
            out[next + 1] = green(pixel) &- green(before)
            out[next + 2] = blue(pixel) &- blue(before)
            if !opaque { out[next + 3] = alpha(pixel) &- alpha(before) }
            next += opaque ? 3 : 4
          }
        }
      }
    }
  }

  private static func alpha(_ pixel: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: pixel >> 24) }
  private static func red(_ pixel: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: pixel >> 16) }
  private static func green(_ pixel: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: pixel >> 8) }
  private static func blue(_ pixel: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: pixel) }

  /// The pixel with its colours no longer scaled by alpha, as PNG has them.
  static func straight(_ pixel: UInt32) -> UInt32 {
    let a = pixel >> 24
    if a == 255 { return pixel }
    if a == 0 { return 0 }
    func whole(_ shift: UInt32) -> UInt32 {
      min(255, ((pixel >> shift & 255) * 255 + a / 2) / a) << shift
    }
    return a << 24 | whole(16) | whole(8) | whole(0)
  }

  static func deflated(_ bytes: [UInt8], level: Int32) throws(DrawingError) -> [UInt8] {
    var status: Int32 = Z_OK
    let result = [UInt8](unsafeUninitializedCapacity: Int(compressBound(uLong(bytes.count)))) {
      buffer, count in
      var length = uLongf(buffer.count)
      status = compress2(buffer.baseAddress, &length, bytes, uLong(bytes.count), level)
      count = status == Z_OK ? Int(length) : 0
    }
    guard status == Z_OK else {
      throw DrawingError(.backend, "zlib failed while compressing pixels (status \(status)).")
    }
    return result
  }

  private static func append(_ kind: StaticString, _ data: [UInt8], to png: inout [UInt8]) {
    png += bigEndian(UInt32(data.count))
    let start = png.count
    kind.withUTF8Buffer { png.append(contentsOf: $0) }
    png += data
    let sum = png.withUnsafeBytes { bytes in
      crc32(
        0, bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: Bytef.self),
        uInt(bytes.count - start))
    }
    png += bigEndian(UInt32(truncatingIfNeeded: sum))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
