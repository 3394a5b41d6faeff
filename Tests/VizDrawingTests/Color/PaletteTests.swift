import Testing

@testable import VizDrawing

@Suite struct PaletteTests {
  @Test func categoriesRepeat() {
    #expect(Set(Palette.okabeIto).count == 8)
    #expect(Palette.category(8, in: .light) == Palette.okabeIto[0])
    #expect(Palette.category(-1, in: .light) == Theme.light.ink.color)
    #expect(Palette.category(7, in: .dark) == Theme.dark.ink.color)
    #expect(Palette.category(.min, in: .light) == Palette.okabeIto[0])
  }
}
