import Foundation
import Testing
import VizDiagnosis
import VizDrawing
import VizEvents
import VizTrace

@testable import VizReport

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ReportTests {
  /// The page of one run, or of several.
  static func html(_ runs: [RunHistory], _ options: Report.Options = Report.Options()) async throws
    -> String
  {
    if let run = runs.first, runs.count == 1 {
      return try await Report(run, options: options, version: "0").html()
    }
    return try Comparison(runs.map { try RunDigest($0, location: $0.name) }, version: "0").html()
  }

  private static func ids(_ html: String) -> [String] {
    html.matches(of: #/<[a-z][^>]* id="([^"]*)"/#).map { String($0.1) }
  }

  private static func figures(_ html: String) -> [Substring] {
    html.matches(of: /<figure id="(?s).*?<\/figure>/).map(\.output)
  }

  // MARK: One run

  @Test func sectionsStandInTheirOrder() async throws {
    let made = try MadeRun()
    let html = try await Self.html([made.history])
    let sections = html.matches(of: #/<section id="([^"]*)"/#).map { String($0.1) }
    #expect(
      sections == [
        "recorder", "findings", "graph", "steps", "nodes", "boundary", "layers", "distributions",
        "curves", "cost", "reproducibility",
      ])
  }

  /// One table has all that is known of each node, and it sorts.
  @Test func oneTableHasTheNodes() async throws {
    let made = try MadeRun()
    let html = try await Self.html([made.history])
    #expect(!html.contains("Statistics of all nodes"))
    let table = try #require(html.firstMatch(of: /<section id="nodes"(?s).*?<\/section>/)).0
    #expect(table.contains("<table class=\"sortable held\">"))
    for column in ["value", "gradient", "local", "mean", "update ratio", "not finite"] {
      #expect(table.contains(">\(column)</th>"), "\(column)")
    }
    let rows = table.matches(of: /<tr id(?s).*?<\/tr>/).map(\.0)
    #expect(rows.count == 4 && rows.allSatisfy { $0.matches(of: /<td/).count == 13 })
    #expect(rows[1].contains(">0.001</td>"), "\(rows[1])")
    #expect(html.matches(of: /<summary>\s*<h2 id="(?:steps|nodes)-title"/).count == 2)
  }

  @Test func withoutAGraphTheStatisticsAreATable() async throws {
    let made = try MadeRun(.init(hasGraph: false))
    let html = try await Self.html([made.history])
    #expect(html.contains("Statistics of all nodes") && !html.contains("<section id=\"nodes\""))
  }

  @Test func theHeadlineSaysWhatHowAndWhether() async throws {
    let made = try MadeRun()
    let html = try await Self.html([made.history])
    for words in [
      "A network with a hidden layer of 4 units (tanh) learns spiral by gradient descent at a"
        + " learning rate of 0.1.",
      "It ran to its end, 12 steps in 12 s. The loss fell from 1 to 0.0833; on held-out data it ends at 0.125."
        + " Held-out accuracy is 95.8 %.",
    ] {
      #expect(html.contains(">\(words)</p>"), "\(words)")
    }
    #expect(html.contains(#"<h1 class="verdict good">Learned: 95.8 % on held-out data"#))
  }

  @Test func everyIdIsThereOnceAndEveryLinkLeadsSomewhere() async throws {
    let (a, b) = (try MadeRun(), try MadeRun(.init(name: "other", partsAt: 4)))
    for runs in [[a], [a, b]] {
      let html = try await Self.html(runs.map { try $0.history })
      let ids = Self.ids(html)
      #expect(Set(ids).count == ids.count)
      let targets = html.matches(of: #/ href="#([^"]*)"/#).map { String($0.1) }
      #expect(targets.count >= 5)
      for target in targets where !target.hasPrefix("at-") {
        #expect(ids.contains(target), "\(target)")
      }
    }
  }

  @Test func behindEachFigureAreItsNumbers() async throws {
    let made = try MadeRun()
    let figures = Self.figures(try await Self.html([made.history]))
    #expect(figures.count >= 6)
    for figure in figures {
      #expect(figure.contains("<details><summary>"), "\(figure.prefix(60))")
      #expect(figure.contains("<table") && figure.contains("<caption>"))
    }
  }

  /// A figure that is wider than a phone would scroll there, or have letters that nobody can read.
  @Test func figuresAreAsWideAsAPhone() async throws {
    let made = try MadeRun()
    for figure in Self.figures(try await Self.html([made.history]))
    where !figure.contains("class=\"tracks\"") {
      let width = try #require(figure.firstMatch(of: #/<svg xmlns="[^"]*" width="([0-9.]+)"/#))
      #expect(Double(width.1) ?? .infinity <= 410, "\(figure.prefix(60))")
      let sizes = figure.matches(of: #/font-size="([0-9.]+)"/#).compactMap { Double($0.1) }
      #expect((sizes.min() ?? 0) > 10, "\(figure.prefix(60))")
    }
  }

  /// What a picture leaves to the page's style has a rule there.
  @Test func allThatHasNoColourOfItsOwnHasARule() async throws {
    let made = try MadeRun()
    let html = try await Self.html([made.history])
    let rules = Set(html.matches(of: #/svg :not\(g\)\.([a-z0-9-]+)\{/#).map { String($0.1) })
    var count = 0
    for picture in html.matches(of: /<svg xmlns(?s).*?<\/svg>/) {
      for shape in picture.output.matches(of: #/<(?:path|text|use) [^>]*class="([a-z0-9-]+)[^>]*>/#)
      where !shape.0.contains(" fill=\"#") && !shape.0.contains(" stroke=\"#") {
        #expect(rules.contains(String(shape.1)), "\(shape.0)")
        count += 1
      }
    }
    #expect(count > 100)
  }

  @Test func everyPictureIsXMLWithItsMessage() async throws {
    let made = try MadeRun()
    let html = try await Self.html([made.history])
    // The strip's rows are no pictures by themselves.
    let pictures = html.matches(of: /<svg xmlns(?s).*?<\/svg>/).map(\.output)
    #expect(pictures.count >= 7)
    for picture in pictures {
      let parser = XMLParser(data: Data(picture.utf8))
      #expect(parser.parse(), "\(picture.prefix(300)): \(String(describing: parser.parserError))")
      #expect(picture.contains("<title") && picture.contains("<desc"))
    }
  }

  @Test func theSameRunGivesTheSameBytes() async throws {
    let made = try MadeRun()
    let first = try await Self.html([made.history])
    #expect(try await Self.html([made.history]) == first)
  }

  @Test func thePolicyAllowsItsOwnStyleAndScriptAlone() async throws {
    let made = try MadeRun()
    let html = try await Self.html([made.history])
    let style = try #require(html.firstMatch(of: /<style>((?s).*?)<\/style>/)).1
    let script = try #require(html.firstMatch(of: /<script>((?s).*?)<\/script>/)).1
    #expect(html.contains("sha256-\(ContentHash.sha256(String(style)))"))
    #expect(html.contains("sha256-\(ContentHash.sha256(String(script)))"))
    #expect(script.utf8.count <= 40_000)
    #expect(html.matches(of: /<style|<script/).count == 2)
    #expect(!html.contains(" style=") && html.firstMatch(of: /<[^>]* on[a-z]+=/) == nil)
    let addresses = html.matches(of: /(?:src|href)="([^"]*)"/).map { $0.1 }
    #expect(addresses.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("data:") })
  }

  @Test func costSaysWhatReverseModeTakes() async throws {
    let made = try MadeRun()
    let html = try await Self.html([made.history])
    #expect(html.contains("Value and gradient together take 3.1 times the operations"))
  }

  // MARK: Little to report

  @Test func aReportOfNothingIsSmall() async throws {
    let html = try await Self.html([RunHistory(name: "empty", metrics: [])])
    #expect(html.utf8.count <= 80_000)
    #expect(html.contains("A log of 0 metrics."))
    #expect(html.contains("<section id=\"findings\""))
    #expect(try await Self.html([]).contains("There are no runs."))
  }

  @Test func metricsAloneGiveCurves() async throws {
    let loss = MetricSeries(name: "loss", values: [1, 0.5, 0.25])
    let html = try await Self.html([RunHistory(name: "log", metrics: [loss])])
    #expect(html.contains("<section id=\"recorder\"") && html.contains("<path class=\"curve c0\""))
    #expect(!html.contains("<section id=\"graph\""))
  }

  @Test func aRunWithoutGraphOrBoundaryHasTheRest() async throws {
    let made = try MadeRun(.init(hasGraph: false, hasBoundary: false))
    let html = try await Self.html([made.history])
    #expect(!html.contains("<section id=\"boundary\"") && !html.contains("<section id=\"graph\""))
    #expect(html.contains("<section id=\"curves\"") && html.contains("<section id=\"statistics\""))
  }

  // MARK: Size

  @Test func aLargeReportSaysWhatTakesTheRoom() async throws {
    let made = try MadeRun()
    let report = try await Report(made.history, version: "0")
    #expect(report.sizeWarning(of: 5_000_000) == nil)
    let warning = try #require(report.sizeWarning(of: 6_200_000))
    #expect(warning.hasPrefix("the report has 6.2 MB, "))
    #expect(warning.contains("--graph-steps"))
  }
}
