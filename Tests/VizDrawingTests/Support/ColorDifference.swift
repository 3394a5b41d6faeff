import Foundation

@testable import VizDrawing

/// A colour in CIELAB (D65), and how different two look.
struct Lab {
  var l: Double
  var a: Double
  var b: Double

  init(_ l: Double, _ a: Double, _ b: Double) { (self.l, self.a, self.b) = (l, a, b) }

  init(_ color: Color) {
    let light = [color.red, color.green, color.blue].map(Color.linear)
    func sum(_ r: Double, _ g: Double, _ b: Double) -> Double {
      r * light[0] + g * light[1] + b * light[2]
    }
    func root(_ t: Double) -> Double { t > 216 / 24_389 ? cbrt(t) : (24_389 / 27 * t + 16) / 116 }
    let x = root(sum(0.4124564, 0.3575761, 0.1804375) / 0.95047)
    let y = root(sum(0.2126729, 0.7151522, 0.0721750))
    let z = root(sum(0.0193339, 0.1191920, 0.9503041) / 1.08883)
    self.init(116 * y - 16, 500 * (x - y), 200 * (y - z))
  }

  /// CIEDE2000: Gaurav Sharma, Wencheng Wu and Edul Dalal, "The CIEDE2000 Color-Difference
  /// Expression: Implementation Notes, Supplementary Test Data, and Mathematical Observations", 2005.
  func difference(_ other: Lab) -> Double {
    func chroma(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    func share(_ c: Double) -> Double { (pow(c, 7) / (pow(c, 7) + pow(25, 7))).squareRoot() }
    func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
    func hue(_ a: Double, _ b: Double) -> Double {
      a == 0 && b == 0 ? 0 : (atan2(b, a) * 180 / .pi + 360).truncatingRemainder(dividingBy: 360)
    }
    let g = 0.5 * (1 - share((chroma(a, b) + chroma(other.a, other.b)) / 2))
    let (a1, a2) = (a * (1 + g), other.a * (1 + g))
    let (c1, c2) = (chroma(a1, b), chroma(a2, other.b))
    let (h1, h2) = (hue(a1, b), hue(a2, other.b))
    var turn = 0.0
    var mean = h1 + h2
    if c1 * c2 != 0 {
      turn = h2 - h1
      if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
      if abs(h1 - h2) <= 180 {
        mean /= 2
      } else {
        mean = (mean + (mean < 360 ? 360 : -360)) / 2
      }
    }
    let (lightness, chroma) = ((l + other.l) / 2, (c1 + c2) / 2)
    let t =
      1 - 0.17 * cosine(mean - 30) + 0.24 * cosine(2 * mean) + 0.32 * cosine(3 * mean + 6)
      - 0.2 * cosine(4 * mean - 63)
    let middle = (lightness - 50) * (lightness - 50)
    let dl = (other.l - l) / (1 + 0.015 * middle / (20 + middle).squareRoot())
    let dc = (c2 - c1) / (1 + 0.045 * chroma)
    let dh = 2 * (c1 * c2).squareRoot() * sin(turn / 2 * .pi / 180) / (1 + 0.015 * chroma * t)
    let rotation = 30 * exp(-((mean - 275) / 25) * ((mean - 275) / 25))
    let cross = -sin(2 * rotation * .pi / 180) * 2 * share(chroma)
    return (dl * dl + dc * dc + dh * dh + cross * dc * dh).squareRoot()
  }
}
