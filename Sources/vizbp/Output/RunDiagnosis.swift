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
    !findings.contains { $0.severity >= severity }
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
  static func json(_ diagnoses: [RunDiagnosis], isOK: Bool) throws -> String {
    let runs = try diagnoses.map { JSONValue.object(try $0.object) }
    return JSONValue.object(["ok": .bool(isOK), "runs": .array(runs)]).jsonText()
  }

  private var object: JSONObject {
    get throws {
      var object: JSONObject = [
        "run": .string(run.withoutStrayBytes),
        "findings": .array(try findings.map { try fields(of: $0) }),
        "unasked": .array(
          unasked.map { unasked in
            [
              "rules": .array(unasked.rules.map { .string($0.rawValue) }),
              "log": .string(unasked.toLog),
            ]
          }),
      ]
      if let verification { object["verification"] = .object(verification.object) }
      for (key, value) in LogInput.json(remarks) { object[key] = value }
      return object
    }
  }

  /// What a finding says of itself, with the last step of the run.
  private func fields(of finding: Finding) throws -> JSONValue {
    func withLastStep(_ value: JSONValue) -> JSONValue {
      guard case .object(var fields) = value else { return value }
      fields["last_step"] = lastStep.map { JSONValue($0) } ?? .null
      if case .array(let consequences) = fields["consequences"] {
        fields["consequences"] = .array(consequences.map(withLastStep))
      }
      return .object(fields)
    }
    return withLastStep(try JSONValue(encoding: finding))
  }
}
