import VizDiagnosis

/// A run of a report, with what is said of it.
struct ReportedRun: Sendable {
  var history: RunHistory
  var findings: [Finding]
  /// What came of it.
  var outcome: RunOutcome
  /// What a check of its gradients found, where one was made.
  var check: GraphPage.Check?

  init(history: RunHistory, findings: [Finding], check: GraphPage.Check? = nil) {
    self.init(history, findings, RunOutcome(history), check)
  }

  /// Asks every rule of a run.
  init(_ history: RunHistory, check: GraphPage.Check? = nil) {
    let diagnosis = Diagnosis(history)
    self.init(history, diagnosis.findings, diagnosis.outcome, check)
  }

  private init(
    _ history: RunHistory, _ findings: [Finding], _ outcome: RunOutcome, _ check: GraphPage.Check?
  ) {
    self.history = history
    self.findings = findings
    self.outcome = outcome
    self.check = check
  }
}
