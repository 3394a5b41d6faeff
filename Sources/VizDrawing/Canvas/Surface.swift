import CCairo

/// The one owner of a Cairo surface and of the sink it writes to.
final class Surface {
  let handle: OpaquePointer
  private let sink: ByteSink?

  /// Takes ownership of what `create` returns; a surface that could not be made throws.
  init(sink: ByteSink? = nil, _ create: (ByteSink?) -> OpaquePointer?) throws(DrawingError) {
    guard let handle = create(sink) else {
      throw DrawingError(.backend, "Cairo has no memory for a surface.")
    }
    self.handle = handle
    self.sink = sink
    try check("making a surface")
  }

  deinit { cairo_surface_destroy(handle) }

  func check(_ action: String) throws(DrawingError) {
    try checkCairo(cairo_surface_status(handle), action)
  }

  /// Writes what is left and closes the surface; the sink then has the whole file.
  func finish() throws(DrawingError) -> [UInt8] {
    cairo_surface_finish(handle)
    try check("finishing a file")
    return sink?.bytes ?? []
  }
}

func checkCairo(_ status: cairo_status_t, _ action: String) throws(DrawingError) {
  guard status != CAIRO_STATUS_SUCCESS else { return }
  let reason = cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown failure"
  throw DrawingError(.backend, "Cairo failed while \(action): \(reason).")
}
