import VizDrawing

/// A colour by what it means, so that one figure serves every theme.
public struct Tone: Sendable, Hashable {
  /// A colour's meaning, or the colour itself, before it is made paler or translucent.
  public enum Base: Sendable, Hashable {
    /// The colour of a category, by its number.
    case category(Int)
    /// Text, and marks as dark as text.
    case ink
    /// Text that explains, and lines that matter less than the data.
    case secondary
    /// Grids and other lines that should hardly be seen.
    case hairline
    /// What the figure lies on.
    case background
    /// A ground that is barely apart from the background.
    case panel
    /// Forward values.
    case value
    /// Gradients.
    case gradient
    /// What must not be missed: NaN and infinities.
    case alarm
    /// One colour in every theme.
    case color(Color)
  }

  /// What the colour means.
  public var base: Base
  /// How much of the colour is left over the background, from 0 to 1: a pale tone is opaque, so
  /// that lines in it cross without dark spots.
  public var strength: Double
  /// How much shows of what lies below: 1 is opaque.
  public var opacity: Double

  /// A colour of full strength, and opaque, unless told otherwise.
  public init(_ base: Base, strength: Double = 1, opacity: Double = 1) {
    self.base = base
    self.strength = strength
    self.opacity = opacity
  }

  /// The colour of a category, by its index.
  public static func category(_ index: Int) -> Tone { Tone(.category(index)) }
  /// A colour that is the same in every theme.
  public static func color(_ color: Color) -> Tone { Tone(.color(color)) }
  /// Text, and marks as dark as text.
  public static let ink = Tone(.ink)
  /// Text that explains, and lines that matter less than the data.
  public static let secondary = Tone(.secondary)
  /// Grids and other lines that should hardly be seen.
  public static let hairline = Tone(.hairline)
  /// What the figure lies on.
  public static let background = Tone(.background)
  /// Forward values.
  public static let value = Tone(.value)
  /// Gradients.
  public static let gradient = Tone(.gradient)
  /// What must not be missed: NaN and infinities.
  public static let alarm = Tone(.alarm)

  /// The same colour, paler: mixed with the background.
  public func faint(_ strength: Double = 0.35) -> Tone {
    Tone(base, strength: self.strength * strength, opacity: opacity)
  }

  /// The same colour, letting what lies below shine through.
  public func translucent(_ opacity: Double) -> Tone {
    Tone(base, strength: strength, opacity: self.opacity * opacity)
  }

  func paint(_ theme: Theme) -> Paint {
    var paint =
      switch base {
      case .category(let index):
        Paint(
          Palette.category(index, in: theme), name: "category-\(Palette.colorIndex(of: index))")
      case .ink: theme.ink
      case .secondary: theme.secondary
      case .hairline: theme.hairline
      case .background: theme.background
      case .panel: theme.panel
      case .value: theme.value
      case .gradient: theme.gradient
      case .alarm: theme.alarm
      case .color(let color): Paint(color)
      }
    paint = paint.faint(strength, in: theme)
    if opacity < 1 { paint.color.alpha *= opacity.clampedToUnit }
    return paint
  }

  /// The colour of words in this tone: dark enough, or light enough, to be read on the background.
  func textPaint(_ theme: Theme) -> Paint { Tone(base).paint(theme).readable(in: theme) }
}
