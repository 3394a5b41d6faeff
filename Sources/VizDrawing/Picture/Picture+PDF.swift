import CCairo

extension Picture {
  /// The picture as a PDF of one page, its text searchable, with title and subject and without
  /// a date: the same picture makes the same bytes.
  ///
  /// - Throws: ``DrawingError`` when the picture has no size.
  public func pdf() throws(DrawingError) -> [UInt8] {
    let size = try checkedSize()
    let surface = try Surface(sink: ByteSink()) {
      cairo_pdf_surface_create_for_stream(appendToSink, $0?.pointer, size.width, size.height)
    }
    cairo_pdf_surface_set_metadata(
      surface.handle, CAIRO_PDF_METADATA_TITLE, SingleLine.clean(title))
    cairo_pdf_surface_set_metadata(
      surface.handle, CAIRO_PDF_METADATA_SUBJECT, SingleLine.clean(summary))
    // Cairo puts in the current time unless there is a date; no text is no date.
    cairo_pdf_surface_set_metadata(surface.handle, CAIRO_PDF_METADATA_CREATE_DATE, nil)
    let canvas = try CairoCanvas(
      on: surface, traits: CairoCanvas.Traits(textAsPath: false, rasterSide: 256))
    try canvas.replay(self)
    return try surface.finish()
  }
}
