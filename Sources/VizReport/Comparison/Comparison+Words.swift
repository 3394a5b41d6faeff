import VizBase

/// What a comparison says in sentences.
extension Comparison {
  /// Which run is best, in one sentence.
  var verdict: (kind: Verdict.Kind, sentence: String) {
    guard let group = groups.first, let best = group.runs.first else {
      return (.unknown, "There are no runs.")
    }
    if runs.count == 1 { return (best.content.verdict.kind, best.content.verdict.sentence) }
    guard groups.count == 1 else {
      let parts = groups.prefix(3).filter { $0.runs.first?.hasResult ?? false }.map { group in
        "\(group.data.isEmpty ? "of \(group.runs.count)" : "on \(group.data)"):"
          + " \(Self.name(group.runs[0])) (\(group.measure.text(group.runs[0].result)))"
      }
      guard !parts.isEmpty else {
        return (.unknown, "\(runs.count) runs that measure different things.")
      }
      let more = groups.count > 3 ? ", and \(groups.count - 3) more kinds of runs" : ""
      return (kind(best), "Best \(parts.joined(separator: "; "))\(more).")
    }
    guard best.hasResult else {
      return (.unknown, "None of \(runs.count) runs has a result to judge by.")
    }
    let set = group.settings.words(of: best, most: 3)
    let first =
      "\(Self.name(best)) is the best of \(group.runs.count): \(group.measure.text(best.result))"
      + (set.isEmpty ? "" : ", with \(set)")
    guard let worst = group.runs.last, group.runs.count > 1 else {
      return (kind(best), first + ".")
    }
    if worst.result == best.result { return (kind(best), "\(first); the others are as good.") }
    let last =
      worst.hasResult
      ? "\(Self.name(worst)) is the worst: \(group.measure.text(worst.result))"
      : "\(Self.name(worst)) has no result that is a number"
    return (kind(best), "\(first); \(last).")
  }

  private func kind(_ best: ComparedRun) -> Verdict.Kind { best.content.verdict.kind }

  private static func name(_ run: ComparedRun) -> String { run.name.escaped(limit: 60) }

  /// What stands beneath: how many need attention, and what differs.
  var headline: [String] {
    guard !runs.isEmpty else { return [] }
    let concerned = runs.count { !$0.content.findings.isEmpty }
    let worst = runs.count { $0.content.verdict.kind == .bad }
    let attention =
      concerned == 0
      ? "Nothing needs attention in any of them."
      : "\(concerned) of \(runs.count) need\(concerned == 1 ? "s" : "") attention"
        + (worst > 0 ? ", and \(worst) failed." : ".")
    let unread = unread.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    return [settings.words, attention] + [unread].compactMap { $0 }
  }

  /// Where the runs of a group part, in three lines at most.
  func parting(of group: ComparedGroup) -> [String] {
    guard let best = group.runs.first, group.runs.count > 1 else { return [] }
    // One whose numbers broke says less than the worst that has some.
    let worst = group.runs.last { $0.hasResult && $0.number != best.number } ?? group.runs[1]
    let parting = Parting(best, worst, group.lossRange)
    var lines: [String] = []
    if let effect = SettingEffect(group) {
      lines.append("Of the settings, \(effect.words(group.measure)).")
    } else {
      let differing = group.settings.differing
      lines.append(
        differing.isEmpty
          ? group.settings.isComplete ? "They have the same settings." : ""
          : group.runs.count < 4
            ? "They differ in \(ComparedSettings.list(differing))."
            : "No setting orders them; they differ in \(ComparedSettings.list(differing)).")
    }
    let pair = "\(Self.name(best)) and \(Self.name(worst))"
    lines.append(
      parting.first.map { "\(pair): \($0)." } ?? "\(pair): nothing differs, to the last bit.")
    if parting.first != nil, let curves = parting.curves {
      lines.append(curves.prefix(1).uppercased() + curves.dropFirst() + ".")
    }
    return lines.filter { !$0.isEmpty }
  }

  /// What the rules found, each once with the runs that have it, the most frequent first.
  var findings: DataTable? {
    var found: [String: (finding: RunDigest.Found, runs: [ComparedRun])] = [:]
    for run in runs {
      for finding in run.content.findings {
        found[finding.title, default: (finding, [])].runs.append(run)
      }
    }
    guard !found.isEmpty else { return nil }
    let order = found.values.sorted {
      ($1.runs.count, $0.finding.title) < ($0.runs.count, $1.finding.title)
    }
    return DataTable(
      caption: "What the rules found, and in which runs",
      columns: [.words("finding"), .words("severity"), .number("runs"), .words("which")],
      rows: order.map { finding, runs in
        let names = runs.prefix(6).map(Self.name).joined(separator: ", ")
        return [
          .words(finding.title), .words(finding.severity), .count(runs.count),
          .words(runs.count > 6 ? "\(names) and \(runs.count - 6) more" : names),
        ]
      })
  }
}
