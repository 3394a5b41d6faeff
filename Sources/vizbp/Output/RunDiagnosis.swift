import VizBP
import VizBase

/// The findings of a run, as text and as JSON.
struct RunDiagnosis {
  let run: String
  let findings: [Finding]
  let remarks: [LogRemark]
  /// The last step that the run has.
  let lastStep: Int?

  /// What these rules find in a run; all of them where none is named.
  init(_ history: RunHistory, rules: [Finding.Rule]) {
    run = history.name
    // A finding that explains another is known to all rules, also where it is not asked for.
    findings = Finding.all(in: history).filter { rules.isEmpty || rules.contains($0.rule) }
    remarks = history.remarks
    lastStep = history.lastStep
  }

  /// Whether nothing was found that is as bad as this.
  func isOK(failOn severity: Finding.Severity) -> Bool {
    !findings.contains { $0.severity.isAtLeast(severity) }
  }

  /// For a terminal: a paragraph a finding.
  var text: String {
    let name = run.escaped(limit: 1000)
    guard !findings.isEmpty else { return "\(name): nothing needs attention\n" }
    var lines: [String] = []
    for finding in findings {
      let since = finding.step.map { ", since step \(NumberFormat.grouped(Double($0)))" } ?? ""
      lines.append("\(name): \(finding.severity.rawValue): \(finding.title)\(since)")
      lines.append("  \(finding.sentence)")
      lines.append("  What helps: \(finding.advice)")
      lines.append("  Rule \(finding.rule.rawValue): \(finding.threshold) \(finding.source).")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// All of several runs as one object.
  static func json(_ diagnoses: [RunDiagnosis], isOK: Bool) -> String {
    JSONValue.object([
      "ok": .bool(isOK), "runs": .array(diagnoses.map { .object($0.object) }),
    ]).jsonText()
  }

  private var object: JSONObject {
    var object: JSONObject = [
      "run": .string(run.withoutStrayBytes),
      "findings": .array(
        findings.map { finding in
          .object([
            "rule": .string(finding.rule.rawValue),
            "severity": .string(finding.severity.rawValue),
            "title": .string(finding.title), "sentence": .string(finding.sentence),
            "step": finding.step.map { JSONValue(Double($0)) } ?? .null,
            "last_step": lastStep.map { JSONValue(Double($0)) } ?? .null,
            "nodes": .array(finding.nodes.map(JSONValue.string)),
            "evidence": .object(Self.evidence(finding)), "advice": .string(finding.advice),
            "threshold": .string(finding.threshold), "source": .string(finding.source),
          ])
        }),
    ]
    for (key, value) in LogInput.json(remarks) { object[key] = value }
    return object
  }

  /// A number where one was measured, a list where several were.
  private static func evidence(_ finding: Finding) -> JSONObject {
    var evidence = JSONObject()
    for (name, numbers) in finding.numbers.sorted(by: { $0.key < $1.key }) where !numbers.isEmpty {
      evidence[name] =
        numbers.count == 1
        ? JSONValue(numbers[0]) : .array(numbers.map { JSONValue($0) })
    }
    return evidence
  }
}
