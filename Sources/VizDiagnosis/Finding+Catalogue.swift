extension Finding {
  /// All rules in a table of Markdown: what `docs/findings.md` has.
  package static var catalogue: String {
    var lines = ["| rule | speaks when | needs | source |", "|---|---|---|---|"]
    for rule in rules.sorted(by: { $0.rule.rawValue < $1.rule.rawValue }) {
      let needs = rule.needs.map(\.toLog).joined(separator: "; ")
      lines.append("| `\(rule.rule.rawValue)` | \(rule.threshold) | \(needs) | \(rule.source) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
