import Foundation
import Testing
import VizBP

/// `vizbp train --instruments`.
@Suite struct TrainInstrumentsTests {
  private func train(_ more: [String], in folder: Folder) async throws -> Outcome {
    try await run(
      vizbpPath,
      ["train", "--dataset", "moons", "--examples", "40", "--layers", "4", "--steps", "20", "-q"]
        + more, in: folder.path)
  }

  @Test func readingsAreLoggedExportedAndReported() async throws {
    try await inFolder { folder in
      let outcome = try await train(["--instruments", "all", "-o", "run"], in: folder)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      let export = try await vizbp("export", "run", "--long", in: folder)
      for name in Instruments.names {
        #expect(export.output.contains("\ninstruments/\(name)/"), "\(name)")
      }
      let plot = try await vizbp(
        "plot", "run", "--y", "instruments/hessian/*", "-o", "x.svg", in: folder)
      #expect(plot.status == 0)
      // Not asked for, they are no curves of what is learnt.
      let curves = try await vizbp("plot", "run", "-o", "y.svg", in: folder)
      #expect(curves.status == 0)
      #expect(!(try folder.text("y.svg").contains("instruments/")))
      let report = try await vizbp("report", "run", "-q", "-o", "r.html", in: folder)
      #expect(report.status == 0)
      #expect(try folder.text("r.html").contains("id=\"instruments\""))
    }
  }

  @Test func someAtChosenSteps() async throws {
    try await inFolder { folder in
      let outcome = try await train(
        ["--instruments", "hessian, dormant", "--instrument-steps", "every 10", "-o", "run"],
        in: folder)
      #expect(outcome.status == 0)
      let export = try await vizbp("export", "run", "--long", in: folder)
      let rows = export.output.split(separator: "\n").filter { $0.hasPrefix("instruments/") }
      #expect(rows.count { $0.hasPrefix("instruments/hessian/eigenvalue,") } == 2)
      #expect(
        rows.allSatisfy {
          $0.hasPrefix("instruments/hessian/") || $0.hasPrefix("instruments/dormant/")
        })
    }
  }

  @Test func widthsAreCompared() async throws {
    try await inFolder { folder in
      let outcome = try await train(["--widths", "16,32", "--lr", "0.0001"], in: folder)
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(outcome.output.contains("width 16  width 32  slope"))
      #expect(outcome.output.contains("\noutput "))
      // It trains no run.
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
    }
  }

  @Test(arguments: [
    ["--widths", "16"], ["--widths", "a,b"], ["--widths", "8,16", "--instruments", "all"],
    ["--instruments", "hesian"], ["--instruments", ""], ["--instrument-steps", "log"],
    ["--instruments", "all", "--instrument-steps", "5%"],
  ])
  func whatIsNoInstrumentIsRefused(_ arguments: [String]) async throws {
    try await inFolder { folder in
      let outcome = try await train(arguments + ["-o", "run"], in: folder)
      #expect(outcome.status == 64 && outcome.output == "")
      #expect(outcome.errors.hasPrefix("error: "))
    }
  }
}
