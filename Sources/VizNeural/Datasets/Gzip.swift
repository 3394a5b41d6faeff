import CZlib

/// Decompresses gzip data to at most a stated size.
enum Gzip {
  static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// No compressed byte stands for more than this many: what deflate can do at its best.
  static let greatestRatio = 1032

  struct Failure: Error { let reason: String }

  /// The first bytes, at most `limit`, and whether the data ended there, with its checksum right.
  static func inflate(_ bytes: [UInt8], limit: Int) throws(Failure) -> (bytes: [UInt8], isAll: Bool)
  {
    var stream = z_stream()
    // The version and the size of the structure are checked inside.
    guard vizbp_inflate_init_gzip(&stream) == Z_OK else { throw Failure(reason: "no memory") }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(max(limit, 1), 1 << 16))
    var status = Z_OK
    var input = bytes
    let failure = input.withUnsafeMutableBufferPointer { input -> Failure? in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(clamping: input.count)
      while true {
        let produced = chunk.withUnsafeMutableBufferPointer { chunk in
          stream.next_out = chunk.baseAddress
          stream.avail_out = UInt32(clamping: chunk.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return chunk.count - Int(stream.avail_out)
        }
        output += chunk.prefix(min(produced, limit - output.count))
        switch status {
        case Z_STREAM_END: return nil
        case Z_OK where produced > 0:
          if output.count == limit { return nil }
        case Z_OK, Z_BUF_ERROR: return Failure(reason: "the compressed data ends too early")
        default: return Failure(reason: "the compressed data is damaged")
        }
      }
    }
    if let failure { throw failure }
    return (output, status == Z_STREAM_END && stream.avail_in == 0)
  }
}
