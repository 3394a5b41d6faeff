import CCairo

/// Replays pictures on a Cairo surface.
final class CairoCanvas {
  /// What differs between kinds of files.
  struct Traits {
    /// Text is filled as outlines. Cairo 1.16 puts glyphs of an image on whole pixels, which
    /// makes letters stand unevenly; outlines stand where they were measured.
    var textAsPath: Bool
    /// How many image pixels a raster has at least along its longer side. Viewers of PDF
    /// smooth enlarged images whatever the file says; cells of several pixels stay crisp.
    var rasterSide: Int
    /// The pixels of an image, on which long lines are drawn by their coverage; nil for files
    /// that keep lines as lines.
    var pixels: Size?
  }

  private let context: OpaquePointer
  private let traits: Traits
  private var openGroups = 0
  private var scale = 1.0

  init(on surface: Surface, traits: Traits) throws(DrawingError) {
    guard let context = cairo_create(surface.handle) else {
      throw DrawingError(.backend, "Cairo has no memory for a context.")
    }
    self.context = context
    self.traits = traits
    try check("starting to draw")
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_antialias(context, CAIRO_ANTIALIAS_GRAY)
  }

  deinit { cairo_destroy(context) }

  func check(_ action: String) throws(DrawingError) {
    try checkCairo(cairo_status(context), action)
  }

  func scale(by factor: Double) {
    cairo_scale(context, factor, factor)
    scale *= factor
  }

  func replay(_ picture: Picture) throws(DrawingError) {
    for command in picture.commands where command.isDrawable {
      switch command {
      case .fill(let path, let paint):
        add(path)
        use(paint)
        cairo_fill(context)
      case .stroke(let path, let stroke):
        draw(path, stroke)
      case .text(let string, let font, let paint, let point, let anchor):
        draw(string, font, paint, point, anchor)
      case .image(let raster, let rect):
        try draw(raster, in: rect)
      case .beginGroup(let group):
        begin(group)
      case .endGroup:
        endGroup()
      }
    }
    // A group that was never closed must not clip what another picture draws.
    while openGroups > 0 { endGroup() }
    try check("drawing")
  }

  private func begin(_ group: Group) {
    cairo_save(context)
    openGroups += 1
    guard let clip = group.drawableClip else { return }
    cairo_new_path(context)
    cairo_rectangle(context, clip.minX, clip.minY, clip.width, clip.height)
    cairo_clip(context)
  }

  private func endGroup() {
    guard openGroups > 0 else { return }
    openGroups -= 1
    cairo_restore(context)
  }

  private func use(_ paint: Paint) {
    let color = paint.color
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  private func add(_ path: Path) {
    cairo_new_path(context)
    for element in path.elements {
      switch element {
      case .move(let point): cairo_move_to(context, point.x, point.y)
      case .line(let point): cairo_line_to(context, point.x, point.y)
      case .curve(let a, let b, let point):
        cairo_curve_to(context, a.x, a.y, b.x, b.y, point.x, point.y)
      case .close: cairo_close_path(context)
      }
    }
  }

  private func draw(_ path: Path, _ stroke: Stroke) {
    use(stroke.paint)
    if let pixels = traits.pixels, StrokeMask.suits(path, stroke, scale: scale) {
      let clip = Rect(x: 0, y: 0, width: pixels.width, height: pixels.height)
      var mask = StrokeMask(path, lineWidth: stroke.width, scale: scale, clip: clip)
      mask.draw(on: context)
      return
    }
    add(path)
    cairo_set_line_width(context, stroke.width)
    cairo_set_line_cap(
      context, stroke.cap == .round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    let dash = stroke.drawableDash
    cairo_set_dash(context, dash, Int32(dash.count), 0)
    cairo_stroke(context)
  }

  private func draw(
    _ string: String, _ font: Font, _ paint: Paint, _ point: Point, _ anchor: TextAnchor
  ) {
    let clean = SingleLine.clean(string)
    guard !clean.isEmpty else { return }
    use(paint)
    TextEngine.withLock { engine in
      let width = engine.measure(clean, cut: font.cut).width * font.size
      cairo_save(context)
      cairo_translate(context, point.x - width * anchor.share, point.y)
      cairo_scale(context, font.size / TextEngine.reference, font.size / TextEngine.reference)
      engine.draw(clean, cut: font.cut, on: context, asPath: traits.textAsPath)
      cairo_restore(context)
    }
  }

  private func draw(_ raster: Raster, in rect: Rect) throws(DrawingError) {
    let side = max(raster.columns, raster.rows)
    let times = max(1, (traits.rasterSide + side - 1) / side)
    let image = try raster.surface(times: times)
    cairo_save(context)
    cairo_translate(context, rect.minX, rect.minY)
    cairo_scale(
      context, rect.width / Double(raster.columns * times),
      rect.height / Double(raster.rows * times))
    cairo_set_source_surface(context, image.handle, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
    cairo_rectangle(
      context, 0, 0, Double(raster.columns * times), Double(raster.rows * times))
    cairo_fill(context)
    cairo_restore(context)
  }
}
