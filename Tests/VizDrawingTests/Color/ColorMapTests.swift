import Testing

@testable import VizDrawing

@Suite struct ColorMapTests {
  @Test func perceptualMapsHaveTheirPublishedEnds() {
    #expect(ColorMap.viridis.color(at: 0)?.hex == "#440154")
    #expect(ColorMap.viridis.color(at: 1)?.hex == "#fde725")
    #expect(ColorMap.cividis.color(at: 0)?.hex == "#00224e")
    #expect(ColorMap.cividis.color(at: 1)?.hex == "#fee838")
    #expect(ColorMap.viridisTable.count == 256)
    #expect(ColorMap.cividisTable.count == 256)
  }

  @Test(arguments: [ColorMap.viridis, .cividis])
  func sequentialMapsGrowLighter(map: ColorMap) {
    let steps = stride(from: 0.0, through: 1, by: 0.01).compactMap { map.color(at: $0)?.luminance }
    #expect(steps.count == 101)
    for (a, b) in zip(steps, steps.dropFirst()) { #expect(a < b) }
  }

  @Test func positionsOutsideAreClampedAndNaNHasNone() {
    #expect(ColorMap.viridis.color(at: -3) == ColorMap.viridis.color(at: 0))
    #expect(ColorMap.viridis.color(at: .infinity) == ColorMap.viridis.color(at: 1))
    #expect(ColorMap.viridis.color(at: .nan) == nil)
  }
}
