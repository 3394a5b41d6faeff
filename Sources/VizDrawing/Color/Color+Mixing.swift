#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Color {
  /// The colour that lies `share` of the way to another, as the eye sees it.
  ///
  /// Mixes in Oklab (Björn Ottosson, "A perceptual color space for image processing", 2020), so
  /// that the middle of two colours is neither muddy nor of a third hue.
  ///
  /// - Parameters:
  ///   - other: The colour at the far end.
  ///   - share: 0 for this colour, 1 for the other; clamped.
  public func mixed(with other: Color, _ share: Double) -> Color {
    let t = share.clampedToUnit
    if t == 0 { return self }
    if t == 1 { return other }
    let (a, b) = (oklab, other.oklab)
    return Color(
      oklab: (a.l + (b.l - a.l) * t, a.a + (b.a - a.a) * t, a.b + (b.b - a.b) * t),
      alpha: alpha + (other.alpha - alpha) * t)
  }

  /// What is seen when this colour, with its alpha, lies over an opaque one.
  public func over(_ ground: Color) -> Color {
    let a = alpha.clampedToUnit
    func blend(_ top: Double, _ bottom: Double) -> Double { top * a + bottom * (1 - a) }
    return Color(
      red: blend(red, ground.red), green: blend(green, ground.green),
      blue: blend(blue, ground.blue))
  }

  /// The colour with another alpha.
  public func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }

  private var oklab: (l: Double, a: Double, b: Double) {
    let (r, g, b) = (Self.linear(red), Self.linear(green), Self.linear(blue))
    let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    )
  }

  private init(oklab lab: (Double, Double, Double), alpha: Double) {
    func cube(_ x: Double) -> Double { x * x * x }
    let l = cube(lab.0 + 0.3963377774 * lab.1 + 0.2158037573 * lab.2)
    let m = cube(lab.0 - 0.1055613458 * lab.1 - 0.0638541728 * lab.2)
    let s = cube(lab.0 - 0.0894841775 * lab.1 - 1.2914855480 * lab.2)
    self.init(
      red: Self.encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s).clampedToUnit,
      green: Self.encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
        .clampedToUnit,
      blue: Self.encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
        .clampedToUnit,
      alpha: alpha)
  }
}
