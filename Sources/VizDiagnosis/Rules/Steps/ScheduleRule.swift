import VizBase
import VizEvents
import VizTrace

/// A learning rate that decays to nothing too soon, or is still climbing at the end.
enum ScheduleRule: DiagnosisRule {
  static let rule = Finding.Rule.schedule
  static let needs: [Need] = [.loss, .learningRate]
  static var threshold: String {
    "In a run that does not learn, the learning rate is below \(NumberFormat.plain(nothing)) of"
      + " its highest over more than"
      + " \(Int(most * 100)) % of the steps; or it climbs over the whole run, to more than"
      + " \(NumberFormat.plain(climb)) times its first."
  }
  static let source =
    "Smith, Cyclical Learning Rates for Training Neural Networks, 2017; Goyal and others, Accurate,"
    + " Large Minibatch SGD, 2017, section 2.2"

  static let nothing = 0.01
  static let most = 0.4
  static let climb = 5.0

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard !evidence.endsWell, let rates = evidence.history.learningRate, let loss = evidence.loss,
      rates.values.count >= 10, let highest = rates.values.filter(\.isFinite).max(), highest >= 0
    else { return [] }
    let low = rates.values.count { $0 <= nothing * highest }
    let share = Double(low) / Double(rates.values.count)
    let isClimbing =
      rates.values.last == highest && (rates.values.first ?? 0) < highest / climb
      && zip(rates.values, rates.values.dropFirst()).allSatisfy { $0 <= $1 }
    let plateau = rates.values.count { $0 == highest }
    let isDecayed = highest == 0 || share > most && rates.values.last ?? 0 <= nothing * highest
    guard isDecayed || isClimbing && plateau * 5 < rates.values.count else { return [] }
    let since = zip(rates.steps, rates.values).first { $1 <= nothing * highest }?.0 ?? 0
    let finding = makeFinding(
      .warning,
      title: isDecayed
        ? "The learning rate decays to nothing" : "The learning rate is still climbing at the end",
      sentence: isDecayed
        ? "\(rates.name.escaped()) is \(NumberFormat.brief(highest)) at its highest and below"
          + " \(NumberFormat.brief(nothing * highest)) over \(Int((share * 100).rounded())) % of"
          + " the steps,"
          + " since step \(NumberFormat.grouped(since)); \(loss.name.escaped()) ends at"
          + " \(NumberFormat.plain(loss.end)). Nothing more is learnt there."
        : "\(rates.name.escaped()) climbs from \(NumberFormat.brief(rates.values.first ?? 0)) to"
          + " \(NumberFormat.brief(highest)) over the whole run: the warm-up is as long as the"
          + " training,"
          + " and \(loss.name.escaped()) ends at \(NumberFormat.plain(loss.end)).",
      step: Int(exactly: (isDecayed ? since : rates.steps[0]).rounded()),
      evidence: .curves([rates.name, loss.name]),
      numbers: [
        "highest_rate": [highest], "last_rate": rates.values.last.map { [$0] } ?? [],
        "share_of_steps": isDecayed ? [share] : [],
      ],
      advice: isDecayed
        ? "Let the rate fall over the whole run: a cosine over all"
          + " \(NumberFormat.grouped(rates.steps.last ?? 0)) steps, or a factor that leaves a"
          + " hundredth"
          + " at the end. Look whether the schedule is stepped once an epoch or once a step."
        : "Let the warm-up take 1 to 5 % of the steps.")
    return [Symptom(finding, becauseOf: [.dataScale, .notFinite, .diverges])]
  }
}
