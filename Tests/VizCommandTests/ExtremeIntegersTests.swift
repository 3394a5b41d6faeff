import Testing

/// The least and the greatest integers come from files and flags, too: none of them stops the process.
@Suite struct ExtremeIntegersTests {
  @Test(arguments: ["-9223372036854775808", "9223372036854775807", "-9223372036854775809"])
  func exponentsAreRead(exponent: String) async throws {
    let outcome = try await vizbp("eval", "x^\(exponent)", "x=1")
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(outcome.output.contains("9.22337e18"))
  }

  @Test(arguments: ["e-9223372036854775808", "e9223372036854775807", "E-99999999999999999999"])
  func powersOfTenAreRead(power: String) async throws {
    for value in ["0.0", "-0.000", "0"] {
      let graph = file(value + power)
      let outcome = try await vizbp("render", "-", "--format", "dot", input: graph)
      #expect(outcome.status == 0 && outcome.errors == "", "\(value)\(power)")
    }
    // Too large and too small for a double, in one line.
    let outcome = try await vizbp("render", "-", "--format", "dot", input: file("1.5" + power))
    #expect([0, 65].contains(outcome.status) && outcome.errors.split(separator: "\n").count <= 2)
  }

  private func file(_ value: String) -> String {
    #"{"format": "vizbp.graph", "version": 1, "nodes": [{"id": "x", "op": "input", "value": \#(value)}]}"#
  }

  /// A number may begin with a minus sign also behind a space: it is out of range, not missing.
  @Test(arguments: [
    ["train", "--dataset", "moons", "--seed", "-1"], ["train", "--dataset", "moons", "--lr", "-3"],
    ["train", "--dataset", "moons", "--noise", "-0.5"], ["render", "run", "--step", "-2"],
    ["quiz", "x", "x=1", "--seeds", "-3"],
  ])
  func numbersBelowZeroAreNotMissing(arguments: [String]) async throws {
    let outcome = try await run(vizbpPath, arguments)
    #expect([64, 65, 66].contains(outcome.status))
    #expect(outcome.errors.hasPrefix("error: ") && !outcome.errors.contains("missing value"))
  }

  @Test func stepsAreLookedFor() async throws {
    try await inFolder { folder in
      let training = try await vizbp(
        "train", "--dataset", "moons", "--layers", "4", "--steps", "3", "--quiet", "--out", "run",
        in: folder)
      #expect(training.status == 0)
      for step in ["-9223372036854775808", "9223372036854775807"] {
        for arguments in [["render", "run", "--step=\(step)", "-o", "x.svg"]] {
          let outcome = try await run(vizbpPath, arguments, in: folder.path)
          #expect(outcome.status == 65, "\(outcome)")
          #expect(outcome.errors.hasPrefix("error: run: "))
        }
        let report = try await vizbp("report", "run", "--step=\(step)", "-o", "x.html", in: folder)
        #expect([0, 64, 65].contains(report.status), "\(report.errors)")
      }
    }
  }
}
