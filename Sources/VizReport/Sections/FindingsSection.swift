import VizBase
import VizDiagnosis

/// What was found in the run, each finding with its evidence, the rule that found it, and what
/// people do about it. Every report has it; its members are what `report-findings.mustache` names.
struct FindingsSection: Sendable {
  static let id = "findings"
  static let title = "Findings"

  struct Entry: Sendable {
    var number: Int
    var title, sentence, advice, threshold, source, severity, mark: String
    var consequences: [Consequence]
    var hasConsequences: Bool
    var links: [Link]
  }

  /// What follows from a finding, and goes away with it.
  struct Consequence: Sendable {
    var title, sentence: String
  }

  struct Link: Sendable {
    var target: String
    var words: String
  }

  let findings: [Entry]
  var hasFindings: Bool
  /// What it means that nothing was found, and its sign.
  let silence, silenceMark: String

  /// - Parameters:
  ///   - run: The run of the report.
  ///   - ids: The sections that the page has, for links to them.
  ///   - scrubber: The steps at which the page shows its graph.
  init(_ run: ReportedRun, linkingTo ids: Set<String>, _ scrubber: Scrubber?) {
    let isWell = Verdict(run).isWell
    silence = Self.silence(of: run, isWell: isWell)
    silenceMark = isWell ? "✓" : "–"
    hasFindings = !run.findings.isEmpty
    findings = run.findings.enumerated().map { number, finding in
      Entry(finding, number + 1, links: Self.links(of: finding, ids, scrubber))
    }
  }

  private static func silence(of run: ReportedRun, isWell: Bool) -> String {
    let all = Finding.Rule.allCases.count
    guard run.history.nodes.tracks.isEmpty else {
      return isWell
        ? "Nothing needs attention: none of \(all) rules found anything."
        : "None of \(all) rules found why."
    }
    let unasked = Set(Diagnosis(run.history).unasked.flatMap(\.rules)).count
    return "Nothing was found. Of \(all) rules \(unasked) could not be asked: what they need was"
      + " not"
      + " logged; `vizbp diagnose` says what to log for each."
  }

  private static func links(
    of finding: Finding, _ ids: Set<String>, _ scrubber: Scrubber?
  ) -> [Link] {
    var links: [Link] = []
    let (id, words) = evidence(finding, hasStrip: ids.contains(Strip.id))
    if ids.contains(id) { links.append(Link(target: "#\(id)", words: words)) }
    if let step = finding.step, let shown = scrubber?.step(nearest: step) {
      links.append(
        Link(
          target: "#at-\(shown)",
          words: "the graph at step \(NumberFormat.grouped(Double(shown)))"))
    }
    return links
  }

  /// The section that shows it.
  private static func evidence(
    _ finding: Finding, hasStrip: Bool
  ) -> (id: String, words: String) {
    switch finding.evidence {
    case .curves where hasStrip, .updateRatios where hasStrip, .units where hasStrip:
      (Strip.id, "the run over its steps")
    case .curves: (CurvesSection.id, "the curves")
    case .gradientFlow: (LayersSection.id, "the gradient flow")
    case .updateRatios: (LayersSection.id, "the update ratios")
    case .units: (LayersSection.id, "saturation and dead units")
    case .distribution: (DistributionsSection.id, "the distributions")
    case .graph, .autopsy: (GraphSection.id, "the graph")
    case .ranks: (RanksSection.id, "the processes beside each other")
    }
  }
}

extension FindingsSection.Entry {
  fileprivate init(_ finding: Finding, _ number: Int, links: [FindingsSection.Link]) {
    self.init(
      number: number, title: finding.title, sentence: finding.sentence, advice: finding.advice,
      threshold: finding.threshold, source: finding.source, severity: finding.severity.rawValue,
      mark: finding.severity == .problem ? "✗" : "!",
      consequences: finding.consequences.map {
        FindingsSection.Consequence(title: $0.title, sentence: $0.sentence)
      }, hasConsequences: !finding.consequences.isEmpty, links: links)
  }
}
