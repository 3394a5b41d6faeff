/// What one rule finds, before it is known whether it only follows from what another one finds.
struct Symptom {
  var finding: Finding
  /// What would explain it, at whatever step it was found, and what would if it came before.
  var causes: Set<Finding.Rule> = []
  var earlierCauses: Set<Finding.Rule> = []

  init(
    _ finding: Finding, becauseOf causes: Set<Finding.Rule> = [],
    becauseOfEarlier earlierCauses: Set<Finding.Rule> = []
  ) {
    self.finding = finding
    self.causes = causes
    self.earlierCauses = earlierCauses
  }

  /// Which of two came first is not certain within so many steps.
  private static let slack = 10

  func follows(from other: Finding) -> Bool {
    causes.contains(other.rule)
      || earlierCauses.contains(other.rule)
        && (other.step ?? 0) <= (finding.step.map { $0 &+ Self.slack } ?? .max)
  }
}
