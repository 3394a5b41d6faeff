import Foundation
import Testing

@testable import VizDiagnosis

/// Holds what is written about the rules against the rules.
@Suite struct CatalogueTests {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  @Test func everyRuleIsRegisteredOnceInTheOrderOfItsKinds() {
    #expect(Finding.rules.map { $0.rule } == Finding.Rule.allCases)
  }

  @Test func everyRuleSaysWhatItRestsOn() {
    for rule in Finding.rules {
      #expect(rule.threshold.hasSuffix("."), "\(rule.rule)")
      #expect(rule.threshold.count > 60, "\(rule.rule)")
      #expect(rule.source.contains(/(19|20)\d\d|CS231n|documentation/), "\(rule.rule)")
    }
  }

  /// With `RECORD_SNAPSHOTS` in the environment the table is written anew, and the run fails.
  @Test func theDocumentedRulesAreThese() throws {
    let file = Self.package.appending(path: "docs/findings.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    if text.hasSuffix(Finding.catalogue) { return }
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      let start = try #require(text.range(of: "| rule |"))
      try Data((text[..<start.lowerBound] + Finding.catalogue).utf8).write(to: file)
    }
    Issue.record("docs/findings.md has other rules: record it with RECORD_SNAPSHOTS=1, look at it")
  }

  @Test func theSchemaKnowsTheRules() throws {
    let file = Self.package.appending(path: "schema/vizbp.findings.schema.json")
    let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let definitions = try #require(schema?["$defs"] as? [String: [String: Any]])
    #expect(definitions["rule"]?["enum"] as? [String] == Finding.Rule.allCases.map(\.rawValue))
  }

  /// Every rule has a faulty training, curve or log of histograms in which it has to speak.
  @Test func everyRuleHasACase() {
    let shown = Set(FaultyTrainingsTests.cases.map(\.rule))
      .union(FaultyTrainingsTests.more.map(\.rule))
      .union(CurveFindingsTests.cases.map(\.rule))
      .union([
        .frozen, .accumulation, .ranks, .normDrift, .batchNoise, .explodingGradients,
        .collapse, .evaluationMode,
      ])
    #expect(Finding.Rule.allCases.filter { !shown.contains($0) } == [])
  }
}
