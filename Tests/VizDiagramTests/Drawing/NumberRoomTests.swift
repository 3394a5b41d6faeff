import Testing
import VizBase
import VizDrawing
import VizTensor

@testable import VizDiagram

@Suite struct NumberRoomTests {
  private static func anyNumber(_ random: inout SplitMix64) -> Double {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
    case 1: Double.random(in: -1e5...1e5, using: &random)
    default: Double(Int.random(in: -20_000...20_000, using: &random)) / 8
    }
  }

  /// Where a text is wider than its stub, the compact one fits.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func compactTextsFitTheirRoom(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func width(_ text: String, _ font: Font) -> Double {
      TextMeasurer.measure(text, font: font).width
    }
    let room = Metric.stub.lr - 4
    for _ in 0..<300 {
      let number = Self.anyNumber(&random)
      #expect(width("Σ " + NumberFormat.tight(number), Metric.number) <= room)
      let norm = NumberFormat.tight(abs(number))
      #expect(width("norm ", Metric.small) + width(norm, Metric.smallStrong) <= room)
      if (1e-9...1e9).contains(abs(number)) {
        // The longest, −0.0012, is set a little smaller in a cell.
        #expect(width(NumberFormat.tight(number), Metric.smallStrong) <= TensorBody.cell.width - 2)
      }
    }
  }
}
