import Testing

@testable import VizDrawing

@Suite struct ThemeCSSTests {
  private static func css(_ paints: Paint...) -> String {
    var picture = Picture(size: Size(width: 9, height: 9), title: "", summary: "")
    for paint in paints { picture.fill(.rect(Rect(x: 0, y: 0, width: 1, height: 1)), with: paint) }
    return Theme.css(for: [picture])
  }

  @Test func everyPaintOfEveryThemeIsAProperty() {
    for (theme, head) in [
      (Theme.light, ":root{"), (.dark, "@media (prefers-color-scheme:dark){:root{"),
      (.print, "@media print{:root{"),
    ] {
      let css = Self.css()
      let rule = css.split(separator: "\n").first { $0.hasPrefix(head) }
      let paints = [theme.ink, theme.value, theme.gradient, theme.alarm, theme.background]
      for paint in paints + theme.tints.values.flatMap({ [$0.fill, $0.border] }) {
        let name = paint.name ?? ""
        #expect(rule?.contains("--\(name):\(paint.color.hex)") == true, "\(theme.name) \(name)")
        #expect(css.contains("svg :not(g).\(name){--own:var(--\(name));fill:var(--own)}"))
        #expect(css.contains("svg .\(name).line{fill:none;stroke:var(--own)}"))
      }
    }
  }

  @Test func categoriesAndPaleColoursAreThoseOfThePictures() {
    #expect(!Self.css().contains("category-"))
    #expect(!Self.css().contains("color-mix"))
    let blue = Paint(Palette.category(0, in: .light), name: "category-0")
    let css = Self.css(
      blue, blue.faint(0.352, in: .light), Theme.light.gradient.faint(0.4, in: .light))
    #expect(css.contains("--category-0:#0072b2"))
    #expect(!css.contains("category-1"))
    #expect(css.contains(".faint-35.line{fill:none;stroke:color-mix(in oklab,var(--own) 35%,"))
    #expect(css.contains("svg :not(g).faint-40{fill:color-mix(in oklab,var(--own) 40%,"))
    #expect(!css.contains("faint-41"))
  }

  @Test func wordsOfACategoryCanBeReadInEveryTheme() {
    for theme in [Theme.light, .dark, .print] {
      for index in Palette.okabeIto.indices {
        let paint = Paint(Palette.category(index, in: theme), name: "category-\(index)")
        let words = paint.readable(in: theme)
        #expect(words.color.contrast(with: theme.background.color) >= 4.5)
        #expect(Self.css(words).contains("--category-\(index)-words:\(words.color.hex)"))
      }
    }
  }
}
