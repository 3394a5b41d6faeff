import Testing
import VizDrawing
import VizTensor

@testable import VizDiagram

@Suite struct LayoutTests {
  static let layout = Layout(
    size: Size(width: 100.125, height: 1e-7),
    centers: [Point(x: 1, y: -2), Point(x: 0.1, y: 3e10)],
    ranks: [0, 7], routes: [[], [Point(x: 1, y: 2), Point(x: 3, y: 4)]],
    panels: [Rect(x: 1, y: 2, width: 3, height: 4)])

  @Test func readsWhatItWrote() {
    #expect(Layout(encoded: Self.layout.encoded) == Self.layout)
  }

  @Test func refusesATextThatIsCutAnywhere() {
    let text = Self.layout.encoded
    // The line break at the very end carries nothing.
    for length in 0..<(text.count - 1) {
      #expect(Layout(encoded: String(text.prefix(length))) == nil, "\(length)")
    }
  }

  @Test(arguments: [
    "", "end", "size 1 1", "size 1 nan\nend", "size 1 inf\nend", "size 1 1\nbox 0.5 1 1\nend",
    "size 1 1\nbox 1e300 1 1\nend", "size 1 1\nroute 1 2 3\nend", "size 1 1\npanel 1 2 3\nend",
    "size 1 1\nend\nbox 0 1 1", "size 1 1\nsize 2 2\nend", "size 1 1\n \nend", "size 1 1\nfoo\nend",
    "size 1 0x\nend", "size 1 1\nend now",
  ])
  func refusesGarbage(text: String) {
    #expect(Layout(encoded: text) == nil)
  }

  @Test func survivesAnyDamage() {
    var random = SplitMix64(seed: 5)
    let bytes = Array(Self.layout.encoded.utf8)
    for _ in 0..<2000 {
      var damaged = bytes
      for _ in 0..<3 {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] =
          UInt8.random(in: 0...255, using: &random)
      }
      if let layout = Layout(encoded: String(decoding: damaged, as: UTF8.self)) {
        #expect(layout.centers.count == layout.ranks.count)
      }
    }
  }
}
