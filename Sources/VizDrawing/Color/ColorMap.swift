/// A continuous scale of colours over 0…1.
public struct ColorMap: Sendable, Hashable {
  /// What the scale is called, such as `viridis`.
  public let name: String
  /// Colours at equal distances; between two of them the components are interpolated.
  private let entries: [Color]

  /// The colour at a position; positions outside 0…1 get the colour of the nearer end.
  ///
  /// - Returns: nil for NaN, which has no place on a scale; draw it as an alarm.
  public func color(at position: Double) -> Color? {
    guard !position.isNaN, let last = entries.indices.last else { return nil }
    let scaled = position.clampedToUnit * Double(last)
    let lower = min(Int(scaled), max(last - 1, 0))
    let (a, b) = (entries[lower], entries[min(lower + 1, last)])
    let t = scaled - Double(lower)
    return Color(
      red: a.red + (b.red - a.red) * t, green: a.green + (b.green - a.green) * t,
      blue: a.blue + (b.blue - a.blue) * t)
  }

  /// The colour of a signed value on a scale that is centred on zero.
  ///
  /// - Parameters:
  ///   - value: What the colour stands for.
  ///   - limit: The magnitude at both ends; with 0 every value is the centre's.
  /// - Returns: nil for NaN.
  public func color(signed value: Double, limit: Double) -> Color? {
    guard !value.isNaN else { return nil }
    // An infinite value divided by an infinite limit would be NaN.
    if value.isInfinite { return color(at: value > 0 ? 1 : 0) }
    return color(at: limit > 0 ? 0.5 + value / limit / 2 : 0.5)
  }

  /// Sequential, even to the eye and in greyscale; the default of matplotlib.
  public static let viridis = ColorMap(name: "viridis", table: viridisTable)

  /// Sequential, and nearly the same to people who see no red or no green.
  public static let cividis = ColorMap(name: "cividis", table: cividisTable)

  /// Blue below zero, near white at zero, red above, for light grounds.
  ///
  /// Its ends are those of ColorBrewer's RdBu (Harrower and Brewer, 2003), which people with
  /// any kind of colour-blindness tell apart.
  public static let diverging = ColorMap(
    name: "diverging",
    stops: [0x174a86, 0x3f86c4, 0xa6cde6, 0xf7f7f7, 0xf8bda4, 0xd9604f, 0x98142a])

  /// The same meanings for dark grounds: what is near zero recedes into the dark.
  public static let divergingDark = ColorMap(
    name: "diverging-dark",
    stops: [0xa3d1ff, 0x5b9fe0, 0x2c5a8c, 0x20262d, 0x8c3a33, 0xe0705c, 0xffb5a1])

  private init(name: String, table: [UInt32]) {
    self.name = name
    entries = table.map { Color($0) }
  }

  /// Fills in between stops as the eye sees it, 16 entries from one to the next.
  private init(name: String, stops: [UInt32]) {
    self.name = name
    let colors = stops.map { Color($0) }
    var entries: [Color] = []
    for (a, b) in zip(colors, colors.dropFirst()) {
      for step in 0..<16 { entries.append(a.mixed(with: b, Double(step) / 16)) }
    }
    self.entries = entries + colors.suffix(1)
  }
}
