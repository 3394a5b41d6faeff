import Testing

@testable import VizDrawing

@Suite struct ColorTests {
  @Test func hexRoundTrips() {
    for text in ["#000000", "#0b7a4b", "#c2321f", "#ffffff"] {
      #expect(Color(hex: text)?.hex == text)
    }
    #expect(Color(hex: "0B7A4B") == Color(0x0b7a4b))
    #expect(Color(hex: "#fff") == Color(0xffffff))
    #expect(Color(hex: "#00000080")?.alpha == 128.0 / 255)
    #expect(Color(red: 2, green: -1, blue: .nan).hex == "#ff0000")
  }

  @Test(arguments: ["", "#", "#12", "#12345", "#1234567", "red", "#gggggg", "##ffffff"])
  func refusesOtherText(text: String) {
    #expect(Color(hex: text) == nil)
  }

  @Test func contrastIsThatOfTheStandard() {
    #expect(abs(Color(0).contrast(with: Color(0xffffff)) - 21) < 1e-9)
    #expect(abs(Color(0x777777).contrast(with: Color(0xffffff)) - 4.478) < 0.001)
    #expect(Color(0x123456).contrast(with: Color(0x123456)) == 1)
    #expect(Color(0xf0e442).readableInk == Color(0))
    #expect(Color(0x0072b2).readableInk == Color(0xffffff))
  }

  /// Pages take the dark theme's colours from the names that the light one's pictures have.
  @Test func categoriesOfWordsAreNamedSoOnEveryBackground() {
    for theme in [Theme.light, .dark] {
      for color in [Color(0), Color(0x808080), Color(0xffffff)] {
        let paint = Paint(color, name: "category-0").readable(in: theme)
        #expect(paint.name == "category-0 words")
        #expect(paint.color.contrast(with: theme.background.color) >= 4.5)
      }
    }
    #expect(Theme.light.ink.readable(in: .light) == Theme.light.ink)
  }

  @Test func mixesAsTheEyeSees() {
    let (blue, yellow) = (Color(0x0000ff), Color(0xffff00))
    #expect(blue.mixed(with: yellow, 0) == blue)
    #expect(blue.mixed(with: yellow, 7) == yellow)
    #expect(blue.mixed(with: yellow, .nan) == blue)
    #expect(Color(0).mixed(with: Color(0xffffff), 0.5).hex == "#636363")
    // Its own mixture, to within rounding.
    #expect(Color(0x3f86c4).mixed(with: Color(0x3f86c4), 0.3).hex == "#3f86c4")
  }

  @Test func liesOverAGround() {
    #expect(Color(0, alpha: 0.5).over(Color(0xffffff)).hex == "#808080")
    #expect(Color(0xff0000).opacity(0).over(Color(0x00ff00)) == Color(0x00ff00))
  }
}
