/// Measures text as it will be drawn.
public enum TextMeasurer {
  public static func measure(_ string: String, font: Font) -> TextExtent {
    TextExtent(width: Double(string.count) * font.size * 0.6, ascent: font.size * 0.97, descent: font.size * 0.24)
  }
}
