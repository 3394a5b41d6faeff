import Foundation
import Testing
import VizBP

@Suite struct WatchTests {
  private static let training = [
    "train", "--dataset", "moons", "--examples", "60", "--layers", "4", "--steps", "30",
  ]

  @Test func aTrainingThatIsShownLeavesItsReport() async throws {
    try await inFolder { folder in
      let outcome = try await run(
        vizbpPath, Self.training + ["--out", "run", "--live"], in: folder.path)
      #expect(outcome.status == 0)
      #expect(
        outcome.output.firstMatch(
          of: #/^run is live at http://127\.0\.0\.1:\d+/[0-9a-f]{32}/\n/#) != nil,
        "\(outcome.output)")
      let left = try folder.bytes("run/report.html")
      let direct = try await vizbp("report", "run", "-o", "-", in: folder)
      #expect(direct.bytes == left)
    }
  }

  @Test func aRunThatNobodyWritesIsReportedAtOnce() async throws {
    try await inFolder { folder in
      let made = try await run(
        vizbpPath, Self.training + ["--out", "run", "--quiet"], in: folder.path)
      #expect(made.status == 0)
      let outcome = try await vizbp("watch", "run", "-o", "r.html", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("run: no training writes to it any more\nr.html: "))
      let direct = try await vizbp("report", "run", "-o", "-", in: folder)
      #expect(try folder.bytes("r.html") == direct.bytes)
    }
  }

  @Test func whatIsNoRunIsRefused() async throws {
    try await inFolder { folder in
      let outcome = try await vizbp("watch", "gone", in: folder)
      #expect(outcome.status == 66 && outcome.errors.hasPrefix("error: gone: "))
    }
  }
}
