import VizDiagnosis

/// A run of a report, with what is said of it.
struct ReportedRun: Sendable {
  var history: RunHistory
  var findings: [Finding]
  /// What a check of its gradients found, where one was made.
  var check: GraphPage.Check?
}
