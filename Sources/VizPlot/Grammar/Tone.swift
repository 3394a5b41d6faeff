import VizDrawing

/// A colour by what it means, so that one figure serves every theme.
public struct Tone: Sendable, Hashable {
  public enum Base: Sendable, Hashable {
    /// The colour of a category, by its number.
    case category(Int)
    case ink, secondary, hairline, background, panel
    /// Forward values, gradients, and what must not be missed.
    case value, gradient, alarm
    case color(Color)
  }

  public var base: Base
  /// How much of the colour is left over the background, from 0 to 1: a pale tone is opaque, so
  /// that lines in it cross without dark spots.
  public var strength: Double
  /// How much shows of what lies below: 1 is opaque.
  public var opacity: Double

  public init(_ base: Base, strength: Double = 1, opacity: Double = 1) {
    self.base = base
    self.strength = strength
    self.opacity = opacity
  }

  public static func category(_ index: Int) -> Tone { Tone(.category(index)) }
  public static func color(_ color: Color) -> Tone { Tone(.color(color)) }
  public static let ink = Tone(.ink)
  public static let secondary = Tone(.secondary)
  public static let hairline = Tone(.hairline)
  public static let background = Tone(.background)
  public static let value = Tone(.value)
  public static let gradient = Tone(.gradient)
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
          Palette.category(index, in: theme), name: "category-\(Palette.place(of: index))")
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
