import Foundation
import Testing

@testable import VizTrace

@Suite struct UpdateRuleTests {
  static let rules = [
    UpdateRule(.sgd, rate: 0.1),
    UpdateRule(.momentum(memory: 0.8), rate: 0.1, decay: 0.01, decayed: ["dense1/W"]),
    UpdateRule(.nesterov(memory: 0.9), rate: 1e-3, clipNorm: 2),
    UpdateRule(.rmsprop(memory: 0.99, epsilon: 1e-8), rate: 0.1, clipValue: 0.5),
    UpdateRule(.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8), rate: 0.1, decayed: []),
    UpdateRule(.adamw(beta1: 0.9, beta2: 0.95, epsilon: 1e-6), rate: 0.1, decay: 0.1),
  ]

  private static func json(_ rule: UpdateRule) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(rule), as: UTF8.self)
  }

  private static func rule(_ json: String) throws -> UpdateRule {
    try JSONDecoder().decode(UpdateRule.self, from: Data(json.utf8))
  }

  @Test(arguments: rules) func comesBackFromJSON(rule: UpdateRule) throws {
    #expect(try Self.rule(Self.json(rule)) == rule)
  }

  @Test func filesNameEachConstant() throws {
    #expect(
      try Self.json(Self.rules[1])
        == #"{"decay":0.01,"decayed":["dense1/W"],"memory":0.8,"method":"momentum","rate":0.1}"#)
  }

  @Test(arguments: [
    #"{"method": "lion", "rate": 1}"#, #"{"method": "sgd"}"#, #"{"method": "adam", "rate": 1}"#,
    #"{"method": "rmsprop", "memory": 0.9, "rate": 1}"#, #"{"rate": 1}"#, "[]",
  ])
  func whatIsNoRuleIsRefused(json: String) {
    #expect(throws: DecodingError.self) { try Self.rule(json) }
  }

  @Test func whatIsDecayedIsAsRecorded() {
    var rule = UpdateRule(.sgd, rate: 0.1, decay: 1, decayed: ["gate/scale"])
    #expect(rule.isDecayed("gate/scale") && !rule.isDecayed("dense1/W"))
    rule.decayed = []
    #expect(!rule.isDecayed("dense1/W"))
  }

  @Test func whereTheRunDoesNotSayWeightsAndTablesAreDecayed() {
    let rule = UpdateRule(.sgd, rate: 0.1, decay: 1)
    #expect(rule.isDecayed("dense1/W") && rule.isDecayed("W") && rule.isDecayed("embed/table"))
    #expect(!rule.isDecayed("dense1/b") && !rule.isDecayed("norm/scale") && !rule.isDecayed(""))
  }

  @Test func onlyFiniteNumbersCanBeWritten() {
    for rule in Self.rules { #expect(rule.isFinite) }
    #expect(!UpdateRule(.sgd, rate: .nan).isFinite)
    #expect(!UpdateRule(.momentum(memory: .infinity), rate: 1).isFinite)
    #expect(!UpdateRule(.sgd, rate: 1, clipNorm: .infinity).isFinite)
  }
}
