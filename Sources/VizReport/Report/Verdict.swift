import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// What came of a run in one sentence, causes before what follows from them.
struct Verdict: Sendable, Equatable, Codable {
  /// How it came out.
  enum Kind: String, Sendable, Codable {
    case good, partial, bad, unknown
  }

  let kind: Kind
  let sentence: String
  /// Whether nothing speaks against the run.
  var isWell: Bool { kind == .good || kind == .unknown }

  init(_ run: ReportedRun) {
    let words = VerdictWords(run)
    let (kind, sentence) = words.verdict
    self.kind = kind
    self.sentence = words.state + sentence + "."
  }
}

/// The parts of a verdict.
private struct VerdictWords {
  private let history: RunHistory
  private let outcome: RunOutcome
  /// The worst finding that nothing explains; it stands first.
  private let cause: Finding?
  /// All rules that found something, with what follows.
  private let rules: Set<Finding.Rule>

  init(_ run: ReportedRun) {
    history = run.history
    outcome = run.outcome
    cause = run.findings.first { $0.severity != .note }
    rules = Set(run.findings.flatMap { [$0] + $0.consequences }.map(\.rule))
  }

  /// What precedes: that the run is not at its end.
  var state: String {
    switch history.state {
    case .running: "Still running. "
    case .killed: "Killed before its end. "
    case .stopped: "Stopped before its end. "
    case .finished, .failed, .unknown: ""
    }
  }

  var verdict: (Verdict.Kind, String) {
    guard let judged = outcome.judged else {
      guard let cause else { return (.unknown, withoutLoss) }
      return (cause.severity == .problem ? .bad : .partial, capitalised(clause(of: cause)))
    }
    if let broken { return (.bad, broken) }
    if let cause, rules.contains(.noProgress), isGuessing { return (.bad, nothing(cause)) }
    if let cause, let special = special(cause) { return special }
    if let cause, cause.severity == .problem {
      let lead = outcome.isLearnt ? learned : failure(judged)
      let right = outcome.isLearnt ? nil : accuracy.map { "; \($0) at the end" }
      return (
        outcome.isLearnt ? .partial : .bad,
        outcome.isLearnt
          ? "\(lead), but \(clause(of: cause))" : "\(lead): \(clause(of: cause))\(right ?? "")"
      )
    }
    if outcome.isLearnt {
      guard let cause else { return (.good, learned + level) }
      return (.partial, "\(learned), but \(clause(of: cause))")
    }
    let lead = partly(judged)
    guard let cause else {
      return (.partial, lead + (judged.course == .falls ? going(judged) : ""))
    }
    return (.partial, "\(lead): \(clause(of: cause))")
  }

  private var withoutLoss: String {
    let count = history.metrics.count
    return count == 0
      ? "Nothing was logged" : "No loss among \(count) metric\(count == 1 ? "" : "s")"
  }

  // MARK: What came of it

  /// Where numbers broke.
  private var broken: String? {
    guard let cause, rules.contains(.notFinite), !outcome.isLearnt else { return nil }
    let finding =
      cause.rule == .notFinite
      ? cause : cause.consequences.first { $0.rule == .notFinite }
    guard let finding else { return nil }
    let when = finding.step.map { " at step \(NumberFormat.grouped(Double($0)))" } ?? ""
    let isLoss = finding.nodes.first == nil || finding.nodes.first == history.graph?.outputs.first
    let node = finding.nodes.first.map {
      isLoss ? "the loss became \(noNumber)" : "\($0.escaped(limit: 40)) became NaN or infinite"
    }
    if cause.rule == .notFinite {
      return "Broke\(when): \(node ?? "the loss became \(noNumber)")"
    }
    return "Broke\(when): \(clause(of: cause))" + (node.map { ", then \($0)" } ?? "")
  }

  /// What the loss became first.
  private var noNumber: String {
    let first = [history.loss, history.validationLoss].lazy.compactMap {
      $0?.values.first { !$0.isFinite }
    }.first
    return first.map { $0.isNaN ? "NaN" : "infinite" } ?? "NaN or infinite"
  }

  private func nothing(_ cause: Finding) -> String {
    var words = "Learned nothing: "
    words += cause.rule == .noProgress ? still(cause) : clause(of: cause)
    if let only = outcome.onlyAnswer {
      words += "; everything is called class \(only), \(asGuessing)"
    }
    return words
  }

  /// Whether no more is right than by chance, or about so much; where nobody says, it is taken so. Of
  /// how many classes nobody knows, two are the fewest.
  private var isGuessing: Bool {
    guard let accuracy = outcome.accuracy, accuracy.isFinite else { return true }
    return accuracy < 1 / Double(outcome.classes ?? 2) + 0.15
  }

  private var asGuessing: String {
    guard let classes = outcome.classes else { return "as good as guessing" }
    return classes == 2 ? "as good as a coin" : "as good as guessing among \(classes)"
  }

  /// That nothing explains why the loss stays.
  private func still(_ finding: Finding) -> String {
    let ratio = finding.numbers["largest_update_ratio"]?.first
    let isLittle = finding.numbers["usual_update_ratio"]?.first != nil
    if finding.evidence == .updateRatios || isLittle, let ratio {
      let rate = self.rate.map { "at a learning rate of \($0) " } ?? ""
      return
        "\(rate)an update changes the weights by only \(NumberFormat.brief(ratio)) of their size"
    }
    guard let start = finding.numbers["first_loss"]?.first,
      let end = finding.numbers["last_loss"]?.first
    else { return clause(of: finding) }
    if let cost = finding.numbers["loss_of_guessing"]?.first {
      return "the loss ends at \(NumberFormat.brief(end)), where guessing costs"
        + " \(NumberFormat.brief(cost)), and no rule found why"
    }
    return "the loss begins at \(NumberFormat.brief(start)) and ends at"
      + " \(NumberFormat.brief(end)), and no rule found why"
  }

  /// Causes that are an outcome by themselves.
  private func special(_ cause: Finding) -> (Verdict.Kind, String)? {
    switch cause.rule {
    case .classImbalance:
      guard let share = cause.numbers["largest_class"]?.first else { return nil }
      let all = outcome.onlyAnswer.map { "everything is called class \($0)" }
      return (
        .bad,
        "Learned only which class is frequent: \(all ?? "most is called the frequent class"),"
          + " which is right for \(RunWords.percent(share)) of the training examples"
      )
    case .overfitting, .labelNoise:
      guard let heldOut = outcome.heldOut else { return nil }
      let best =
        "on held-out data the loss is best at step \(NumberFormat.grouped(heldOut.best.step))"
        + " (\(NumberFormat.brief(heldOut.best.value)))"
      let words =
        heldOut.end > heldOut.best.value
        ? "\(best) and ends at \(NumberFormat.brief(heldOut.end))"
        : "on held-out data the loss ends at \(NumberFormat.brief(heldOut.end))"
      return (.partial, "Learned by heart: \(words)\(accuracy.map { ", with \($0)" } ?? "")")
    case .diverges:
      return (.bad, "Diverged: \(course(outcome.loss))")
    default: return nil
    }
  }

  private func failure(_ judged: LossOutcome) -> String {
    if rules.contains(.diverges) { return "Diverged" }
    return judged.course == .falls ? "Learned badly" : "Failed to learn"
  }

  private var accuracy: String? {
    guard let accuracy = outcome.accuracy, accuracy.isFinite else { return nil }
    return RunWords.percent(accuracy)
      + (outcome.isAccuracyHeldOut ? " on held-out data" : " of the training examples")
  }

  private var learned: String { "Learned: \(result)" }

  /// The best number there is for what was learnt.
  private var result: String {
    if let accuracy { return accuracy }
    guard let judged = outcome.judged else { return "" }
    if let unexplained = outcome.unexplained, unexplained.isFinite {
      return "\(RunWords.percent(unexplained)) of the targets' variance is left"
        + (judged.isHeldOut ? " on held-out data" : "")
    }
    return course(judged)
  }

  private var level: String {
    let since = accuracy != nil ? outcome.accuracyLevelSince : outcome.judged?.levelSince
    guard let since else {
      return accuracy == nil && outcome.judged?.course == .falls ? ", still falling at the end" : ""
    }
    return ", level since step \(NumberFormat.grouped(since))"
  }

  private func partly(_ judged: LossOutcome) -> String {
    switch judged.course {
    case .falls: "Learned a part: \(accuracy ?? course(judged))"
    case .isFlat: "Hardly moved: \(course(judged))"
    case .rises: "Got worse: \(course(judged))"
    case .breaks: "Broke: \(course(judged))"
    }
  }

  private func going(_ judged: LossOutcome) -> String {
    // Few evaluations of held-out data look level where the training goes on.
    if !rules.contains(.stoppedEarly), let since = (outcome.loss ?? judged).levelSince {
      return ", level since step \(NumberFormat.grouped(since))"
    }
    return accuracy == nil
      ? ", still falling at the end" : "; the loss was still falling at the end"
  }

  private func course(_ loss: LossOutcome?) -> String { loss.map(RunWords.course) ?? "" }

  // MARK: Causes

  private var rate: String? {
    history.record?.configuration["lr"]?.double.map(NumberFormat.brief)
  }

  /// A finding as a part of a sentence.
  private func clause(of finding: Finding) -> String {
    switch finding.rule {
    case .learningRate: return learningRate(finding)
    case .dataScale:
      let ratio = finding.numbers["deviation_ratio"]?.first
      let reach = finding.numbers["largest_feature"]?.first
      if let ratio, ratio > 100 {
        return "the inputs are not scaled (one feature varies \(NumberFormat.brief(ratio)) times as"
          + " much as another)"
      }
      if let reach, reach > 10, finding.title == "The inputs are not scaled" {
        return "the inputs are not scaled (they reach \(NumberFormat.brief(reach)))"
      }
      return title(of: finding)
    default: return title(of: finding)
    }
  }

  private func learningRate(_ finding: Finding) -> String {
    let rate = finding.numbers["learning_rate"]?.first.map {
      "at a learning rate of \(NumberFormat.brief($0)) "
    }
    guard let ratio = finding.numbers["largest_update_ratio"]?.first, let step = finding.step,
      let node = finding.nodes.first
    else { return title(of: finding) }
    let update =
      step == 0 ? "the first update" : "the update of step \(NumberFormat.grouped(Double(step)))"
    let layer = layer(of: node)
    guard ratio.isFinite else { return "\(rate ?? "")\(update) of \(layer) was infinite" }
    guard ratio >= 1 else {
      return "\(rate ?? "")\(update) changed \(layer) by \(RunWords.percent(ratio)) of its size"
    }
    let times =
      (1000..<1e6).contains(ratio)
      ? NumberFormat.grouped(ratio.rounded()) : NumberFormat.brief(ratio)
    return "\(rate ?? "")\(update) destroyed \(layer) (\(times) times its size)"
  }

  private func layer(of node: String) -> String {
    let parts = node.split(separator: "/")
    return (parts.count > 1 ? parts.dropLast().joined(separator: "/") : node).escaped(limit: 40)
  }

  /// Titles are sentences; inside another one their first word is small, unless it is a name.
  private func title(of finding: Finding) -> String {
    let words = finding.title.split(separator: " ", maxSplits: 1)
    let small: Set<Substring> = ["The", "There", "What", "All", "A", "Most", "No", "Half"]
    guard let first = words.first, small.contains(first) else { return finding.title }
    return finding.title.prefix(1).lowercased() + finding.title.dropFirst()
  }

  private func capitalised(_ words: String) -> String {
    words.prefix(1).uppercased() + words.dropFirst()
  }
}
