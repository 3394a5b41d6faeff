import Testing
import VizBase
import VizDiagnosis
import VizTrace

@testable import VizReport

@Suite struct RunDigestTests {
  private let made: [MadeRun]
  private var digests: [RunDigest] {
    get throws { try made.map { try RunDigest($0.history, location: $0.path) } }
  }

  init() throws {
    made = [
      try MadeRun(.init(name: "first")),
      try MadeRun(.init(name: "later", dataset: "moons", seed: 2, partsAt: 7)),
      try MadeRun(.init(name: "third", hasGraph: false, hasBoundary: false)),
    ]
  }

  @Test func aDigestIsALineThatIsReadAgain() throws {
    for digest in try digests {
      #expect(!digest.line.contains("\n") && digest.line.utf8.count < 12_000)
      #expect(try RunDigest(line: digest.line).line == digest.line)
      #expect(RunDigest.isDigest(digest.line.utf8))
    }
  }

  @Test func filesOfDigestsMergeInAnyOrder() throws {
    let all = try digests
    let file = RunDigest.file(all)
    #expect(RunDigest.file(all.reversed() + [all[0]]) == file)
    let parts = RunDigest.file([all[2]]) + RunDigest.file([all[1], all[0]])
    let read = try RunDigest.read(parts, path: "x.digest")
    #expect(RunDigest.file(read) == file)
    #expect(
      try Comparison(read, version: "0").html() == Comparison(all, version: "0").html())
  }

  @Test func aLossThatIsNoNumberStaysNone() throws {
    let falling = (0..<20).map { 1 / Double($0 + 1) }
    let series = MetricSeries(name: "loss", values: [1, .nan] + falling + [.infinity])
    let digest = try RunDigest(RunHistory(name: "log", metrics: [series]), location: "log")
    #expect(digest.content.loss?.end == .infinity)
    #expect(digest.content.beginning.metrics.first?.values[1].isNaN == true)
  }

  @Test func whatIsNoDigestIsRefusedWithItsLine() throws {
    let good = try digests[0].line + "\n"
    for (bad, why) in [
      ("{\"format\":\"vizbp.digest\"", "this line is no digest"),
      ("{\"format\":\"vizbp.graph\",\"version\":1}", "this line is no digest"),
      (
        "{\"format\":\"vizbp.digest\",\"version\":2}",
        "it is of version 2, and this program reads version 1"
      ),
    ] {
      let error = try #require(throws: RunDigest.Failure.self) {
        try RunDigest.read(Array((good + bad).utf8), path: "x.digest")
      }
      #expect(error.description.hasPrefix("x.digest:2: \(why)"), "\(error)")
    }
  }

  @Test func curvesWithoutTheirValuesAreRefused() throws {
    let line = try digests[0].line
    let steps = try #require(line.firstMatch(of: /"steps":\s*\[[0-9]+,/)?.output)
    let broken = line.replacing(steps, with: steps + "3,", maxReplacements: 1)
    #expect(throws: DigestError.self) { try RunDigest(line: broken) }
  }

  @Test func wordsOfRunsStayText() throws {
    let hostile = "<script>x</script>{{{style}}}"
    let made = try MadeRun(.init(name: hostile, dataset: hostile))
    let all = try digests + [RunDigest(made.history, location: made.path)]
    let html = try Comparison(all, version: "0").html()
    #expect(html.contains("&lt;script&gt;x") && html.matches(of: /<script>/).count == 1)
  }
}
