import VizDrawing

/// Text broken into lines between words.
struct WrappedText: Sendable, Hashable {
  var lines: [String] = []
  let font: Font

  /// No more of a text is read: it is more than any figure has room for.
  private static let longest = 4000

  /// - Parameters:
  ///   - text: Breaks in it are kept.
  ///   - font: What it is set in.
  ///   - width: The length of a line in points.
  ///   - limit: The most lines; the last of them then ends with an ellipsis.
  init(_ text: String?, font: Font, width: Double, limit: Int) {
    self.font = font
    guard let text else { return }
    var words = text.prefix(Self.longest).split(whereSeparator: \.isWhitespace)[...]
    while let first = words.first, lines.count < limit {
      words.removeFirst()
      var line = String(first)
      if lines.count == limit - 1 {
        line = ([first] + words).joined(separator: " ")
        words = []
      }
      while let next = words.first, Typography.width("\(line) \(next)", font) <= width {
        line += " \(next)"
        words.removeFirst()
      }
      lines.append(TextMeasurer.fitted(line, font: font, width: width))
    }
  }

  var height: Double { Double(lines.count) * Typography.line(font) }

  /// Draws the lines below `corner`.
  func draw(on canvas: inout some Canvas, at corner: Point, paint: Paint) {
    for (index, line) in lines.enumerated() {
      let baseline = corner.y + font.size + Double(index) * Typography.line(font)
      canvas.text(
        line, font: font, paint: paint, at: Point(x: corner.x, y: baseline), anchor: .start)
    }
  }
}
