import Foundation
import Testing

/// `vizbp diagnose`: findings for terminals, programs and CI.
@Suite struct DiagnoseTests {
  /// A metric file whose loss grows, and one whose loss falls.
  private static func write(to folder: Folder) throws {
    let steps = 0..<60
    let rising = steps.map { "\($0),\(1.0 + Double($0) * Double($0) / 100)\n" }.joined()
    let falling = steps.map { "\($0),\(1.0 / (1 + Double($0)))\n" }.joined()
    try folder.write("step,loss\n" + rising, to: "rising.csv")
    try folder.write("step,loss\n" + falling, to: "falling.csv")
  }

  @Test func aProblemEndsInStatusOne() async throws {
    try await inFolder { folder in
      try Self.write(to: folder)
      let bad = try await vizbp("diagnose", "rising.csv", in: folder)
      #expect(bad.status == 1 && bad.errors == "")
      #expect(bad.output.hasPrefix("rising: problem: The loss diverges, since step "))
      #expect(bad.output.contains("\n  What helps: Lower the learning rate"))
      let good = try await vizbp("diagnose", "falling.csv", in: folder)
      #expect(good.status == 0 && good.output.hasPrefix("falling: nothing needs attention\n"))
      let both = try await vizbp("diagnose", "falling.csv", "rising.csv", in: folder)
      #expect(both.status == 1)
    }
  }

  @Test func findingsAreJSON() async throws {
    try await inFolder { folder in
      try Self.write(to: folder)
      let outcome = try await vizbp("diagnose", "rising.csv", "--json", in: folder)
      #expect(outcome.status == 1)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.bytes)) as? [String: Any])
      #expect(object["ok"] as? Bool == false)
      let runs = try #require(object["runs"] as? [[String: Any]])
      #expect(runs.map { $0["run"] as? String } == ["rising"])
      #expect((runs[0]["unreadable"] as? [Any])?.isEmpty == true)
      let finding = try #require((runs[0]["findings"] as? [[String: Any]])?.first)
      #expect(finding["rule"] as? String == "diverges")
      #expect(finding["severity"] as? String == "problem")
      #expect(finding["last_step"] as? Int == 59)
      let step = try #require(finding["step"] as? Int)
      #expect((1..<59).contains(step))
      #expect(finding["nodes"] as? [String] == [])
      let evidence = try #require(finding["evidence"] as? [String: Double])
      #expect(Set(evidence.keys) == ["first_loss", "least_loss", "last_loss"])
      #expect(try #require(evidence["last_loss"]) > 20)
      for key in ["sentence", "advice", "threshold", "source"] {
        #expect((finding[key] as? String)?.isEmpty == false, "\(key)")
      }
    }
  }

  @Test func severityAndRuleDecide() async throws {
    try await inFolder { folder in
      try Self.write(to: folder)
      // A relapse, which is a warning: down, and up again by more than half of the start.
      let steps = (0..<100).map { step in
        "\(step),\(step < 50 ? 1 - Double(step) / 60 : Double(step) / 80 - 0.44)\n"
      }.joined()
      try folder.write("step,loss\n" + steps, to: "relapse.csv")
      let plain = try await vizbp("diagnose", "relapse.csv", in: folder)
      #expect(plain.status == 0 && plain.output.contains("warning: The loss rises again"))
      let strict = try await vizbp("diagnose", "relapse.csv", "--fail-on", "warning", in: folder)
      #expect(strict.status == 1 && strict.output == plain.output)
      let other = try await vizbp(
        "diagnose", "relapse.csv", "--fail-on", "warning", "--rule", "dead-units", in: folder)
      #expect(other.status == 0 && other.output.hasPrefix("relapse: nothing needs attention\n"))
      #expect(other.output.contains("  - dead-units: log histograms of what the activation"))
      let unknown = try await vizbp("diagnose", "relapse.csv", "--rule", "luck", in: folder)
      #expect(unknown.status == 64 && unknown.errors.hasPrefix("error: "))
    }
  }

  /// What is asked for by its name is told, also where it only follows from something else.
  @Test func aRuleIsAskedAmongConsequences() async throws {
    try await inFolder { folder in
      let rows = (0..<100).map { "\($0),\(2.3 - Double($0) / 1000),0.01\n" }.joined()
      try folder.write("step,loss,grad_norm\n" + rows, to: "clipped.csv")
      let all = try await vizbp("diagnose", "clipped.csv", in: folder)
      #expect(all.status == 1)
      #expect(
        all.output.hasPrefix("clipped: problem: The gradients are clipped at every step\n"))
      #expect(all.output.contains("\n  What follows from it:\n  - no-progress: The loss does not"))
      let one = try await vizbp("diagnose", "clipped.csv", "--rule", "no-progress", in: folder)
      #expect(one.status == 1 && one.output.hasPrefix("clipped: problem: The loss does not fall"))
    }
  }

  /// A log of scalars says what more to log.
  @Test func rulesThatCouldNotBeAskedAreNamed() async throws {
    try await inFolder { folder in
      try Self.write(to: folder)
      let outcome = try await vizbp("diagnose", "falling.csv", in: folder)
      #expect(outcome.output.contains("\n  What could not be asked of falling:\n"))
      #expect(outcome.output.contains("(`gradients/fc1.weight`)"))
    }
  }

  @Test func theSchemaHolds() async throws {
    try await inFolder { folder in
      try Self.write(to: folder)
      let outcome = try await vizbp("diagnose", "falling.csv", "rising.csv", "--json", in: folder)
      try folder.write(outcome.output, to: "findings.json")
      try folder.write(
        outcome.output.replacing("\"diverges\"", with: "\"luck\""), to: "unknown.json")
      let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
      let script = tests.appending(path: "VizTraceTests/Fixtures/validate.py").standardizedFileURL
      let schema = tests.appending(path: "../schema/vizbp.findings.schema.json").standardizedFileURL
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/python3")
      process.arguments =
        [script.path, schema.path]
        + ["findings.json", "unknown.json"].map { "\(folder.path)/\($0)" }
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let verdicts = String(
        decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(
        verdicts.split(separator: "\n").map { $0.prefix { $0 != "\t" } } == ["valid", "invalid"])
    }
  }

  @Test func whatCannotBeReadIsNotHealthy() async throws {
    try await inFolder { folder in
      let missing = try await vizbp("diagnose", "nowhere", in: folder)
      #expect(missing.status == 66 && missing.output == "")
      try folder.write("", to: "events.out.tfevents.1.host.1.0")
      let empty = try await vizbp("diagnose", ".", in: folder)
      #expect(empty.status == 65 && empty.errors.contains("the file is empty"))
    }
  }

  @Test func aChangeThatMendsStandsBesideTheRunAsItWas() async throws {
    try await inFolder { folder in
      _ = try await vizbp(
        "train", "--dataset", "moons", "--examples", "80", "--layers", "8", "--lr", "30",
        "--optimizer", "sgd", "--steps", "60", "--seed", "5", "--quiet", "--out", "run", in: folder)
      let outcome = try await vizbp("diagnose", "run", "--verify", "-o", "twins.svg", in: folder)
      #expect(outcome.errors == "" && outcome.output.contains("  ← mends it\n"))
      let picture = String(decoding: try folder.bytes("twins.svg"), as: UTF8.self)
      #expect(picture.contains("as it was") && picture.contains("in place of 30.0 mends run"))
      // What it draws is of one run, and of twins.
      let alone = try await vizbp("diagnose", "run", "-o", "twins.svg", in: folder)
      #expect(alone.status == 64)
      let two = try await vizbp(
        "diagnose", "run", "run", "--verify", "-o", "two.svg", in: folder)
      #expect(two.status == 64 && two.errors.contains("-o draws the twins of one run"))
    }
  }
}
