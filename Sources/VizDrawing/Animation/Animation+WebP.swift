import CWebP

extension Animation {
  /// The pictures as a WebP without loss that begins again after the last one; of one picture, one
  /// that stands.
  ///
  /// - Parameter scale: Pixels a point.
  /// - Throws: ``DrawingError`` when a picture would be too large, or libwebp fails.
  public func webp(scale: Double = 1) throws(DrawingError) -> [UInt8] {
    var encoder: WebPWriter?
    var time = 0
    try forEachFrame(scale: scale, for: "WebP", longest: Self.longestSide) {
      (index, frame) throws(DrawingError) in
      if encoder == nil { encoder = try WebPWriter(width: frame.width, height: frame.height) }
      try encoder?.add(frame, at: time)
      time += milliseconds[index]
    }
    return try encoder?.finish(at: time) ?? []
  }

  private static let longestSide = Int(WEBP_MAX_DIMENSION)
}

/// Writes a WebP through libwebp's encoder of animations.
private final class WebPWriter {
  private let encoder: OpaquePointer
  private var config = WebPConfig()

  init(width: Int, height: Int) throws(DrawingError) {
    var options = WebPAnimEncoderOptions()
    guard WebPAnimEncoderOptionsInit(&options) != 0, WebPConfigInit(&config) != 0,
      // Medium effort: a picture of cards is small with any.
      WebPConfigLosslessPreset(&config, 4) != 0,
      let encoder = WebPAnimEncoderNew(Int32(width), Int32(height), &options)
    else { throw Self.failure("starting") }
    self.encoder = encoder
  }

  deinit { WebPAnimEncoderDelete(encoder) }

  func add(_ frame: PixelFrame, at time: Int) throws(DrawingError) {
    var picture = WebPPicture()
    guard WebPPictureInit(&picture) != 0 else { throw Self.failure("starting a picture") }
    picture.use_argb = 1
    picture.width = Int32(frame.width)
    picture.height = Int32(frame.height)
    defer { WebPPictureFree(&picture) }
    guard WebPPictureAlloc(&picture) != 0, let target = picture.argb else {
      throw Self.failure("making room for a picture")
    }
    let stride = Int(picture.argb_stride)
    frame.pixels.withUnsafeBufferPointer { pixels in
      guard let source = pixels.baseAddress else { return }
      for row in 0..<frame.height {
        (target + row * stride).update(from: source + row * frame.width, count: frame.width)
      }
    }
    guard WebPAnimEncoderAdd(encoder, &picture, Int32(time), &config) != 0 else {
      throw failure("adding a picture")
    }
  }

  func finish(at time: Int) throws(DrawingError) -> [UInt8] {
    var data = WebPData()
    WebPDataInit(&data)
    defer { WebPDataClear(&data) }
    guard WebPAnimEncoderAdd(encoder, nil, Int32(time), nil) != 0,
      WebPAnimEncoderAssemble(encoder, &data) != 0
    else { throw failure("writing") }
    return Array(UnsafeBufferPointer(start: data.bytes, count: data.size))
  }

  private func failure(_ action: String) -> DrawingError {
    let reason = WebPAnimEncoderGetError(encoder).map { String(cString: $0) } ?? ""
    return Self.failure(reason.isEmpty ? action : "\(action): \(reason)")
  }

  private static func failure(_ action: String) -> DrawingError {
    DrawingError(.backend, "libwebp failed while \(action).")
  }
}
