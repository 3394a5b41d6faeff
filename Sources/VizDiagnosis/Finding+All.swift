extension Finding {
  /// What a run shows to be wrong, the worst first and then by step.
  ///
  /// One cause is one finding: what only follows from it stands in its ``consequences``. A run
  /// without anything wrong gives none.
  ///
  /// - Complexity: O(*n*) in the number of logged numbers.
  public static func all(in history: RunHistory) -> [Finding] {
    all(RunEvidence(history))
  }

  static func all(_ evidence: RunEvidence) -> [Finding] {
    causes(of: symptoms(evidence)).sorted {
      ($0.severity.order, $0.step ?? .max, $0.rule.order)
        < ($1.severity.order, $1.step ?? .max, $1.rule.order)
    }
  }

  /// What every rule finds that can be asked.
  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    rules.filter { rule in rule.needs.allSatisfy { $0.isMet(by: evidence) } }
      .flatMap { $0.symptoms(evidence) }
      .map { symptom in
        guard evidence.tracks.tracks.isEmpty, symptom.finding.confidence == .likely else {
          return symptom
        }
        var weaker = symptom
        weaker.finding.confidence = .possible
        return weaker
      }
  }

  /// Every rule, in the order of ``Rule``: what explains other things before what is explained.
  static let rules: [any DiagnosisRule.Type] = [
    DataScaleRule.self, OutputRule.self, NoBendRule.self, ClassImbalanceRule.self,
    InitialisationRule.self, CapacityRule.self, SymmetricUnitsRule.self, AccumulationRule.self,
    NoGradientRule.self,
    FrozenRule.self, RegularisationRule.self, DropoutRule.self, ClippingRule.self,
    ScheduleRule.self,
    RanksRule.self, LearningRateRule.self, NotFiniteRule.self, DivergenceRule.self,
    LossSpikesRule.self, OscillationRule.self, EdgeOfStabilityRule.self, BatchNoiseRule.self,
    DeadUnitsRule.self, SaturationRule.self, VanishingGradientsRule.self,
    ExplodingGradientsRule.self, CollapseRule.self, UpdateRatioRule.self, NoProgressRule.self,
    LabelNoiseRule.self, EvaluationModeRule.self, OverfittingRule.self, StoppedEarlyRule.self,
    NormDriftRule.self, ThroughputRule.self,
  ]

  /// The symptoms that nothing else explains, each with what follows from it.
  ///
  /// Of symptoms that explain each other in a circle, the earliest is taken for the cause.
  static func causes(of symptoms: [Symptom]) -> [Finding] {
    let explains = symptoms.indices.map { index in
      symptoms.indices.filter { $0 != index && Self.explains(symptoms, index, $0) }
    }
    var isExplained = [Bool](repeating: false, count: symptoms.count)
    for index in explains.joined() { isExplained[index] = true }
    var owner = [Int?](repeating: nil, count: symptoms.count)
    func claim(_ cause: Int) {
      owner[cause] = cause
      var queue = [cause]
      while let next = queue.popLast() {
        for index in explains[next] where owner[index] == nil {
          owner[index] = cause
          queue.append(index)
        }
      }
    }
    for cause in symptoms.indices where !isExplained[cause] { claim(cause) }
    // What is left explains itself in circles.
    let byTime = symptoms.indices.sorted {
      (symptoms[$0].finding.step ?? .max, $0) < (symptoms[$1].finding.step ?? .max, $1)
    }
    for cause in byTime where owner[cause] == nil { claim(cause) }
    return symptoms.indices.filter { owner[$0] == $0 }.map { cause in
      var finding = symptoms[cause].finding
      finding.consequences = symptoms.indices.filter { owner[$0] == cause && $0 != cause }
        .map { symptoms[$0].finding }
      // What makes a training fail is as bad as that.
      let worst = finding.consequences.map(\.severity).max()
      if let worst, worst > finding.severity { finding.severity = worst }
      return finding
    }
  }

  /// Whether one symptom explains another; of two that each explain the other, what came first.
  private static func explains(_ symptoms: [Symptom], _ cause: Int, _ other: Int) -> Bool {
    guard symptoms[other].follows(from: symptoms[cause].finding) else { return false }
    guard symptoms[cause].follows(from: symptoms[other].finding) else { return true }
    let steps = (symptoms[cause].finding.step ?? 0, symptoms[other].finding.step ?? 0)
    return steps.0 == steps.1 ? cause < other : steps.0 < steps.1
  }
}

extension CaseIterable where Self: Equatable, AllCases == [Self] {
  /// Where the case stands among all: 0 for the first.
  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
