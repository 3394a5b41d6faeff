import Testing
import VizBase
import VizTestSupport
import VizTrace

@testable import VizEvents

@Suite struct UpdateRuleConfigurationTests {
  static func rule(_ optimizer: String, _ settings: [String: Double] = [:]) -> UpdateRule? {
    var configuration = settings.mapValues { JSONValue($0) }
    configuration["optimizer"] = .string(optimizer)
    configuration["lr"] = configuration["lr"] ?? JSONValue(0.1)
    return UpdateRule(configuration)
  }

  @Test func settingsSayTheRule() {
    #expect(Self.rule("sgd") == UpdateRule(.sgd, rate: 0.1))
    #expect(
      Self.rule("momentum", ["momentum": 0.8, "l2": 0.01, "clip-norm": 2])
        == UpdateRule(.momentum(memory: 0.8), rate: 0.1, decay: 0.01, clipNorm: 2))
    #expect(Self.rule("nesterov") == UpdateRule(.nesterov(memory: 0.9), rate: 0.1))
    #expect(
      Self.rule("rmsprop", ["clip-value": 3])
        == UpdateRule(.rmsprop(memory: 0.99, epsilon: 1e-8), rate: 0.1, clipValue: 3))
    #expect(
      Self.rule("adam", ["momentum": 0.5])
        == UpdateRule(.adam(beta1: 0.5, beta2: 0.999, epsilon: 1e-8), rate: 0.1))
    #expect(
      Self.rule("adamw")
        == UpdateRule(.adamw(beta1: 0.9, beta2: 0.999, epsilon: 1e-8), rate: 0.1))
  }

  @Test func unknownOptimisersHaveNoRule() {
    #expect(UpdateRule([:]) == nil)
    #expect(Self.rule("lion") == nil)
    #expect(UpdateRule(["optimizer": .string("sgd")]) == nil)
    #expect(UpdateRule(["optimizer": .number("1"), "lr": .string("x")]) == nil)
  }

  /// Of a `run.json` without a rule the settings are asked, and a rule in it counts more.
  @Test func recordsHaveTheRuleThatTheyWereWrittenWith() throws {
    let folder = try TemporaryFolder()
    let run = RunDirectory(folder.path)
    var record = RunRecord(
      configuration: ["optimizer": .string("momentum"), "lr": .number("0.1")], start: 1)
    try run.write(record)
    #expect(!String(decoding: try folder.bytes("run.json"), as: UTF8.self).contains("updateRule"))
    #expect(try run.record()?.updateRule == UpdateRule(.momentum(memory: 0.9), rate: 0.1))
    record.updateRule = UpdateRule(.sgd, rate: 0.5, decay: 0.1, decayed: ["a/W"])
    try run.write(record)
    #expect(try run.record() == record)
    // What JSON cannot write must not cost the rest.
    record.updateRule?.rate = .nan
    try run.write(record)
    #expect(try run.record()?.updateRule == UpdateRule(.momentum(memory: 0.9), rate: 0.1))
  }

  @Test func aMethodOfAnotherWriterCostsNothingElse() throws {
    let folder = try TemporaryFolder()
    let rule = #"{"method": "lion", "rate": 1}"#
    let text =
      #"{"format": "vizbp.run", "version": 1, "configuration": {}, "versions": {}, "start": 0, "#
      + #""status": "finished""#
    try folder.write(Array((text + "}").utf8), to: "run.json")
    #expect(try RunDirectory(folder.path).record()?.updateRule == nil)
    try folder.write(Array((text + #", "updateRule": \#(rule)}"#).utf8), to: "run.json")
    let record = try #require(try RunDirectory(folder.path).record())
    #expect(record.updateRule == nil && record.status == .finished)
  }
}
