import VizBase

extension Comparison {
  /// What `comparison.mustache` names.
  private struct Content {
    struct Group {
      var id, title: String
      var parting: [String]
      var hasParting: Bool
      var curves, caption: String?
      var coordinates: Coordinates?
      var runs, odd: [String]
      var hasOdd: Bool
    }

    struct Coordinates {
      var names, plot, height, words, note: String
    }

    /// What `compared-run.mustache` names.
    struct Run {
      var id, name, result, kind, verdict: String
      /// The settings that differ.
      var set: String?
      /// Its colour, where it has one.
      var colour: String?
      var why: String?
      var frame: Frame?
      var strip: String?
      var findings: [Finding]
      var summary: String?
    }

    struct Frame {
      var words, address: String
      var dots: [Strip.Content.Dot]
    }

    struct Finding {
      var id, title, sentence, advice, severity: String
    }

    struct Link {
      var id, title: String
    }

    var title, kind, sentence: String
    var headline: [String]
    var policy, style, script, version: String
    var contents: [Link]
    var groups: [Group]
    /// The key of the colours, where they are those of fifths.
    var hasFifths: Bool
    var table: String
    var found, equal, reading: String?
  }

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) throws -> String {
    let page = Page(
      templates, styles: ["style.css", "report.css"],
      scripts: ["tables.js", "power-of-ten.js", "report.js"], hasCurves: !runs.isEmpty,
      categories: Array(0..<8))
    let shown = try groups.prefix(Self.mostGroups).enumerated().map {
      try content($1, $0, templates)
    }
    let verdict = verdict
    let table = ComparedTable(
      groups, settings, shown: Set(groups.indices.flatMap { inFull($0) }.map(\.number)),
      hasColours: isSmall)
    var contents = shown.map { Content.Link(id: $0.id, title: $0.title) }
    contents.append(Content.Link(id: "runs", title: "All runs"))
    if findings != nil { contents.append(Content.Link(id: "findings", title: "Findings")) }
    return templates.page(
      "comparison.mustache",
      Content(
        title: runs.count == 1
          ? "One run: a training report" : "\(runs.count) runs: a training report",
        kind: verdict.kind.rawValue, sentence: verdict.sentence, headline: headline,
        policy: page.policy, style: page.style, script: page.script ?? "", version: version,
        contents: runs.isEmpty ? [] : contents, groups: shown, hasFifths: !isSmall,
        table: table.table.html(templates), found: findings?.html(templates),
        equal: equal?.html(templates),
        reading: try ReadingSection(remarks: remarks)?.html(templates)))
  }

  /// What a group is of; with its number where others are of the same.
  private func title(_ number: Int) -> String {
    func title(_ group: ComparedGroup) -> String {
      (group.data.isEmpty ? "" : "\(group.data): ")
        + "\(group.runs.count) run\(group.runs.count == 1 ? "" : "s")"
        + (group.measure == .none ? "" : ", by \(group.measure.words)")
    }
    let own = title(groups[number])
    return groups.count { title($0) == own } == 1 ? own : "\(own) (\(number + 1))"
  }

  /// The settings that all have alike.
  private var equal: DataTable? {
    guard !settings.equal.isEmpty else { return nil }
    return DataTable(
      caption: "What all runs that say it have alike",
      columns: [.words("setting"), .words("value")],
      rows: settings.equal.map { [.words($0.name.escaped(limit: 60)), .words($0.text)] })
  }

  /// The runs of a group that are shown in full.
  private func inFull(_ number: Int) -> [ComparedRun] {
    number < Self.mostGroups ? best(number) + oddest(number).map(\.run) : []
  }

  private func best(_ number: Int) -> [ComparedRun] {
    let runs = groups[number].runs
    return isSmall ? runs : Array(runs.prefix(Self.mostInFull))
  }

  private func oddest(_ number: Int) -> [OddRuns.Odd] {
    let odd = isSmall ? [] : odd[number].all.filter { $0.run.rank > Self.mostInFull }
    return Array(odd.prefix(Self.mostInFull))
  }

  private func content(
    _ group: ComparedGroup, _ number: Int, _ templates: Templates
  ) throws -> Content.Group {
    let curves = ComparedCurves(group, hasColours: isSmall)
    let style = Strip.Style(
      tall: 190, low: 120, hasCaption: false, hasCursor: isSmall)
    let coordinates =
      isSmall
      ? nil
      : ParallelCoordinates(group).map { coordinates in
        let svg = coordinates.svg
        let left = coordinates.leftOut
        return Content.Coordinates(
          names: svg.names, plot: svg.plot, height: "\(svg.height)",
          words: "Each run as a line through its settings, down to its result",
          note: left.isEmpty ? "" : "Without an axis: \(ComparedSettings.list(left)).")
      }
    let odd = oddest(number)
    let parting = parting(of: group)
    return Content.Group(
      id: number == 0 ? "compared" : "compared-\(number + 1)", title: title(number),
      parting: parting, hasParting: !parting.isEmpty,
      curves: try curves?.strip.html(
        templates, id: "curves-\(number + 1)", label: "Cursor over the curves", style: style),
      caption: curves.flatMap { $0.caption.isEmpty ? nil : $0.caption }, coordinates: coordinates,
      runs: try best(number).map { try content($0, group, why: nil, templates) },
      odd: try odd.map {
        try content($0.run, group, why: $0.words, templates)
      }, hasOdd: !odd.isEmpty)
  }

  private func content(
    _ run: ComparedRun, _ group: ComparedGroup, why: String?, _ templates: Templates
  ) throws -> String {
    let content = run.content
    // Frames stand beside the name.
    let frame = content.strip?.frames?.frames.last
    let dots = content.strip?.frames?.dots ?? []
    let strip = content.strip?.beside(group, category: isSmall ? run.category : nil)
    let name = run.name.escaped(limit: 120)
    let count = content.findings.count
    let set = group.settings.words(of: run)
    let shown = Content.Run(
      id: run.id, name: name, result: group.measure.text(run.result),
      kind: content.verdict.kind.rawValue, verdict: content.verdict.sentence,
      set: set.isEmpty ? nil : set, colour: isSmall ? "c\(run.category)" : nil,
      why: why.map { "Odd: \($0)." },
      frame: frame.map { frame in
        Content.Frame(
          words: "Decision boundary of \(name) at step \(frame.step)", address: frame.address,
          dots: dots.map(Strip.Content.Dot.init))
      },
      strip: try strip?.html(
        templates, id: "\(run.id)-strip", label: "Cursor over \(name)",
        style: Strip.Style(
          tall: 96, low: 60, findings: "\(run.id)-finding-", hasCaption: false)),
      findings: content.findings.enumerated().map { number, finding in
        Content.Finding(
          id: "\(run.id)-finding-\(number + 1)", title: finding.title, sentence: finding.sentence,
          advice: finding.advice, severity: finding.severity)
      },
      summary: count == 0 ? nil : "\(count) finding\(count == 1 ? "" : "s")")
    return templates.render("compared-run.mustache", shown)
  }
}
