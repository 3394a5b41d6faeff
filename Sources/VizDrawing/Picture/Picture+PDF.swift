import CCairo

extension Picture {
  /// The picture as a PDF of one page, its text searchable, with title and subject and without
  /// a date: the same picture makes the same bytes.
  ///
  /// - Throws: ``DrawingError`` when the picture has no size.
  public func pdf() throws(DrawingError) -> [UInt8] { try Self.pdf([self]) }

  /// Pictures as the pages of a PDF, with the title and the subject of the last one.
  ///
  /// - Throws: ``DrawingError`` when a picture has no size, or there is none.
  public static func pdf(_ pictures: [Picture]) throws(DrawingError) -> [UInt8] {
    guard let last = pictures.last else { throw .unlikeScenes }
    let size = try last.checkedSize()
    let surface = try Surface(sink: ByteSink()) {
      cairo_pdf_surface_create_for_stream(appendToSink, $0?.pointer, size.width, size.height)
    }
    cairo_pdf_surface_set_metadata(
      surface.handle, CAIRO_PDF_METADATA_TITLE, SingleLine.clean(last.title))
    cairo_pdf_surface_set_metadata(
      surface.handle, CAIRO_PDF_METADATA_SUBJECT, SingleLine.clean(last.summary))
    // Cairo puts in the current time unless there is a date; no text is no date.
    cairo_pdf_surface_set_metadata(surface.handle, CAIRO_PDF_METADATA_CREATE_DATE, nil)
    for picture in pictures {
      let size = try picture.checkedSize()
      cairo_pdf_surface_set_size(surface.handle, size.width, size.height)
      let canvas = try CairoCanvas(
        on: surface, traits: CairoCanvas.Traits(textAsPath: false, rasterSide: 256))
      try canvas.replay(picture)
      if pictures.count > 1 { cairo_surface_show_page(surface.handle) }
    }
    return try surface.finish()
  }
}
