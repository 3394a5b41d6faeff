import CCairo

/// A Pango font map with one layout for each cut.
///
/// Lives as long as the process: it is made at most twice and its fonts are always wanted.
final class TextSetter {
  private let layouts: [Font.Cut: OpaquePointer]
  /// The lines that were drawn, set: frames and slides draw the same ones again and again, and to shape
  /// one takes as long as to draw its outlines.
  private var drawn = RecentValues<TextEngine.LineKey, SetLine>(most: 512)

  /// The one owner of a layout that has its line set.
  private final class SetLine {
    let layout: OpaquePointer

    init(layout: OpaquePointer) { self.layout = layout }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }
  }

  init?(config: OpaquePointer?, families: String) {
    guard let map = vizbp_font_map_create(config),
      let context = pango_font_map_create_context(map)
    else { return nil }
    // Widths must be those of the outlines at any scale, so nothing is fitted to a pixel grid.
    pango_context_set_round_glyph_positions(context, 0)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(context, options)
    cairo_font_options_destroy(options)
    // Not the language of whoever runs the program.
    pango_context_set_language(context, pango_language_from_string("en"))
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
    var layouts: [Font.Cut: OpaquePointer] = [:]
    for cut in Font.Cut.allCases {
      guard let layout = pango_layout_new(context) else { return nil }
      let description = pango_font_description_new()
      pango_font_description_set_family(description, families)
      pango_font_description_set_weight(
        description, cut == .semibold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL)
      pango_font_description_set_style(
        description, cut == .italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL)
      pango_font_description_set_absolute_size(
        description, TextEngine.reference * Double(PANGO_SCALE))
      pango_layout_set_font_description(layout, description)
      pango_font_description_free(description)
      pango_layout_set_single_paragraph_mode(layout, 1)
      layouts[cut] = layout
    }
    self.layouts = layouts
  }

  func measure(_ string: String, cut: Font.Cut) -> TextEngine.Line? {
    guard let layout = layouts[cut] else { return nil }
    Self.set(string, in: layout)
    guard let line = pango_layout_get_line_readonly(layout, 0) else { return nil }
    var logical = PangoRectangle()
    pango_layout_line_get_extents(line, nil, &logical)
    let unit = Double(PANGO_SCALE) * TextEngine.reference
    return TextEngine.Line(
      width: max(0, Double(logical.width)) / unit,
      ascent: max(0, -Double(logical.y)) / unit,
      descent: max(0, Double(logical.y) + Double(logical.height)) / unit,
      isRightToLeft: pango_layout_get_direction(layout, 0) == PANGO_DIRECTION_RTL)
  }

  func draw(_ string: String, cut: Font.Cut, on context: OpaquePointer, asPath: Bool) {
    guard let set = setLine(string, cut: cut),
      let line = pango_layout_get_line_readonly(set.layout, 0)
    else { return }
    cairo_move_to(context, 0, 0)
    if asPath {
      pango_cairo_layout_line_path(context, line)
      CoverageSteps.fill(context)
    } else {
      pango_cairo_show_layout_line(context, line)
    }
    cairo_new_path(context)
  }

  private func setLine(_ string: String, cut: Font.Cut) -> SetLine? {
    let key = TextEngine.LineKey(string: string, cut: cut)
    if let set = drawn.value(for: key) { return set }
    guard let layout = layouts[cut], let copy = pango_layout_copy(layout) else { return nil }
    let set = SetLine(layout: copy)
    Self.set(string, in: copy)
    if key.isWorthKeeping { drawn.insert(set, for: key) }
    return set
  }

  private static func set(_ string: String, in layout: OpaquePointer) {
    var string = string
    string.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        pango_layout_set_text(layout, $0.baseAddress, Int32($0.count))
      }
    }
  }
}
