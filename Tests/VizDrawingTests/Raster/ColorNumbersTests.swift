import Testing

@testable import VizDrawing

@Suite struct ColorNumbersTests {
  @Test func coloursAreNumberedAsTheyAppear() {
    var numbers = ColorNumbers()
    #expect([7, 0, 7, 9, 0].map { numbers.number(of: $0) } == [0, 1, 0, 2, 1])
    #expect(numbers.colors == [7, 0, 9])
  }

  @Test func aPaletteHolds256() {
    var numbers = ColorNumbers()
    // Multiples of 2²¹ differ in the bits that a hash may leave out.
    let colors = (0..<256).map { UInt32($0) << 21 | UInt32($0) }
    for round in 0..<2 {
      for (number, color) in colors.enumerated() {
        #expect(numbers.number(of: color).map(Int.init) == number, "round \(round)")
      }
    }
    #expect(numbers.number(of: 12_345) == nil)
    #expect(numbers.number(of: colors[255]) == 255)
  }
}
