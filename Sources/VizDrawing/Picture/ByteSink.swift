import CCairo

/// Collects what a Cairo surface writes.
///
/// A surface keeps an unretained pointer to its sink and writes until it is finished, so
/// ``Surface`` owns both.
final class ByteSink {
  var bytes: [UInt8] = []

  var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}

/// Cairo's write callback; it must not throw, and memory is all that could run out.
func appendToSink(
  sink: UnsafeMutableRawPointer?, data: UnsafePointer<UInt8>?, length: UInt32
) -> cairo_status_t {
  guard let sink, let data else { return CAIRO_STATUS_WRITE_ERROR }
  let target = Unmanaged<ByteSink>.fromOpaque(sink).takeUnretainedValue()
  target.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
  return CAIRO_STATUS_SUCCESS
}
