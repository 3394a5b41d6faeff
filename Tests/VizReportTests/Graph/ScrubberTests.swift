import Testing

@testable import VizReport

@Suite struct ScrubberTests {
  @Test func itSaysWhatCanBeChosen() throws {
    let scrubber = try #require(
      Scrubber([0, 10, 2_000].map(GraphSectionTests.frame), among: 3, of: 3, replayed: 10))
    let content = scrubber.content
    #expect(content.most == 2 && content.steps == "0 10 2000")
    #expect(content.labels.split(separator: "\n").count == 3)
    #expect(content.label == content.labels.split(separator: "\n").last.map(String.init))
    #expect(content.replayed == "10" && content.replayedStep == "10")
    #expect(content.note.hasPrefix("This is the graph at step 2,000."))
    #expect(content.fewer == nil)
    #expect(content.label.hasPrefix("step 2,000 of 2,000 · loss "))
    let early = try #require(
      Scrubber([0, 10].map(GraphSectionTests.frame), among: 2, of: 2, replayed: 10, until: 149))
    #expect(early.content.label.hasPrefix("step 10 of 149 · loss "))
    #expect(scrubber.step(nearest: 4) == 0 && scrubber.step(nearest: 900) == 10)
  }

  @Test func stepsThatDoNotFitAreCounted() throws {
    let frames = [0, 10].map(GraphSectionTests.frame)
    let known = try #require(Scrubber(frames, among: 3, of: 40, replayed: 10))
    #expect(known.content.fewer?.hasPrefix("The graph can be seen at 2 of 40 captured") == true)
    let unknown = try #require(Scrubber(frames, among: 3, of: nil, replayed: 10))
    #expect(unknown.content.fewer?.hasPrefix("The graph can be seen at 2 of the captured") == true)
    #expect(Scrubber([], among: 0, of: 0, replayed: 0) == nil)
  }
}
