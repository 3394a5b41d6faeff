/// What the rules make of a run: what they find, and which of them could not be asked.
///
/// ```swift
/// let diagnosis = Diagnosis(history)
/// for unasked in diagnosis.unasked { print("log", unasked.toLog) }
/// ```
public struct Diagnosis: Sendable {
  /// What needs attention; see ``Finding/all(in:)``.
  public let findings: [Finding]
  /// Which rules could not be asked, or in part only, and what the run would have to log for them.
  public let unasked: [Unasked]
  /// What came of the run.
  public let outcome: RunOutcome

  /// Rules that could not be asked of a run, for want of the same thing.
  public struct Unasked: Sendable, Equatable {
    /// What to log, so that they can be asked.
    public var toLog: String
    /// The rules, in the order of ``Finding/Rule``.
    public var rules: [Finding.Rule]

    /// Rules that lack one thing.
    public init(toLog: String, rules: [Finding.Rule]) {
      self.toLog = toLog
      self.rules = rules
    }
  }

  /// Asks every rule. Complexity: O(*n*) in the number of logged numbers.
  public init(_ history: RunHistory) {
    let evidence = RunEvidence(history)
    findings = Finding.all(evidence)
    unasked = Self.unasked(evidence)
    outcome = RunOutcome(evidence)
  }

  private static func unasked(_ evidence: RunEvidence) -> [Unasked] {
    let lacking = Need.allCases.filter { !$0.isMet(by: evidence) }
    return lacking.compactMap { need in
      // A rule that lacks several things stands with the first. Where one process trains, nobody
      // misses the others; a network that computes always the same is evaluated as it is trained;
      // numbers have no accuracy.
      let rules = Finding.rules.filter { rule in
        need != .ranks && (need != .evaluations || evidence.isEvaluatedOtherwise)
          && (need != .accuracy || evidence.targetVariance == nil)
          && (rule.needs + rule.wants).contains(need)
          && lacking.first { (rule.needs + rule.wants).contains($0) } == need
      }
      guard !rules.isEmpty else { return nil }
      return Unasked(
        toLog: need.toLog, rules: rules.map { $0.rule }.sorted { $0.order < $1.order })
    }
  }
}
