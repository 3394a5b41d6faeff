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
    #expect(ColorMap.diverging.color(signed: .nan, limit: 1) == nil)
  }

  @Test func divergingMapsAreCentredOnZero() {
    #expect(ColorMap.diverging.color(signed: 0, limit: 5)?.hex == "#f7f7f7")
    #expect(ColorMap.diverging.color(signed: 3, limit: 0)?.hex == "#f7f7f7")
    #expect(ColorMap.diverging.color(signed: -5, limit: 5)?.hex == "#174a86")
    #expect(ColorMap.diverging.color(signed: .infinity, limit: .infinity)?.hex == "#98142a")
    #expect(ColorMap.divergingDark.color(signed: 0, limit: 5)?.hex == "#20262d")
  }

  @Test(arguments: [ColorMap.diverging, .divergingDark])
  func divergingMapsChangeEvenlyOnBothSides(map: ColorMap) {
    let light = stride(from: -1.0, through: 1, by: 0.05).compactMap {
      map.color(signed: $0, limit: 1)?.luminance
    }
    let middle = light.count / 2
    let sign = map == .diverging ? 1.0 : -1
    for index in 0..<middle {
      #expect(light[index] * sign < light[index + 1] * sign)
      #expect(light[middle + index] * sign > light[middle + index + 1] * sign)
    }
    // Neither side weighs more than the other.
    for index in 0..<middle {
      #expect(abs(light[index] - light[light.count - 1 - index]) < 0.12)
    }
  }
}
