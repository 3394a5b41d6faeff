public import VizBase
import VizDiagnosis
public import VizDiagram
import VizEvents
import VizTrace

/// One page that explains a training run; several side by side are a ``Comparison``.
///
/// ```swift
/// let report = try await Report(RunHistory(RunDirectory("out/spiral")))
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

  /// What was found to need attention.
  public var findings: [Finding] { run.findings }
  /// The version of vizbp, for the page's foot.
  public let version: String
  let run: ReportedRun
  let sections: [any ReportSection]
  /// The run's graph, drawn; none where it has none.
  private let graphs: [GraphSection]
  var graph: GraphSection? { graphs.first }
  /// What the run was over its steps.
  let strip: Strip?

  /// Reads what is to be read and draws the figures.
  ///
  /// - Parameters:
  ///   - history: The run.
  ///   - check: What a check of the gradients found, where one was made.
  ///   - options: How it is made.
  ///   - version: The version of vizbp, for the page's foot.
  /// - Throws: `EventError` where a run cannot be read, `GraphError` and `DiagramError` where its
  ///   graph cannot be drawn.
  public init(
    _ history: RunHistory, check: GraphPage.Check? = nil, options: Options = Options(),
    version: String = VizBPRelease.version
  ) async throws {
    let reported = ReportedRun(history, check: check)
    run = reported
    self.version = version
    // Graph and figures are drawn side by side.
    async let graphs = Self.graphs(reported, options)
    let sections = try Self.allSections.compactMap { try $0.init(reported) }
    strip = try Strip(reported)
    self.graphs = try await graphs
    // One table has all nodes.
    let listed = self.graphs.first { $0.statistics != nil }?.graph.nodes.map(\.id) ?? []
    self.sections = sections.compactMap { section -> (any ReportSection)? in
      guard let statistics = section as? StatisticsSection else { return section }
      return statistics.leavingOut(Set(listed))
    }
  }

  /// What a page shows first, without graph and sections.
  private init(brief history: RunHistory, version: String) throws {
    run = ReportedRun(history)
    self.version = version
    (sections, graphs) = ([], [])
    strip = try Strip(run)
  }

  // MARK: - HTML

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) throws -> String {
    try html(templates, live: nil)
  }

  /// The page while the training goes on, with the script that takes in what its server tells: the
  /// event `state` with ``liveParts(of:_:)``, and `end` when a page that does not change takes its place.
  /// It opens an event stream at `events`, beside its own address, and nothing else.
  public func liveHTML(_ templates: Templates = Templates()) throws -> String {
    try html(
      templates,
      live: "The training goes on, and this page with it; what is folded below is as of now.")
  }

  /// What changes in a page while the training goes on, as JSON: HTML by the id of the element that
  /// it stands in.
  ///
  /// - Throws: `EventError` where the run cannot be read.
  public static func liveParts(
    of history: RunHistory, _ templates: Templates = Templates()
  ) throws -> String {
    let report = try Report(brief: history, version: "")
    var parts: JSONObject = ["head": .string(report.header(templates))]
    if let strip = try report.recorder(templates) { parts[Strip.id] = .string(strip) }
    parts[FindingsSection.id] = .string(report.findings(templates))
    return JSONValue.object(parts).jsonText()
  }

  private func html(_ templates: Templates, live: String?) throws -> String {
    let page = Page(
      templates, styles: ["style.css", "graph.css", "report.css"],
      scripts: (graph == nil ? [] : ["graph.js"]) + ["tables.js", "power-of-ten.js", "report.js"]
        + (live == nil ? [] : ["live.js"]),
      pictures: figures.map(\.picture) + (graph?.pictures ?? []), hasCurves: strip != nil,
      categories: Array(0..<8), isLive: live != nil,
      parts: graph?.scriptParts ?? [])
    return templates.page(
      "report.mustache",
      Content(
        title: title, header: header(templates), policy: page.policy, style: page.style,
        script: page.script ?? "", version: version, findings: findings(templates), live: live,
        strip: try recorder(templates) ?? (live == nil ? nil : ""),
        graph: try graph?.html(templates),
        sections: try sections.map { try $0.html(templates) }, contents: contents))
  }

  /// What came of it, and how it was made.
  private func header(_ templates: Templates) -> String {
    let verdict = Verdict(run)
    let facts = RunWords(run).facts
    return templates.render(
      "report-header.mustache",
      Header(
        title: title, kind: verdict.kind.rawValue, sentence: verdict.sentence, headline: headline,
        hasFacts: !facts.isEmpty,
        facts: facts.map { Header.Fact(name: $0.name, value: $0.value) }))
  }

  private func recorder(_ templates: Templates) throws -> String? {
    try strip.map { strip in
      "<h2 id=\"recorder-title\" class=\"quiet\">\(Strip.title)</h2>\n"
        + (try strip.html(templates, id: "strip", label: "Cursor over the training"))
    }
  }

  private func findings(_ templates: Templates) -> String {
    let found = FindingsSection(run, linkingTo: Set(contents.map(\.id)), graph?.scrubber)
    return templates.render("report-findings.mustache", found)
  }

  /// What `report-header.mustache` names.
  private struct Header {
    struct Fact {
      var name, value: String
    }

    var title, kind, sentence: String
    var headline: [String]
    var hasFacts: Bool
    var facts: [Fact]
  }

  /// What `report.mustache` names.
  private struct Content {
    struct Link {
      var id: String
      var title: String
    }

    var title, header, policy, style, script, version, findings: String
    /// What a page says of itself that changes.
    var live: String?
    var strip, graph: String?
    var sections: [String]
    var contents: [Link]
  }

  /// The figures of all sections, in the order of the page.
  var figures: [ReportFigure] { sections.flatMap { $0.figures } }

  private var title: String { "\(run.history.name.escaped(limit: 120)): a training report" }

  private var headline: [String] {
    let words = RunWords(run)
    return [words.subject, words.outcome, unread ?? ""].filter { !$0.isEmpty }
  }

  private var contents: [Content.Link] {
    var contents: [Content.Link] = []
    if strip != nil { contents.append(Content.Link(id: Strip.id, title: Strip.title)) }
    contents.append(Content.Link(id: FindingsSection.id, title: FindingsSection.title))
    if graph != nil {
      contents.append(Content.Link(id: GraphSection.id, title: "The graph, step by step"))
      contents.append(Content.Link(id: "nodes", title: "All numbers"))
    }
    return contents + sections.map { Content.Link(id: $0.id, title: $0.title) }
  }
}
