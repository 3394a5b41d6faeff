import Testing

@testable import VizBase

@Suite struct StringCuttingTests {
  private func cut(_ texts: [String], to width: Int) -> [String] {
    texts.cutWhereAlike { $1.count <= width }
  }

  @Test func whatFitsStays() {
    #expect(cut(["train/loss", "train/acc"], to: 10) == ["train/loss", "train/acc"])
    #expect(cut([], to: 3).isEmpty)
  }

  @Test func whatAllBeginWithGoesFirst() {
    #expect(
      cut(["train/encoder/box_loss", "train/encoder/cls_loss"], to: 14)
        == ["train…box_loss", "train…cls_loss"])
  }

  @Test func whatAllEndWithGoesToo() {
    #expect(cut(["a_very_long_suffix", "b_very_long_suffix"], to: 8) == ["a_very_…", "b_very_…"])
  }

  /// Names that differ in two places keep both.
  @Test func everyTextStaysApart() {
    let names = (0..<3).flatMap { layer in
      ["q", "k"].map { "transformer/encoder/layer_\(layer)/attention/entropy_\($0)" }
    }
    for width in [18, 24, 30] {
      let short = cut(names + ["loss"], to: width)
      #expect(Set(short).count == 7, "\(short)")
      #expect(short.allSatisfy { $0.count <= width }, "\(short)")
    }
  }
}
