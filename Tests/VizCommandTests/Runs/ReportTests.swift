import Foundation
import Testing
import VizBP

@Suite struct ReportTests {
  private static let training = [
    "train", "--dataset", "moons", "--examples", "60", "--layers", "6", "--batch", "16",
    "--steps", "30", "--evaluate", "10", "--quiet",
  ]

  private static func train(_ name: String, seed: Int = 7, in folder: Folder) async throws {
    let outcome = try await run(
      vizbpPath, training + ["--seed", "\(seed)", "--out", name], in: folder.path)
    #expect(outcome.status == 0)
  }

  @Test func aRunBecomesOnePage() async throws {
    try await inFolder { folder in
      try await Self.train("moons", in: folder)
      let first = try await vizbp("report", "moons", "-o", "r.html", in: folder)
      #expect(first.status == 0 && first.errors == "")
      #expect(first.output.hasPrefix("r.html: "))
      let page = try folder.bytes("r.html")
      let text = String(decoding: page, as: UTF8.self)
      for part in ["curves", "graph", "boundary", "layers", "cost", "reproducibility"] {
        #expect(text.contains("<section id=\"\(part)\""), "\(part)")
      }
      #expect(text.contains("train --dataset moons"))
      // ω is counted while the run is made.
      #expect(text.contains("times the operations of the value alone"))
      let printed = try await vizbp("report", "moons", "-o", "-", in: folder)
      #expect(printed.bytes == page && printed.errors == "")
      let quiet = try await vizbp("report", "moons", "--quiet", in: folder)
      #expect(quiet == Outcome(status: 0, bytes: [], errors: ""))
      #expect(try folder.bytes("report.html") == page)
    }
  }

  @Test func runsStandSideBySide() async throws {
    try await inFolder { folder in
      for (name, seed) in [("a", 1), ("b", 2), ("c", 1)] {
        try await Self.train("runs/\(name)", seed: seed, in: folder)
      }
      let all = try await vizbp("report", "runs", "-o", "all.html", in: folder)
      #expect(all.status == 0)
      let text = String(decoding: try folder.bytes("all.html"), as: UTF8.self)
      #expect(text.contains("3 runs: a training report") && text.contains("They differ in seed."))
      let one = try await vizbp("report", "runs/a", "runs/c", "-o", "-", in: folder)
      #expect(one.output.contains("All runs have the same settings."))
      #expect(one.output.contains("a and c: nothing differs, to the last bit."))
      for option in [["--check"], ["--step", "4"], ["--graph-steps", "4"]] {
        try await expectRefusal(
          ["report", "runs"] + option, 64,
          """
          error: \(option[0]) applies to one run that has a graph
          name one run, as 'vizbp runs' lists them
          """, in: folder)
      }
    }
  }

  @Test func metricsOfAnyoneAreReported() async throws {
    try await inFolder { folder in
      try folder.write("step,loss,val_loss\n1,1,2\n2,0.5,1.5\n3,0.25,1\n", to: "log.csv")
      let outcome = try await vizbp("report", "log.csv", "-o", "-", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("A log of 2 metrics up to step 3."))
      #expect(
        outcome.output.contains("The loss fell from 1 to 0.25; on held-out data it ends at 1."))
    }
  }

  @Test func aCheckIsShown() async throws {
    try await inFolder { folder in
      try await Self.train("moons", in: folder)
      let outcome = try await vizbp("report", "moons", "--check", "-o", "-", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("<section id=\"check\""))
      #expect(outcome.output.contains("<td>ok</td>"))
    }
  }

  @Test func aStepIsReplayed() async throws {
    try await inFolder { folder in
      try await Self.train("moons", in: folder)
      let outcome = try await vizbp("report", "moons", "--step", "4", "-o", "-", in: folder)
      #expect(outcome.output.contains("Step 4, edge by edge"))
      try await expectRefusal(
        ["report", "moons", "--step", "99", "-o", "r.html"], 65,
        """
        error: moons: nothing was recorded at step 99
        the nearest step is 29; there are 30
        """, in: folder)
      #expect(!FileManager.default.fileExists(atPath: folder.file("r.html")))
    }
  }

  @Test func whatIsNoRunIsRefused() async throws {
    try await inFolder { folder in
      try await expectRefusal(
        ["report", "gone"], 66, "error: gone: there is no such file or folder", in: folder)
      try FileManager.default.createDirectory(
        atPath: folder.file("empty"), withIntermediateDirectories: true)
      try await expectRefusal(
        ["report", "empty"], 66,
        "error: empty: no run is in it\n"
          + "a run's folder has event files, a run.json or a file of metrics", in: folder)
      try folder.write("a,b\nx,y\n", to: "words.csv")
      let words = try await vizbp("report", "words.csv", in: folder)
      #expect(words.status == 65 && words.errors.hasPrefix("error: words.csv"))
      #expect(!FileManager.default.fileExists(atPath: folder.file("report.html")))
    }
  }
}
