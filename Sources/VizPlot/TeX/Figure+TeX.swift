public import VizDrawing

extension Figure {
  /// The figure for pdfLaTeX and LuaLaTeX: a document that compiles alone, and that stands in another
  /// one by `\input`.
  ///
  /// Lines, dots, bands, bars and rules on linear, logarithmic and named axes are pgfplots' own, with
  /// their data in the file, so that they can be changed there; words are TikZ. What pgfplots has no
  /// plot for, such as a field of colours, makes the whole figure TikZ.
  ///
  /// - Parameter theme: The colours.
  /// - Throws: ``PlotError`` for a size at which nothing can be read, `DrawingError` where it cannot be
  ///   drawn.
  public func tex(theme: Theme = .light) throws -> [UInt8] {
    let drawn = try picture(theme: theme)
    let layout = FigureLayout(self)
    var axes: [String: String] = [:]
    for (index, panel) in layout.panels.enumerated() where panel.x != nil && panel.y != nil {
      guard var axis = PGFAxis(panel, theme, layout.type) else { return try drawn.tex() }
      axes[FigurePainter.axes(index)] = axis.text()
    }
    guard !axes.isEmpty else { return try drawn.tex() }
    var words = Picture(size: drawn.size, title: drawn.title, summary: drawn.summary)
    words.unit = drawn.unit
    FigurePainter(layout: layout, theme: theme, drawsAxes: false).draw(on: &words)
    return try words.tex(packages: ["pgfplots"], replacing: axes)
  }
}
