#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Color {
  /// Relative luminance by WCAG 2.2: 0 for black, 1 for white; alpha is ignored.
  public var luminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  /// The contrast ratio by WCAG 2.2, from 1 to 21; text needs 4.5.
  public func contrast(with other: Color) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// Black or white, whichever reads better on this colour.
  public var readableInk: Color {
    contrast(with: Color(0)) >= contrast(with: Color(0xffffff)) ? Color(0) : Color(0xffffff)
  }

  /// One component of sRGB as an amount of light.
  static func linear(_ component: Double) -> Double {
    component <= 0.04045 ? component / 12.92 : pow((component + 0.055) / 1.055, 2.4)
  }

  /// An amount of light as a component of sRGB.
  static func encoded(_ light: Double) -> Double {
    light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
  }
}
