import Testing
import VizTestSupport

@testable import VizDrawing

/// Text of a megabyte takes work in proportion: counted and not timed.
@Suite(.enabled(if: Allocations.areCounted)) struct XMLGrowthTests {
  @Test(arguments: ["x", "&", "<é", "\u{1}", "\"👩‍👩‍👧‍👦"])
  func escapingIsProportional(part: String) {
    let growth = Allocations.growth(at: 80_000) {
      String(repeating: part, count: $0)
    } of: {
      XML.escape($0).utf8.count
    }
    #expect(growth < 16, "\(growth)")
  }

  /// What is cut to fit needs no more of a text than what is seen.
  @Test(arguments: [TextMeasurer.Cut.end, .middle])
  func fittingTakesTheSameForAnyLength(cut: TextMeasurer.Cut) {
    let font = Font(size: 12)
    let growth = Allocations.growth(at: 80_000) {
      String(repeating: "weights and biases ", count: $0)
    } of: {
      TextMeasurer.fitted($0, font: font, width: 200, cutting: cut)
    }
    #expect(growth < 1.5, "\(growth)")
  }
}
