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

  /// Sequential, even to the eye and in greyscale; the default of matplotlib.
  public static let viridis = ColorMap(name: "viridis", table: viridisTable)

  /// Sequential, and nearly the same to people who see no red or no green.
  public static let cividis = ColorMap(name: "cividis", table: cividisTable)

  private init(name: String, table: [UInt32]) {
    self.name = name
    entries = table.map { Color($0) }
  }
}
