import Testing

@testable import VizDrawing

@Suite struct ColorVisionTests {
  /// Every two categories, and each and the background, differ by 10 at least in CIEDE2000, for
  /// eyes of every kind. (Sharma's threshold of what one notices is 1.)
  @Test(arguments: Theme.Name.allCases, ColorVision.allCases)
  func categoriesStayApart(name: Theme.Name, vision: ColorVision) {
    let theme = Theme.named(name)
    let colors = (0..<8).map { Palette.category($0, in: theme) }
    for (index, color) in colors.enumerated() {
      for other in colors[..<index] + [theme.background.color] {
        let difference = Lab(vision.seen(color)).difference(Lab(vision.seen(other)))
        #expect(difference >= 10, "\(color.hex) \(other.hex)")
      }
    }
  }

  @Test(arguments: Theme.Name.allCases) func categoriesReadAsLines(name: Theme.Name) {
    let theme = Theme.named(name)
    for index in 0..<8 {
      let contrast = Palette.category(index, in: theme).contrast(with: theme.background.color)
      #expect(contrast >= 2.2, "\(index)")
    }
  }

  @Test func simulationsKeepGreysAndMergeRedAndGreen() {
    for vision in ColorVision.allCases {
      let grey = vision.seen(Color(0x808080))
      #expect(Lab(grey).difference(Lab(Color(0x808080))) < 1)
    }
    let (red, green) = (Color(0xc04040), Color(0x708040))
    let usual = Lab(red).difference(Lab(green))
    let seen = ColorVision.deuteranopia
    #expect(Lab(seen.seen(red)).difference(Lab(seen.seen(green))) < usual / 3)
  }

  /// Table 1 of Sharma, Wu and Dalal 2005: the 34 pairs, and their differences.
  @Test func differencesAgreeWithSharma() {
    for row in sharma {
      let (one, other) = (Lab(row[0], row[1], row[2]), Lab(row[3], row[4], row[5]))
      #expect(abs(one.difference(other) - row[6]) < 0.5e-4, "\(row)")
      #expect(abs(other.difference(one) - row[6]) < 0.5e-4, "\(row)")
    }
  }
}

private let sharma: [[Double]] = [
  [50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425], [50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615],
  [50, 2.8361, -74.0200, 50, 0, -82.7485, 3.4412], [50, -1.3802, -84.2814, 50, 0, -82.7485, 1],
  [50, -1.1848, -84.8006, 50, 0, -82.7485, 1], [50, -0.9009, -85.5211, 50, 0, -82.7485, 1],
  [50, 0, 0, 50, -1, 2, 2.3669], [50, -1, 2, 50, 0, 0, 2.3669],
  [50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792], [50, 2.49, -0.001, 50, -2.49, 0.001, 7.1792],
  [50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195], [50, 2.49, -0.001, 50, -2.49, 0.0012, 7.2195],
  [50, -0.001, 2.49, 50, 0.0009, -2.49, 4.8045], [50, -0.001, 2.49, 50, 0.001, -2.49, 4.8045],
  [50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461], [50, 2.5, 0, 50, 0, -2.5, 4.3065],
  [50, 2.5, 0, 73, 25, -18, 27.1492], [50, 2.5, 0, 61, -5, 29, 22.8977],
  [50, 2.5, 0, 56, -27, -3, 31.9030], [50, 2.5, 0, 58, 24, 15, 19.4535],
  [50, 2.5, 0, 50, 3.1736, 0.5854, 1], [50, 2.5, 0, 50, 3.2972, 0, 1],
  [50, 2.5, 0, 50, 1.8634, 0.5757, 1], [50, 2.5, 0, 50, 3.2592, 0.3350, 1],
  [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
  [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630],
  [61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731],
  [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
  [22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373],
  [36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
  [90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441],
  [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
  [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
  [2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082],
]
