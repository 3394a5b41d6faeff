/// A colour in sRGB; every component lies in 0…1.
public struct Color: Sendable, Hashable {
  /// The share of red, as sRGB encodes it.
  public var red: Double
  /// The share of green, as sRGB encodes it.
  public var green: Double
  /// The share of blue, as sRGB encodes it.
  public var blue: Double
  /// The opacity: 0 lets all through, 1 nothing.
  public var alpha: Double

  /// A colour of its components; opaque if `alpha` is not said.
  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// The colour that CSS writes `#rrggbb`: `Color(0x1f2933)`.
  public init(_ rgb: UInt32, alpha: Double = 1) {
    self.init(
      red: Double(rgb >> 16 & 0xff) / 255, green: Double(rgb >> 8 & 0xff) / 255,
      blue: Double(rgb & 0xff) / 255, alpha: alpha)
  }
}

/// What a shape is filled or stroked with: a colour, and the name of its meaning.
///
/// Live SVG writes the name as a class (`class="value"`), so that a page can restyle all that
/// means the same.
public struct Paint: Sendable, Hashable {
  /// The colour that is drawn.
  public var color: Color
  /// What the colour means, such as `value` or `gradient`; nil where it means nothing.
  public var name: String?

  /// A colour, and what it means where it means something.
  public init(_ color: Color, name: String? = nil) {
    self.color = color
    self.name = name
  }

  /// The same colour, paler: mixed with the theme's background, so that it stays opaque.
  ///
  /// The name notes the strength in per cent, as in `gradient faint-40`.
  ///
  /// - Parameters:
  ///   - strength: How much of the colour is left, from 0 to 1.
  ///   - theme: Whose background it is mixed with.
  public func faint(_ strength: Double, in theme: Theme) -> Paint {
    guard strength < 1 else { return self }
    let percent = Int((strength.clampedToUnit * 100).rounded())
    return Paint(
      theme.background.color.mixed(with: color, strength),
      name: name.map { "\($0) \(Self.faint)\(percent)" })
  }

  /// The same colour for words: so dark, or so light, that they can be read on the background.
  ///
  /// The name of a category's says so wherever it is, as a page may show it on another background.
  public func readable(in theme: Theme) -> Paint {
    var paint = self
    if let name, name.hasPrefix("category-") { paint.name = name + " words" }
    var share = 0.0
    while paint.color.contrast(with: theme.background.color) < 4.5, share < 1 {
      share += 0.1
      paint.color = color.mixed(with: theme.ink.color, share)
      paint.name = name.map { $0 + " words" }
    }
    return paint
  }

  /// What the colour means, at whatever strength it is drawn; nil where it means nothing.
  public var meaning: String? {
    name?.split(separator: " ").first { !$0.hasPrefix(Self.faint) }.map(String.init)
  }

  static let faint = "faint-"
}

/// How a line is drawn; its corners are round.
public struct Stroke: Sendable, Hashable {
  /// The end of a line.
  public enum Cap: Sendable, Hashable {
    /// Flat, at the line's last point.
    case butt
    /// Half a disc around the line's last point.
    case round
  }

  /// The colour of the line, and its meaning.
  public var paint: Paint
  /// In points.
  public var width: Double
  /// Lengths of dashes and gaps in points; empty for a solid line.
  public var dash: [Double]
  /// How the ends of the line, and of its dashes, look.
  public var cap: Cap

  /// A line of a paint and a width in points; solid and with flat ends by default.
  public init(_ paint: Paint, width: Double, dash: [Double] = [], cap: Cap = .butt) {
    self.paint = paint
    self.width = width
    self.dash = dash
    self.cap = cap
  }
}
