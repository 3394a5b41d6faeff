public import VizDiagram
import VizDrawing
import VizEvents
import VizPlot
import VizBase
import VizDiagnosis
import VizTrace

/// One page that explains a training run, or several side by side.
///
/// ```swift
/// let report = try await Report([RunHistory(RunDirectory("out/spiral"))], version: "1.0")
/// let page = try report.html()
/// ```
///
/// The page fetches nothing, and is complete without its script, which adds the step scrubber, the
/// replay, the search, the quiz and the sorting of tables. The same runs give the same bytes.
public struct Report: Sendable {
  /// What can be said about how it is made.
  public struct Options: Sendable {
    /// The step whose passes are replayed; nil for the last one that was captured.
    public var step: Int?
    /// At how many steps the graph can be seen at most.
    public var graphSteps: Int
    /// Draws the run's graph with these options; the theme does not matter.
    public var diagram: DiagramOptions

    public init(step: Int? = nil, graphSteps: Int = 32, diagram: DiagramOptions = DiagramOptions())
    {
      self.step = step
      self.graphSteps = graphSteps
      self.diagram = diagram
    }
  }

  /// What was found to need attention, run by run.
  public let findings: [[Finding]]
  public let version: String
  private let runs: [RunHistory]
  private let sections: [ReportSection]
  private let graphs: [GraphSection]

  /// Reads what is to be read and draws the figures.
  ///
  /// - Parameters:
  ///   - runs: The runs, in the order in which they are shown.
  ///   - check: What a check of the gradients found, where one was made.
  ///   - options: How it is made.
  ///   - version: The version of vizbp, for the page's foot.
  /// - Throws: `EventError` where a run cannot be read, `GraphError` and `DiagramError` where its
  ///   graph cannot be drawn.
  public init(
    _ runs: [RunHistory], check: GraphPage.Check? = nil, options: Options = Options(),
    version: String
  ) async throws {
    self.runs = runs
    self.version = version
    let findings = runs.map { Finding.all(in: $0) }
    self.findings = findings
    // Graphs and figures are drawn side by side.
    async let graphs = Self.graphs(runs, findings, options)
    if let run = runs.first, runs.count == 1 {
      let parts = RunSections(history: run, findings: findings[0])
      sections = try [
        parts.curves(), parts.filmstrip(), parts.distributions(), parts.layers(), parts.nodes(),
        check.map { parts.check($0) }, parts.cost(), parts.reproducibility(),
      ].compactMap { $0 }
    } else {
      let comparison = RunComparison(runs: runs, findings: findings)
      sections = try [comparison.curves(), comparison.divergence(), comparison.filmstrips()]
        .compactMap { $0 }
    }
    self.graphs = try await graphs
  }

  private static func graphs(
    _ runs: [RunHistory], _ findings: [[Finding]], _ options: Options
  ) async throws -> [GraphSection] {
    var diagram = options.diagram
    // Beside another one, a graph has half of the page's width.
    if runs.count > 1 { diagram.direction = .tb }
    var graphs: [GraphSection] = []
    for (run, found) in zip(runs, findings) where graphs.count < mostGraphs {
      guard let graph = run.graph, let log = run.log,
        let frames = try RunFrames(
          graph, of: run.name, log: log, record: run.record, replaying: options.step,
          notable: found.compactMap(\.step),
          most: min(options.graphSteps, max(8, mostDrawnNodes / max(run.nodes.tracks.count, 1))))
      else { continue }
      var section = try await GraphSection(
        run: frames.graph, frames: frames.frames, of: frames.captured, replayed: frames.replayed,
        update: frames.update, options: diagram,
        idPrefix: graphs.isEmpty ? "" : "r\(graphs.count + 1)-", mostBytes: mostFrameBytes)
      if runs.count > 1 { section.run = run.name.escaped(limit: 60) }
      graphs.append(section)
    }
    return graphs
  }

  /// What leaves a report of fifty nodes below a megabyte.
  private static let mostFrameBytes = 110_000

  /// About so many nodes, over all steps, fit into these bytes; more are not drawn in vain.
  private static let mostDrawnNodes = 700

  /// More graphs side by side cannot be compared by eye.
  private static let mostGraphs = 4

  // MARK: - HTML

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) throws -> String {
    let pictures =
      sections.flatMap(\.figures).map(\.picture) + graphs.flatMap(\.pictures)
    let page = Page(
      templates, styles: ["style.css", "graph.css", "report.css"],
      scripts: ["graph.js", "tables.js"], pictures: pictures)
    let before = sections.filter { $0.id == "curves" }
    let after = sections.filter { $0.id != "curves" }
    var content: [String: Any] = [
      "title": title, "headline": headline, "policy": page.policy, "style": page.style,
      "script": page.script ?? "", "version": version, "findings": findingsContent,
      "hasFindings": findings.contains { !$0.isEmpty }, "silence": silence,
      "before": try before.map { try html($0, templates) },
      "after": try after.map { try html($0, templates) },
      "graphs": try graphs.map { ["html": try $0.html(templates)] },
      "contents": contents, "sides": runs.count > 1,
    ]
    if let run = runs.first, runs.count == 1 {
      let facts = RunWords(run).facts
      content["hasFacts"] = !facts.isEmpty
      content["facts"] = facts.map { ["name": $0.name, "value": $0.value] }
    } else {
      let comparison = RunComparison(runs: runs, findings: findings)
      content["runs"] = templates.render("table.mustache", comparison.table().content)
    }
    return templates.page("report.mustache", content)
  }

  private func html(_ section: ReportSection, _ templates: Templates) throws -> String {
    templates.render("section.mustache", try section.content(templates))
  }

  private var title: String {
    runs.count == 1
      ? "\(runs[0].name.escaped(limit: 120)): a training report"
      : "\(runs.count) runs: a training report"
  }

  private var headline: [String] {
    if let run = runs.first, runs.count == 1 {
      let words = RunWords(run)
      return [words.subject, words.outcome, RunWords.attention(findings[0])].filter {
        !$0.isEmpty
      }
    }
    guard !runs.isEmpty else { return ["There are no runs."] }
    let names = runs.prefix(6).map { $0.name.escaped(limit: 60) }.joined(separator: ", ")
    let concerned = findings.count { !$0.isEmpty }
    return [
      "\(names)\(runs.count > 6 ? " and \(runs.count - 6) more" : "").",
      RunComparison(runs: runs, findings: findings).settings,
      concerned == 0
        ? "Nothing needs attention in any of them."
        : "\(concerned) of them need\(concerned == 1 ? "s" : "") attention.",
    ]
  }

  /// What it means that nothing was found.
  private var silence: String {
    let all = Finding.Rule.allCases.count
    guard runs.contains(where: { $0.nodes.tracks.isEmpty }) else {
      return "Nothing needs attention: none of \(all) rules found anything."
    }
    return "Nothing was found. Metrics alone can show divergence, oscillation, no progress,"
      + " overfitting and NaN; the other rules, \(all) in all, need the statistics of nodes that"
      + " vizbp records."
  }

  private var contents: [[String: String]] {
    var links = [["id": "findings", "title": "Findings"]]
    if runs.count > 1 { links.insert(["id": "runs", "title": "The runs"], at: 0) }
    links += sections.filter { $0.id == "curves" }.map { ["id": $0.id, "title": $0.title] }
    if !graphs.isEmpty { links.append(["id": "graph", "title": "The graph, step by step"]) }
    return links
      + sections.filter { $0.id != "curves" }.map { ["id": $0.id, "title": $0.title] }
  }

  // MARK: - Findings

  private var findingsContent: [[String: Any]] {
    var number = 0
    return zip(runs, findings).enumerated().compactMap { place, pair -> [String: Any]? in
      let (run, found) = pair
      if found.isEmpty, runs.count > 1 { return nil }
      var content: [String: Any] = [
        "id": "run-\(place + 1)",
        "entries": found.map { finding -> [String: Any] in
          number += 1
          return entry(finding, number)
        },
      ]
      if runs.count > 1 { content["run"] = run.name.escaped(limit: 120) }
      return content
    }
  }

  private func entry(_ finding: Finding, _ number: Int) -> [String: Any] {
    var entry: [String: Any] = [
      "number": number, "title": finding.title, "sentence": finding.sentence,
      "advice": finding.advice, "threshold": finding.threshold, "source": finding.source,
      "severity": "\(finding.severity)",
      "mark": finding.severity == .broken ? "✗" : "!",
    ]
    var links: [[String: String]] = []
    if let place = evidence(finding) { links.append(place) }
    if runs.count == 1, let step = finding.step,
      let shown = graphs.first?.scrubber?.step(nearest: step)
    {
      links.append([
        "target": "#at-\(shown)",
        "words": "the graph at step \(NumberFormat.grouped(Double(shown)))",
      ])
    }
    entry["links"] = links
    return entry
  }

  /// The section that shows it, where the page has it.
  private func evidence(_ finding: Finding) -> [String: String]? {
    let (id, words) =
      switch finding.evidence {
      case .curves: ("curves", "the curves")
      case .gradientFlow: ("layers", "the gradient flow")
      case .updateRatios: ("layers", "the update ratios")
      case .units: ("layers", "saturation and dead units")
      case .distribution: ("distributions", "the distributions")
      case .graph: ("graph", "the graph")
      case .autopsy: ("graph", "the graph")
      }
    guard contents.contains(where: { $0["id"] == id }) else { return nil }
    return ["target": "#\(id)", "words": words]
  }
}

// MARK: - What is said of a report

extension Report {
  /// What needs attention, in one line.
  public var attention: String {
    guard runs.count > 1 else { return RunWords.attention(findings.first ?? []) }
    let concerned = findings.count { !$0.isEmpty }
    return "\(concerned) of \(runs.count) runs need attention"
  }

  private static let largest = 5_000_000

  /// What takes the room of a page that is too large to send, and how to ask for less; nil for one
  /// that is not.
  public func sizeWarning(of bytes: Int) -> String? {
    guard bytes > Self.largest else { return nil }
    let drawn = sections.map { section in
      (section.title, section.figures.reduce(0) { $0 + ((try? $1.picture.svg().count) ?? 0) })
    }
    let graph = ("the graphs", graphs.reduce(0) { $0 + $1.byteCount })
    let largest = (drawn + [graph]).max { $0.1 < $1.1 }
    let share = largest.map { ", \(Self.megabytes($0.1)) of it \($0.0)" } ?? ""
    return "the report has \(Self.megabytes(bytes))\(share); --graph-steps 8 makes it smaller, and"
      + " so do fewer runs"
  }

  private static func megabytes(_ bytes: Int) -> String {
    "\(NumberFormat.brief(Double(bytes) / 1e6)) MB"
  }
}
