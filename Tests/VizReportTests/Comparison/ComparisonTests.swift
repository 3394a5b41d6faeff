import Foundation
import Testing
import VizBase
import VizDiagnosis
import VizTrace

@testable import VizReport

@Suite struct ComparisonTests {
  /// A log of a falling loss that ends at `end`.
  static func log(
    _ name: String, end: Double, start: Double = 2, metric: String = "loss", count: Int = 30
  ) throws -> RunDigest {
    let values = (0..<count).map { index in
      start * pow(end / start, Double(index) / Double(count - 1))
    }
    let series = MetricSeries(name: metric, values: values)
    return try RunDigest(RunHistory(name: name, metrics: [series]), location: "out/\(name)")
  }

  /// A log with settings, as a digest of a run with a record has them.
  static func log(
    _ name: String, end: Double, settings: [String: JSONValue], start: Double = 2
  ) throws -> RunDigest {
    let plain = try log(name, end: end, start: start)
    let listed = settings.sorted { $0.key < $1.key }.map { key, value -> JSONValue in
      .object([
        "name": .string(key), "text": .string(value.words),
        "number": value.double.map { JSONValue($0) } ?? .null,
      ])
    }
    guard case .object(var fields) = try JSONValue(jsonData: Array(plain.line.utf8)) else {
      throw DigestError("no object")
    }
    fields["settings"] = .array(listed)
    return try RunDigest(line: JSONValue.object(fields).jsonText())
  }

  private static func comparison(_ digests: [RunDigest]) -> Comparison {
    Comparison(digests, version: "0")
  }

  // MARK: Order

  @Test func theBestStandsOnTopAndOneThatBrokeAtTheEnd() throws {
    let broken = MetricSeries(name: "loss", values: [1, 0.5, .nan])
    let runs = [
      try Self.log("a", end: 0.5), try Self.log("b", end: 0.1), try Self.log("c", end: 1),
      try RunDigest(RunHistory(name: "d", metrics: [broken]), location: "out/d"),
    ]
    let comparison = Self.comparison(runs)
    #expect(comparison.runs.map(\.name) == ["b", "a", "c", "d"])
    #expect(comparison.verdict.sentence.hasPrefix("b is the best of 4: loss 0.1"))
    #expect(comparison.verdict.sentence.hasSuffix("d has no result that is a number."))
  }

  @Test func theTableSaysWhatItIsOrderedBy() throws {
    func page(_ data: [String]) throws -> String {
      let runs = try data.enumerated().map { number, name in
        try Self.log("r\(number)", end: 0.5, settings: ["dataset": .string(name)])
      }
      return try Self.comparison(runs).html()
    }
    #expect(try page(["moons", "moons"]).contains("The best first; a click on a heading sorts"))
    let groups = try page(["moons", "spiral"])
    #expect(groups.contains("Of each group the best first; a click on a heading sorts"))
  }

  @Test func aHeldOutLossThatIsNoNumberLeavesTheTrainingsCurve() throws {
    let numbers = (0..<30).map { pow(0.9, Double($0)) }
    let runs = try ["a", "b"].map { name in
      let metrics = [
        MetricSeries(name: "loss/train", values: numbers),
        MetricSeries(name: "loss/test", values: numbers.map { _ in .nan }),
      ]
      return try RunDigest(RunHistory(name: name, metrics: metrics), location: "out/\(name)")
    }
    for run in Self.comparison(runs).runs {
      #expect(run.judgedLine?.values.contains { $0.isFinite } == true, "\(run.name)")
    }
  }

  @Test func theOrderOfDigestsDoesNotShow() throws {
    var random = SystemRandomNumberGenerator()
    let runs = try (0..<30).map { try Self.log("r\($0)", end: 0.1 + 0.01 * Double($0 % 7)) }
    let page = try Self.comparison(runs).html()
    for _ in 0..<5 {
      #expect(try Self.comparison(runs.shuffled(using: &random)).html() == page)
    }
  }

  @Test func runsOfDifferentLossesAreNotCompared() throws {
    let comparison = Self.comparison([
      try Self.log("a", end: 0.5), try Self.log("b", end: 0.1, metric: "reconstruction_loss"),
      try Self.log("c", end: 0.3), try Self.log("d", end: 0.2, metric: "reconstruction_loss"),
    ])
    #expect(comparison.groups.map { $0.runs.map(\.name) } == [["c", "a"], ["b", "d"]])
    for group in comparison.groups {
      let curves = try #require(ComparedCurves(group, hasColours: true))
      #expect(curves.strip.lines.map { $0.lines.count } == [2])
    }
  }

  @Test func trainingAndHeldOutDataAreApart() throws {
    let made = [try MadeRun(.init(name: "a")), try MadeRun(.init(name: "b", partsAt: 5))]
    let digests = try made.map { try RunDigest($0.history, location: $0.path) }
    let group = try #require(Self.comparison(digests).groups.first)
    let curves = try #require(ComparedCurves(group, hasColours: true))
    #expect(
      curves.strip.lines.map(\.title) == [
        "loss, train", "loss, held-out", "validation/accuracy, held-out",
      ])
    // A run has one colour on the whole page.
    for row in curves.strip.lines {
      #expect(row.lines.map(\.category) == group.runs.map(\.category))
      #expect(row.lines.map(\.name) == group.runs.map(\.name))
    }
  }

  @Test func oneThatDivergesLeavesThePictureToTheOthers() throws {
    var runs = try (0..<6).map { try Self.log("r\($0)", end: 0.5 + 0.05 * Double($0)) }
    runs.append(try Self.log("wild", end: 1e9))
    let group = try #require(Self.comparison(runs).groups.first)
    let range = try #require(group.lossRange)
    #expect(range.high <= 2.5 && range.low >= 0.4)
    let curves = try #require(ComparedCurves(group, hasColours: true))
    #expect(
      curves.caption.contains("Beyond the top of the picture, for a while: loss, train: wild."))
  }

  // MARK: Settings

  @Test func settingsStandInTheOrderOfWhatMatters() throws {
    func run(_ name: String, _ turn: Int, end: Double) throws -> RunDigest {
      try Self.log(
        name, end: end,
        settings: [
          "seed": JSONValue(Double(turn)), "zeta": .string("z\(turn)"),
          "dataset": .string("spiral"), "hidden_size": JSONValue(Double(8 * turn)),
          "optimizer": .string(turn == 1 ? "sgd" : "adam"), "lr": JSONValue(0.1 * Double(turn)),
          "batch_size": JSONValue(Double(turn)), "epochs": JSONValue(3),
        ])
    }
    let settings = Self.comparison([try run("a", 1, end: 1), try run("b", 2, end: 0.5)]).settings
    #expect(
      settings.differing == ["lr", "optimizer", "hidden_size", "batch_size", "zeta", "seed"])
    #expect(settings.equal.map(\.name) == ["dataset", "epochs"])
    #expect(
      settings.words
        == "They differ in lr, optimizer, hidden_size, batch_size, zeta and seed.")
  }

  @Test func theSettingThatOrdersTheResultsIsNamed() throws {
    let runs = try (0..<12).map { turn in
      let end = [0.1, 0.5, 1][turn % 3] + 0.001 * Double(turn)
      let settings: [String: JSONValue] = [
        "lr": .number(["0.01", "0.1", "1"][turn % 3]), "width": JSONValue(Double(turn % 4)),
        "seed": JSONValue(Double(turn)),
      ]
      return try Self.log("r\(turn)", end: end, settings: settings)
    }
    let comparison = Self.comparison(runs)
    let group = try #require(comparison.groups.first)
    let effect = try #require(SettingEffect(group))
    #expect(effect.name == "lr" && effect.values.map(\.text) == ["0.01", "0.1", "1"])
    #expect(effect.share > 0.7)
    #expect(
      comparison.parting(of: group).first?.hasPrefix("Of the settings, lr orders them") == true)
    let axes = try #require(ParallelCoordinates(group)).axes
    #expect(axes.map(\.name) == ["lr", "width", "seed", "loss"])
  }

  // MARK: Where they part

  @Test func whereTwoRunsPartIsSaidInThreeLines() throws {
    let made = [try MadeRun(.init(name: "a")), try MadeRun(.init(name: "b", partsAt: 5))]
    let comparison = Self.comparison(
      try made.map { try RunDigest($0.history, location: $0.history.name) })
    let lines = comparison.parting(of: try #require(comparison.groups.first))
    #expect(
      lines == [
        "They have the same settings.",
        "a and b: they begin with the same weights; at step 5 loss is 0.16667 and 0.29167.",
        "Their held-out losses stay apart from step 5 on (0.25 and 0.438 there).",
      ])
    let twins = Self.comparison([
      try RunDigest(made[0].history, location: "x"), try RunDigest(made[0].history, location: "y"),
    ])
    #expect(
      twins.parting(of: try #require(twins.groups.first)) == [
        "They have the same settings.", "x and y: nothing differs, to the last bit.",
      ])
  }

  // MARK: Many runs

  @Test func ofManyRunsTheBestAndTheOddestAreShownInFull() throws {
    var runs = try (0..<200).map {
      try Self.log("r\($0)", end: 0.3 + 0.001 * Double($0 % 50))
    }
    runs.append(try Self.log("odd", end: 0.9))
    let comparison = Self.comparison(runs)
    #expect(comparison.odd.first?.all.map(\.run.name) == ["odd"])
    let html = try comparison.html()
    #expect(html.matches(of: /<article id="run-/).count == 11)
    #expect(html.matches(of: /<svg class="spark/).count == 201)
    #expect(
      html.contains(/Odd: the loss at the end is 0\.9\d*, where half of the runs lie between/))
    #expect(html.utf8.count < 600_000)
  }

  @Test func everyIdIsThereOnceAndEveryLinkLeadsSomewhere() throws {
    for count in [1, 2, 8, 9, 40] {
      let runs = try (0..<count).map {
        try Self.log("r\($0)", end: $0 % 5 == 4 ? 3 : 0.1, settings: ["lr": JSONValue(Double($0))])
      }
      let html = try Self.comparison(runs).html()
      let ids = html.matches(of: #/<[a-z][^>]* id="([^"]*)"/#).map { String($0.1) }
      #expect(Set(ids).count == ids.count, "\(count)")
      for link in html.matches(of: #/href="#([^"]*)"/#) {
        #expect(ids.contains(String(link.1)), "\(count): \(link.1)")
      }
    }
  }

  /// Letters are those of every other page, whatever fonts a machine has.
  @Test func thePageBringsItsFont() throws {
    let page = try Self.comparison([Self.log("a", end: 0.5), Self.log("b", end: 0.1)]).html()
    #expect(page.matches(of: /@font-face/).count == 2)
  }

  @Test func noRunsAreSaidToBeNone() throws {
    #expect(try Self.comparison([]).html().contains("There are no runs."))
  }
}
