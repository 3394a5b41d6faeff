import Testing

@testable import VizDrawing

@Suite struct ThemeTests {
  static let themes = Theme.Name.allCases.map(Theme.named)

  @Test(arguments: themes)
  func textReadsOnTheBackgroundAndOnEveryCard(theme: Theme) {
    let grounds =
      [theme.background, theme.panel] + Family.allCases.map { theme.tint($0).fill }
    for text in [theme.ink, theme.secondary, theme.value, theme.gradient, theme.alarm] {
      for ground in grounds {
        let contrast = text.color.contrast(with: ground.color)
        #expect(
          contrast >= 4.5, "\(theme.name): \(text.name ?? "") on \(ground.name ?? ""): \(contrast)")
      }
    }
  }

  @Test(arguments: themes)
  func everyFamilyHasItsTint(theme: Theme) {
    #expect(theme.tints.count == Family.allCases.count)
    #expect(Set(theme.tints.values.map(\.fill.color)).count == Family.allCases.count)
    for tint in theme.tints.values {
      #expect(tint.border.color.contrast(with: tint.fill.color) >= 1.7)
      #expect(tint.border.color.contrast(with: theme.background.color) >= 1.7)
    }
  }

  @Test func meaningsHaveTheSameNamesInEveryTheme() {
    for theme in Self.themes {
      #expect(theme.value.name == "value")
      #expect(theme.gradient.name == "gradient")
      #expect(theme.tint(.product).fill.name == "tint-product")
      #expect(theme.tint(.product).border.name == "border-product")
    }
  }

  @Test func valuesAndGradientsStayApartInGreyscale() {
    let theme = Theme.print
    #expect(theme.value.color.contrast(with: theme.gradient.color) > 1.6)
    #expect(theme.background.color == Color(0xffffff))
  }

  @Test func lightHasTheColoursOfTheHouse() {
    let theme = Theme.light
    #expect(
      [theme.ink, theme.hairline, theme.value, theme.gradient, theme.background].map(\.color.hex)
        == ["#1f2933", "#d9dee5", "#0b7a4b", "#c2321f", "#ffffff"])
    #expect(theme.sequential == .viridis)
  }

  @Test func aMissingTintIsAnswered() {
    var theme = Theme.light
    theme.tints = [:]
    #expect(theme.tint(.sum) == Tint(fill: theme.panel, border: theme.hairline))
  }

  /// Red means gradient and nothing else: no family of cards is of that colour.
  @Test(arguments: Theme.Name.allCases) func onlyGradientsAreRed(name: Theme.Name) {
    let theme = Theme.named(name)
    #expect(theme.gradient.color.isRed)
    let tints = theme.tints.values.flatMap { [$0.fill, $0.border] }
    for paint in tints + [
      theme.background, theme.ink, theme.secondary, theme.hairline, theme.value, theme.alarm,
      theme.wire, theme.panel,
    ] {
      #expect(!paint.color.isRed, "\(paint.name ?? "") \(paint.color.hex)")
    }
  }

  /// Green and teal mean values: no family of cards is of them, nor the ground that they stand on.
  @Test(arguments: Theme.Name.allCases) func onlyValuesAreGreen(name: Theme.Name) {
    let theme = Theme.named(name)
    #expect(theme.value.color.isGreen)
    let tints = theme.tints.values.flatMap { [$0.fill, $0.border] }
    for paint in tints + [theme.background, theme.gradient, theme.alarm, theme.wire, theme.panel] {
      #expect(!paint.color.isGreen, "\(paint.name ?? "") \(paint.color.hex)")
    }
  }
}

extension Color {
  /// Whether it is a red, or a tint of one; orange is none.
  fileprivate var isRed: Bool {
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    guard most - least > 0.05, red == most else { return false }
    return (-20...14).contains(60 * (green - blue) / (most - least))
  }

  /// Whether it is a green, or a teal; olive is none, nor is the blue of slate.
  fileprivate var isGreen: Bool {
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    guard most - least > 0.05, green == most else { return false }
    return (90...180).contains(120 + 60 * (blue - red) / (most - least))
  }
}
