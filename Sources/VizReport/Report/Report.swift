public import VizBase
import VizDiagnosis
public import VizDiagram
import VizEvents
import VizTrace

/// One page that explains a training run, or several side by side.
///
/// ```swift
/// let report = try await Report([RunHistory(RunDirectory("out/spiral"))])
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

    /// Options: the last captured step, 32 steps of the graph and a plain diagram by default.
    public init(step: Int? = nil, graphSteps: Int = 32, diagram: DiagramOptions = DiagramOptions())
    {
      self.step = step
      self.graphSteps = graphSteps
      self.diagram = diagram
    }
  }

  /// What was found to need attention, run by run.
  public var findings: [[Finding]] { runs.map(\.findings) }
  /// The version of vizbp, for the page's foot.
  public let version: String
  let runs: [ReportedRun]
  /// The sections before the graphs, and those after them.
  let before, after: [any ReportSection]
  let graphs: [GraphSection]
  /// Of one run, what it was over its steps.
  let strip: Strip?

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
    version: String = VizBPRelease.version
  ) async throws {
    let reported = runs.map { ReportedRun($0, check: check) }
    self.runs = reported
    self.version = version
    // Graphs and figures are drawn side by side.
    async let graphs = Self.graphs(reported, options)
    if let run = reported.first, reported.count == 1 {
      let sections = Self.ofOneRun
      before = try sections.before.compactMap { try $0.init(run) }
      after = try sections.after.compactMap { try $0.init(run) }
      strip = try Strip(run)
    } else {
      let sections = Self.ofSeveralRuns
      before = try sections.before.compactMap { try $0.init(reported) }
      after = try sections.after.compactMap { try $0.init(reported) }
      strip = nil
    }
    self.graphs = try await graphs
  }

  // MARK: - HTML

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) throws -> String {
    let page = Page(
      templates, styles: ["style.css", "graph.css", "report.css"],
      scripts: ["graph.js", "tables.js", "report.js"],
      pictures: figures.map(\.picture) + graphs.flatMap(\.pictures), categories: Array(0..<8))
    let contents = contents
    let found = FindingsSection(
      runs, linkingTo: Set(contents.map(\.id)), graphs.first?.scrubber)
    let alone = runs.count == 1 ? runs.first : nil
    let facts = alone.map { RunWords($0).facts }
    return templates.page(
      "report.mustache",
      Content(
        title: title, verdict: alone.map { Content.Verdict(Verdict($0)) }, headline: headline,
        policy: page.policy, style: page.style,
        script: page.script ?? "", version: version, findings: found.runs,
        hasFindings: runs.contains { !$0.findings.isEmpty }, silence: found.silence,
        strip: try strip?.html(templates, id: "strip", label: "Cursor over the training"),
        stripTitle: Strip.title,
        before: try before.map { try $0.html(templates) },
        after: try after.map { try $0.html(templates, isFolded: alone != nil) },
        graphs: try graphs.map { Content.Graph(html: try $0.html(templates)) },
        contents: contents, sides: runs.count > 1, hasFacts: facts.map { !$0.isEmpty },
        facts: facts?.map { Content.Fact(name: $0.name, value: $0.value) },
        runs: alone == nil ? RunsSection(runs).table.html(templates) : nil))
  }

  /// What `report.mustache` names.
  private struct Content {
    struct Graph {
      var html: String
    }

    struct Link {
      var id: String
      var title: String
    }

    struct Verdict {
      var kind, sentence: String

      init(_ verdict: VizReport.Verdict) {
        kind = verdict.kind.rawValue
        sentence = verdict.sentence
      }
    }

    struct Fact {
      var name: String
      var value: String
    }

    var title: String
    /// Of one run, what came of it.
    var verdict: Verdict?
    var headline: [String]
    var policy, style, script, version: String
    var findings: [FindingsSection.Run]
    var hasFindings: Bool
    var silence: String
    /// Of one run, what it was over its steps.
    var strip: String?
    var stripTitle: String
    var before, after: [String]
    var graphs: [Graph]
    var contents: [Link]
    /// Whether graphs stand side by side.
    var sides: Bool
    /// Of one run.
    var hasFacts: Bool?
    var facts: [Fact]?
    /// Of several runs, their table.
    var runs: String?
  }

  /// The figures of all sections, in the order of the page.
  var figures: [ReportFigure] { (before + after).flatMap { $0.figures } }

  private var title: String {
    runs.count == 1
      ? "\(runs[0].history.name.escaped(limit: 120)): a training report"
      : "\(runs.count) runs: a training report"
  }

  private var headline: [String] {
    if let run = runs.first, runs.count == 1 {
      let words = RunWords(run)
      return [words.subject, words.outcome, unread ?? ""].filter { !$0.isEmpty }
    }
    guard !runs.isEmpty else { return ["There are no runs."] }
    let names = runs.prefix(6).map { $0.history.name.escaped(limit: 60) }.joined(separator: ", ")
    let concerned = runs.count { !$0.findings.isEmpty }
    return [
      "\(names)\(runs.count > 6 ? " and \(runs.count - 6) more" : "").",
      RunsSection(runs).settings,
      concerned == 0
        ? "Nothing needs attention in any of them."
        : "\(concerned) of them need\(concerned == 1 ? "s" : "") attention.",
    ] + (unread.map { [$0.prefix(1).uppercased() + $0.dropFirst() + "."] } ?? [])
  }

  private var contents: [Content.Link] {
    func links(_ sections: [any ReportSection]) -> [Content.Link] {
      sections.map { Content.Link(id: $0.id, title: $0.title) }
    }
    var contents: [Content.Link] = []
    if runs.count > 1 {
      contents.append(Content.Link(id: RunsSection.id, title: RunsSection.title))
    }
    if strip != nil { contents.append(Content.Link(id: Strip.id, title: Strip.title)) }
    contents.append(Content.Link(id: FindingsSection.id, title: FindingsSection.title))
    contents += links(before)
    if !graphs.isEmpty {
      contents.append(Content.Link(id: GraphSection.id, title: "The graph, step by step"))
    }
    return contents + links(after)
  }
}
