import CCairo

extension Picture {
  /// The picture as Cairo writes it; see ``OutlineSVG``.
  func cairoSVG() throws(DrawingError) -> [UInt8] {
    let size = try checkedSize()
    let surface = try Surface(sink: ByteSink()) {
      cairo_svg_surface_create_for_stream(appendToSink, $0?.pointer, size.width, size.height)
    }
    cairo_svg_surface_set_document_unit(
      surface.handle, unit == .point ? CAIRO_SVG_UNIT_PT : CAIRO_SVG_UNIT_PX)
    let canvas = try CairoCanvas(
      on: surface, traits: CairoCanvas.Traits(textAsPath: false, rasterSide: 1))
    try canvas.replay(self)
    return try surface.finish()
  }
}
