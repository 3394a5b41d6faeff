extension Finding {
  /// What a run shows to be wrong, the worst first and then by step.
  ///
  /// What only follows from another finding is said there, in its sentence, and not again. A run
  /// without anything wrong gives none.
  ///
  /// - Complexity: O(*n*) in the number of logged numbers.
  public static func all(in history: RunHistory) -> [Finding] {
    let evidence = RunEvidence(history)
    let found = rules.flatMap { $0(evidence) }
    return withoutConsequences(found).sorted {
      ($0.severity.order, $0.step ?? .max, $0.rule.order)
        < ($1.severity.order, $1.step ?? .max, $1.rule.order)
    }
  }

  /// Every rule, in the order of ``Rule``.
  static let rules: [@Sendable (RunEvidence) -> [Symptom]] = [
    NotFiniteRule.symptoms, DivergenceRule.symptoms, OscillationRule.symptoms,
    NoProgressRule.symptoms, InitialisationRule.symptoms, VanishingGradientsRule.symptoms,
    ExplodingGradientsRule.symptoms, DeadUnitsRule.symptoms, SaturationRule.symptoms,
    NoGradientRule.symptoms, UpdateRatioRule.symptoms, OverfittingRule.symptoms,
  ]

  /// Drops what follows from something else, which takes over what is to be said of it.
  private static func withoutConsequences(_ symptoms: [Symptom]) -> [Finding] {
    let causes = symptoms.indices.map { place in
      symptoms.indices.filter { other in
        guard symptoms[place].follows(from: symptoms[other].finding) else { return false }
        guard symptoms[other].follows(from: symptoms[place].finding) else { return true }
        // Of two that each explain the other, what came first.
        let steps = (symptoms[other].finding.step ?? 0, symptoms[place].finding.step ?? 0)
        return steps.0 == steps.1 ? other < place : steps.0 < steps.1
      }
    }
    var kept = symptoms
    for (place, symptom) in symptoms.enumerated().reversed() {
      // What is kept can tell of it.
      guard let cause = causes[place].first(where: { causes[$0].isEmpty }) ?? causes[place].first
      else { continue }
      let rule = symptoms[cause].finding.rule
      if let remark = symptom.remark, !symptom.quietCauses.contains(rule) {
        kept[cause].finding.sentence += " " + remark
      }
    }
    return zip(kept, causes).filter { $0.1.isEmpty }.map(\.0.finding)
  }
}

extension CaseIterable where Self: Equatable, AllCases == [Self] {
  /// Where the case stands among all: 0 for the first.
  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
