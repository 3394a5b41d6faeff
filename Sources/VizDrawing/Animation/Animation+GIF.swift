import CGif

extension Animation {
  /// The pictures as a GIF that begins again after the last one; of one picture, one that stands.
  ///
  /// All pictures share one table of colours, so that what does not move does not change either. A
  /// picture is stored as what is new in it.
  ///
  /// - Parameter scale: Pixels a point.
  /// - Throws: ``DrawingError`` when a picture would be too large, or giflib fails.
  public func gif(scale: Double = 1) throws(DrawingError) -> [UInt8] {
    var counts: [UInt32: Int] = [:]
    var width = 1
    var height = 1
    try forEachFrame(scale: scale, for: "GIF", longest: Self.longestSide) { _, frame in
      (width, height) = (frame.width, frame.height)
      // Runs of one colour are counted once.
      var last: (color: UInt32, count: Int) = (0, 0)
      for pixel in frame.opaque {
        if pixel == last.color {
          last.count += 1
        } else {
          if last.count > 0 { counts[last.color, default: 0] += last.count }
          last = (pixel, 1)
        }
      }
      counts[last.color, default: 0] += last.count
    }
    // One place is for pixels that stay as they were.
    let table = ColorTable(counts, most: 255)
    let writer = try GIFWriter(
      width: width, height: height, colors: table.colors, loops: pictures.count > 1)
    var shown: [UInt8] = []
    try forEachFrame(scale: scale, for: "GIF", longest: Self.longestSide) {
      (index, frame) throws(DrawingError) in
      var last: (color: UInt32, entry: UInt8)?
      let entries = frame.opaque.map { pixel in
        if let last, last.color == pixel { return last.entry }
        let entry = table.entry(of: pixel)
        last = (pixel, entry)
        return entry
      }
      try writer.add(entries, over: shown, milliseconds: milliseconds[index])
      shown = entries
    }
    return try writer.finish()
  }

  private static let longestSide = 65_535
}

/// Writes a GIF through giflib (Graphics Interchange Format, version 89a).
private final class GIFWriter {
  private let file: UnsafeMutablePointer<GifFileType>
  private let sink: GIFSink
  private let width: Int
  private let height: Int
  private let colors: Int
  private let loops: Bool
  private var isOpen = true

  init(width: Int, height: Int, colors: [UInt32], loops: Bool) throws(DrawingError) {
    let sink = GIFSink()
    var code: Int32 = 0
    guard let file = EGifOpen(Unmanaged.passUnretained(sink).toOpaque(), appendToGIF, &code) else {
      throw Self.failure(code)
    }
    (self.file, self.sink) = (file, sink)
    (self.width, self.height, self.colors, self.loops) = (width, height, colors.count, loops)
    EGifSetGifVersion(file, true)
    // A table has a power of two of colours, of which one stands for what stays as it was.
    var size: Int32 = 2
    while Int(size) < colors.count + 1 { size *= 2 }
    guard let map = GifMakeMapObject(size, nil) else {
      throw Self.failure(E_GIF_ERR_NOT_ENOUGH_MEM)
    }
    defer { GifFreeMapObject(map) }
    for (index, color) in colors.enumerated() {
      map.pointee.Colors[index] = GifColorType(
        Red: UInt8(color >> 16), Green: UInt8(color >> 8 & 255), Blue: UInt8(color & 255))
    }
    try check(EGifPutScreenDesc(file, Int32(width), Int32(height), 8, 0, map))
    if loops { try repeatForEver() }
  }

  deinit {
    if isOpen { EGifCloseFile(file, nil) }
  }

  private func repeatForEver() throws(DrawingError) {
    try check(EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE))
    try check(EGifPutExtensionBlock(file, 11, "NETSCAPE2.0"))
    try check(EGifPutExtensionBlock(file, 3, [1, 0, 0] as [UInt8]))
    try check(EGifPutExtensionTrailer(file))
  }

  /// Adds a picture: of what was shown before, what is new.
  func add(_ entries: [UInt8], over shown: [UInt8], milliseconds: Int) throws(DrawingError) {
    let clear = UInt8(colors)
    var (left, top, right, bottom) = (0, 0, width, height)
    if !shown.isEmpty {
      (left, top, right, bottom) = (width, height, 0, 0)
      for y in 0..<height {
        for x in 0..<width where entries[y * width + x] != shown[y * width + x] {
          left = min(left, x)
          right = max(right, x + 1)
          top = min(top, y)
          bottom = y + 1
        }
      }
      // A picture that changes nothing still takes its time.
      if left >= right { (left, top, right, bottom) = (0, 0, 1, 1) }
    }
    if loops || !shown.isEmpty {
      var control = GraphicsControlBlock(
        DisposalMode: DISPOSE_DO_NOT, UserInputFlag: false, DelayTime: Int32(milliseconds / 10),
        TransparentColor: shown.isEmpty ? NO_TRANSPARENT_COLOR : Int32(clear))
      var bytes = [UInt8](repeating: 0, count: 4)
      EGifGCBToExtension(&control, &bytes)
      try check(EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, 4, bytes))
    }
    try check(
      EGifPutImageDesc(
        file, Int32(left), Int32(top), Int32(right - left), Int32(bottom - top), false, nil))
    for y in top..<bottom {
      var line = (left..<right).map { x in
        let offset = y * width + x
        return !shown.isEmpty && shown[offset] == entries[offset] ? clear : entries[offset]
      }
      try check(EGifPutLine(file, &line, Int32(line.count)))
    }
  }

  func finish() throws(DrawingError) -> [UInt8] {
    var code: Int32 = 0
    isOpen = false
    guard EGifCloseFile(file, &code) == GIF_OK else { throw Self.failure(code) }
    return sink.bytes
  }

  private func check(_ status: Int32) throws(DrawingError) {
    guard status == GIF_OK else { throw Self.failure(file.pointee.Error) }
  }

  private static func failure(_ code: Int32) -> DrawingError {
    let reason = GifErrorString(code).map { String(cString: $0) } ?? "unknown failure"
    return DrawingError(.backend, "giflib failed while writing a GIF: \(reason).")
  }
}

/// Collects what giflib writes.
private final class GIFSink {
  var bytes: [UInt8] = []
}

/// giflib's write callback; it must not throw, and memory is all that could run out.
private func appendToGIF(
  file: UnsafeMutablePointer<GifFileType>?, data: UnsafePointer<UInt8>?, length: Int32
) -> Int32 {
  guard let data, let sink = file?.pointee.UserData else { return 0 }
  Unmanaged<GIFSink>.fromOpaque(sink).takeUnretainedValue().bytes
    .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
  return length
}
