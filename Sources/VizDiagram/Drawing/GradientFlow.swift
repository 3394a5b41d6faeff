import VizDrawing

/// How much gradient flows through a wire, on one scale for all pictures: a width for each decade
/// from 10⁻⁴ to 100, and marks for what is not on it.
package enum GradientFlow: Sendable, Hashable {
  /// Not known: the wire is hollow.
  case unknown
  /// NaN or infinite.
  case broken
  /// Exactly 0: the wire is dotted.
  case blocked
  /// Less than 10⁻⁴, and not 0: the wire is broken by a mark.
  case below
  /// So wide.
  case width(Double)
  /// More than 100: the wire has a second arrowhead.
  case above

  private static let least = 1e-4
  private static let most = 100.0
  private static let narrowest = 0.9
  private static let perDecade = 0.55

  /// What a page needs to find the same widths: the least and the greatest gradient of the scale, the
  /// width of the least, and by how much a decade is wider.
  package static let scale = [least, most, narrowest, perDecade]

  init(_ magnitude: Double?) {
    guard let magnitude else {
      self = .unknown
      return
    }
    switch magnitude {
    case _ where !magnitude.isFinite: self = .broken
    case 0: self = .blocked
    case ..<Self.least: self = .below
    case ...Self.most:
      self = .width(Self.narrowest + Self.perDecade * (Double(log10Of: magnitude) + 4))
    default: self = .above
    }
  }

  /// The width of the wire's stroke.
  var width: Double {
    switch self {
    case .width(let width): width
    case .below: Self.narrowest
    case .above, .broken: Self.narrowest + Self.perDecade * 6
    case .blocked: 2
    case .unknown: 4
    }
  }

  /// What a key shows of the scale.
  static let samples = [
    (value: 1e-4, text: "10⁻⁴"), (value: 1e-2, text: "10⁻²"), (value: 1, text: "1"),
  ]

  /// Two strokes across the wire, with the ground between them, in its middle.
  func mark(
    _ start: Point, _ end: Point, _ paint: Paint, _ theme: Theme, scale: Double,
    on picture: inout Picture
  ) {
    let middle = Point(x: (start.x + end.x) / 2, y: (start.y + end.y) / 2)
    let isAcross = abs(end.x - start.x) >= abs(end.y - start.y)
    let half = 3.5 * scale
    func slashes(_ offsets: [Double]) -> Path {
      var path = Path()
      for offset in offsets {
        let ends = [(offset - half * 0.4, half), (offset + half * 0.4, -half)].map { along, aside in
          isAcross
            ? Point(x: middle.x + along, y: middle.y + aside)
            : Point(x: middle.x + aside, y: middle.y + along)
        }
        path.move(to: ends[0])
        path.line(to: ends[1])
      }
      return path
    }
    picture.stroke(slashes([0]), with: Stroke(theme.background, width: 3 * scale))
    picture.stroke(slashes([-1.5 * scale, 1.5 * scale]), with: Stroke(paint, width: scale))
  }
}
