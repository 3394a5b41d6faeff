import Testing

@testable import VizDrawing

@Suite struct ThemeCSSTests {
  @Test func everyPaintOfEveryThemeIsAProperty() {
    for (theme, head) in [
      (Theme.light, ":root{"), (.dark, "@media (prefers-color-scheme:dark){:root{"),
      (.print, "@media print{:root{"),
    ] {
      let rule = Theme.css.split(separator: "\n").first { $0.hasPrefix(head) }
      let paints = [theme.ink, theme.value, theme.gradient, theme.alarm, theme.background]
      for paint in paints + theme.tints.values.flatMap({ [$0.fill, $0.border] }) {
        let name = paint.name ?? ""
        #expect(rule?.contains("--\(name):\(paint.color.hex)") == true, "\(theme.name) \(name)")
        #expect(Theme.css.contains("svg :not(g).\(name){fill:var(--\(name))}"))
        #expect(Theme.css.contains("svg .\(name).line{fill:none;stroke:var(--\(name))}"))
      }
    }
  }
}
