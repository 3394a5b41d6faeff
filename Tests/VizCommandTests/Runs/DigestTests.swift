import Foundation
import Testing
import VizBP

@Suite struct DigestTests {
  /// Logs of losses that fall to different ends, some of them with a number that is none.
  private static func write(_ count: Int, in folder: Folder) throws {
    for number in 0..<count {
      let rows = (0..<20).map { step -> String in
        let loss = pow(0.9, Double(step)) + 0.01 * Double(number % 13)
        return "\(step),\(number % 17 == 16 && step > 15 ? "nan" : "\(loss)")"
      }
      try FileManager.default.createDirectory(
        atPath: folder.file("logs/run-\(number)"), withIntermediateDirectories: true)
      try folder.write(
        "step,loss\n" + rows.joined(separator: "\n") + "\n",
        to: "logs/run-\(number)/metrics.csv")
    }
  }

  @Test func theReportOfDigestsIsThatOfTheRuns() async throws {
    try await inFolder { folder in
      let count = 120
      try Self.write(count, in: folder)
      let direct = try await vizbp("report", "logs", "-o", "-", "--quiet", in: folder)
      #expect(direct.status == 0 && direct.output.contains("\(count) runs: a training report"))
      // Four machines, each with some of the runs, in no order.
      var parts: [String] = []
      for machine in 0..<4 {
        let mine = (0..<count).filter { ($0 * 7) % 4 == machine }.map { "logs/run-\($0)" }
        let made = try await run(
          vizbpPath, ["digest"] + mine.reversed() + ["-o", "\(machine).digest"], in: folder.path)
        #expect(made.status == 0 && made.output == "\(machine).digest: \(mine.count) runs\n")
        parts.insert("\(machine).digest", at: parts.count / 2)
      }
      let merged = try await run(
        vizbpPath, ["report"] + parts + ["-o", "-", "--quiet"], in: folder.path)
      #expect(merged.status == 0 && merged.bytes == direct.bytes)
      // Merged by hand, and by the program, with one that stands there twice.
      let joined = try parts.flatMap { try folder.bytes($0) } + folder.bytes(parts[0])
      let piped = try await run(
        vizbpPath, ["report", "-", "-o", "-", "--quiet"], input: joined, in: folder.path)
      #expect(piped.bytes == direct.bytes)
      let again = try await run(
        vizbpPath, ["digest"] + parts + ["--quiet", "-o", "-"], in: folder.path)
      let whole = try await vizbp("digest", "logs", "-o", "-", in: folder)
      #expect(again.bytes == whole.bytes)
    }
  }

  @Test func aDigestWithAFaultIsRefused() async throws {
    try await inFolder { folder in
      try folder.write(
        "{\"format\":\"vizbp.digest\",\"version\":1}\n", to: "bad.digest")
      let outcome = try await vizbp("report", "bad.digest", in: folder)
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("error: bad.digest:1: this line is no digest"))
      #expect(!FileManager.default.fileExists(atPath: folder.file("report.html")))
    }
  }
}
