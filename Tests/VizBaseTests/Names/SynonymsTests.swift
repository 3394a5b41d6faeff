import Testing

@testable import VizBase

@Suite struct SynonymsTests {
  @Test func namesWhatOthersCallIt() {
    #expect(Synonyms.operation("swish") == "silu" && Synonyms.operation("cat") == "concat")
    #expect(Synonyms.operation("silu") == "silu" && Synonyms.operation("fft") == "fft")
    #expect(Synonyms.attribute("keepdims") == ["keepdim"])
    #expect(Synonyms.attribute("margin").isEmpty)
  }

  /// A synonym of a synonym would not be found.
  @Test func noSynonymIsANameItself() {
    #expect(Set(Synonyms.operations.values).isDisjoint(with: Synonyms.operations.keys))
  }
}
