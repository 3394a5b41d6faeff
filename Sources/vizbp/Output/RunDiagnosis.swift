import VizBP
import VizBase

/// The findings of a run, as text and as JSON.
struct RunDiagnosis {
  let run: String
  let findings: [Finding]
  /// Which rules could not be asked, of those that were wanted.
  let unasked: [Diagnosis.Unasked]
  let remarks: [LogRemark]
  /// The last step that the run has.
  let lastStep: Int?
  /// What came of its twins, where they were trained.
  var verification: VerificationReport?

  /// What these rules find in a run; all of them where none is named.
  init(_ history: RunHistory, rules: [Finding.Rule]) {
    run = history.name
    let diagnosis = Diagnosis(history)
    findings = rules.isEmpty ? diagnosis.findings : Self.asked(diagnosis.findings, rules)
    unasked = diagnosis.unasked.compactMap { unasked in
      let wanted = unasked.rules.filter { rules.isEmpty || rules.contains($0) }
      return wanted.isEmpty ? nil : Diagnosis.Unasked(toLog: unasked.toLog, rules: wanted)
    }
    remarks = history.remarks
    lastStep = history.lastStep
  }

  /// The findings of some rules. What follows from something that is not asked for stands alone, so
  /// that nothing that is asked for is silent.
  private static func asked(_ findings: [Finding], _ rules: [Finding.Rule]) -> [Finding] {
    findings.flatMap { finding -> [Finding] in
      var cause = finding
      cause.consequences.removeAll { !rules.contains($0.rule) }
      return rules.contains(finding.rule) ? [cause] : cause.consequences
    }
  }

  /// Whether nothing was found that is as bad as this.
  func isOK(failOn severity: Finding.Severity) -> Bool {
    !findings.contains { $0.severity.isAtLeast(severity) }
  }

  /// For a terminal: a paragraph a finding.
  var text: String {
    let name = run.escaped(limit: 1000)
    var lines = findings.isEmpty ? ["\(name): nothing needs attention"] : []
    for finding in findings {
      let since = finding.step.map { ", since step \(NumberFormat.grouped(Double($0)))" } ?? ""
      lines.append("\(name): \(finding.severity.rawValue): \(finding.title)\(since)")
      lines.append("  \(finding.sentence)")
      if !finding.consequences.isEmpty {
        lines.append("  What follows from it:")
        lines += finding.consequences.map { consequence in
          let since =
            consequence.step.map {
              " since step"
                + " \(NumberFormat.grouped(Double($0)))"
            } ?? ""
          return "  - \(consequence.rule.rawValue)\(since): \(consequence.title)."
            + " \(consequence.sentence)"
        }
      }
      lines.append("  What helps: \(finding.advice)")
      lines.append(
        "  Rule \(finding.rule.rawValue): \(finding.threshold) \(finding.source)."
          + " That this is the cause is \(finding.confidence.rawValue).")
    }
    if !unasked.isEmpty {
      lines.append("  What could not be asked of \(name):")
      lines += unasked.map { unasked in
        let names = unasked.rules.map(\.rawValue).joined(separator: ", ")
        return "  - \(names): log \(unasked.toLog)"
      }
    }
    return lines.joined(separator: "\n") + "\n" + (verification?.text ?? "")
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
          var fields = fields(of: finding)
          fields["consequences"] = .array(
            finding.consequences.map { .object(self.fields(of: $0)) })
          return .object(fields)
        }),
      "unasked": .array(
        unasked.map { unasked in
          .object([
            "rules": .array(unasked.rules.map { .string($0.rawValue) }),
            "log": .string(unasked.toLog),
          ])
        }),
    ]
    if let verification { object["verification"] = .object(verification.object) }
    for (key, value) in LogInput.json(remarks) { object[key] = value }
    return object
  }

  private func fields(of finding: Finding) -> JSONObject {
    [
      "rule": .string(finding.rule.rawValue), "severity": .string(finding.severity.rawValue),
      "confidence": .string(finding.confidence.rawValue),
      "title": .string(finding.title), "sentence": .string(finding.sentence),
      "step": finding.step.map { JSONValue(Double($0)) } ?? .null,
      "last_step": lastStep.map { JSONValue(Double($0)) } ?? .null,
      "nodes": .array(finding.nodes.map(JSONValue.string)),
      "evidence": .object(Self.evidence(finding)), "advice": .string(finding.advice),
      "threshold": .string(finding.threshold), "source": .string(finding.source),
    ]
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
