import Foundation
import Testing
import VizDiagnosis
import VizTrace

@testable import VizReport

@Suite struct StripTests {
  private static func finding(step: Int?, consequences: [Finding] = []) -> Finding {
    var finding = Finding(
      .diverges, .problem, title: "It diverges", sentence: "", step: step,
      evidence: .curves(["loss"]), advice: "", threshold: "", source: "")
    finding.consequences = consequences
    return finding
  }

  @Test func findingsAreFlagsWhereTheyBegin() throws {
    let loss = MetricSeries(name: "loss", values: (0..<41).map { 1 + Double($0) })
    let run = ReportedRun(
      history: RunHistory(name: "log", metrics: [loss]),
      findings: [
        Self.finding(step: 10, consequences: [Self.finding(step: 30)]), Self.finding(step: nil),
      ])
    let strip = try #require(try Strip(run))
    // What has no step is so from the start.
    #expect(strip.flags.map(\.step) == [0, 10, 30])
    #expect(strip.flags.map(\.number) == [2, 1, nil])
    let html = try strip.html(Templates(), id: "s", label: "run")
    // Whole steps stand in the data as distances.
    #expect(
      html.contains(
        "&quot;x&quot;:&quot;0 \(repeatElement("1", count: 40).joined(separator: " "))&quot;"))
    #expect(html.contains("<a href=\"#finding-1\"><text class=\"flag problem\" x=\"25%\""))
  }

  @Test func aDropIsDrawnWhereItHappens() throws {
    let values = (0..<400).map { $0 < 200 ? 1.0 : 0.1 }
    let lines = try #require(
      StripLines("loss", [(MetricSeries(name: "loss", values: values), "train", 0)]))
    let line = lines.lines[0]
    for (step, value) in zip(line.steps, line.values) {
      #expect(abs(value - (step < 200 ? 1 : 0.1)) < 1e-9, "\(step)")
    }
  }

  /// The line begins where the headline says that the loss began.
  @Test func aLineBeginsAndEndsWhereItsValuesDo() throws {
    let values = [1.2, 330, 900] + (0..<397).map { 1_000 + 50 * sin(Double($0)) }
    let series = MetricSeries(name: "loss", values: values)
    let line = try #require(StripLines("loss", [(series, "train", 0)])).lines[0]
    #expect(line.values.first == 1.2)
    #expect(line.values.last.map { abs($0 - (values.last ?? 0)) < 0.1 } == true)
    let outcome = RunOutcome(RunHistory(name: "log", metrics: [series]))
    #expect(outcome.loss?.start == 1.2)
  }

  @Test func namesOfLayersFitBesideARow() throws {
    let made = try MadeRun()
    var heat = try #require(StripHeat(.update, made.history))
    heat.names = ["dense1", "encoder/attention", "x"]
    let axis = try #require(StripAxis([0, 1]))
    let svg = StripSVG(axis: axis).names(heat)
    #expect(svg.contains(">dense1</text>"))
    // Of paths the scopes are shown.
    #expect(svg.contains("<tspan class=\"whole\">encoder</tspan>") == false)
    heat.names = ["encoder_layers_7/W"]
    #expect(
      StripSVG(axis: axis).names(heat).contains(
        "<tspan class=\"whole\">…oder_layers_7</tspan><tspan class=\"part\">…layers_7</tspan>"))
  }

  @Test func heldOutNumbersAreDrawnAsTheyAre() throws {
    let values = (0..<300).map { $0.isMultiple(of: 2) ? 1.0 : 0.5 }
    let lines = try #require(
      StripLines(
        "loss", [(MetricSeries(name: "val_loss", values: values), "held-out", Strip.heldOut)]))
    #expect(lines.lines[0].values == values && lines.lines[0].lows.isEmpty)
  }

  @Test func whatIsNoNumberIsMarkedAndHasNoPlace() throws {
    let values = [1, 0.5, Double.nan, .nan, 0.25]
    let lines = try #require(
      StripLines("loss", [(MetricSeries(name: "loss", values: values), "train", 0)]))
    #expect(lines.lines[0].broken == [[2, 4]])
    #expect(lines.lines[0].steps == [0, 1, 4])
    #expect(lines.share(.nan) == nil)
  }

  @Test func aLoneValueIsADotAndABreakAtTheEndIsSeen() throws {
    let axis = try #require(StripAxis([0, 10]))
    let lone = MetricSeries(name: "val_loss", steps: [10], values: [0.5])
    let loss = MetricSeries(name: "loss", values: [1, 0.5, 2, .infinity])
    let lines = try #require(
      StripLines("loss", [(loss, "train", Strip.train), (lone, "held-out", Strip.heldOut)]))
    let svg = StripSVG(axis: axis).lines(lines, height: 150)
    #expect(svg.contains("<circle class=\"dot c\(Strip.heldOut)\" cx=\"100%\""))
    let short = try #require(StripAxis([0, 3]))
    #expect(
      StripSVG(axis: short).lines(lines, height: 150)
        .contains("<rect class=\"broken\" x=\"99.6%\" width=\"0.4%\""))
  }

  @Test func theBestIsNamedWhereNoCurveRuns() throws {
    // Beneath the best the training's line falls.
    let loss = MetricSeries(name: "loss", values: (0..<60).map { 1 / (1 + Double($0) / 4) })
    let held = MetricSeries(name: "val_loss", values: Array(repeating: 0.62, count: 60))
    let lines = try #require(
      StripLines("loss", [(loss, "train", Strip.train), (held, "held-out", Strip.heldOut)]))
    let axis = try #require(StripAxis([0, 59]))
    let mark = Strip.Mark(steps: [2], value: 0.62, words: "best 0.62", category: Strip.heldOut)
    let svg = StripSVG(axis: axis).lines(lines, height: 150, marks: [mark])
    let words = try #require(svg.firstMatch(of: /y="([0-9.]+)" text-anchor="start">best/))
    let circle = try #require(svg.firstMatch(of: /class="best[^>]* cy="([0-9.]+)"/))
    #expect(try #require(Double(words.1)) < #require(Double(circle.1)))
  }

  @Test func layersAreRowsAndBrokenOnesAreNone() throws {
    let made = try MadeRun()
    let heat = try #require(StripHeat(.update, made.history))
    #expect(heat.names == ["dense/W"])
    #expect(heat.steps == (0..<12).map(Double.init))
    #expect(heat.cells == [[StripHeat.Cell?](repeating: StripHeat.Cell(1e-3), count: 12)])
    #expect(StripHeat(.dead, try made.history) == nil)
  }

  @Test func framesStandAtTheLoggedSteps() throws {
    let made = try MadeRun()
    let strip = try #require(try Strip(ReportedRun(try made.history)))
    #expect(strip.frames?.frames.map(\.step) == [0, 5, 11])
    #expect(strip.frames?.dots.count == 3)
  }
}
