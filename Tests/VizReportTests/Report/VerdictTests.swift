import Foundation
import Testing
import VizBase
import VizEvents
import VizTrace

@testable import VizDiagnosis
@testable import VizReport

@Suite struct VerdictTests {
  private static func verdict(_ metrics: [String: [Double]]) -> Verdict {
    let series = metrics.sorted { $0.key < $1.key }.map {
      MetricSeries(name: $0.key, values: $0.value)
    }
    return Verdict(ReportedRun(RunHistory(name: "log", metrics: series)))
  }

  private static func noisy(_ count: Int, _ value: (Double) -> Double) -> [Double] {
    (0..<count).map { step in
      value(Double(step)) * (1 + 0.02 * sin(Double(step) * 12.9898))
    }
  }

  @Test func whatIsLearntIsSaidWithSinceWhen() {
    let loss = Self.noisy(400) { 0.05 + exp(-$0 / 20) }
    let verdict = Self.verdict([
      "loss": loss, "val_loss": loss,
      "val_accuracy": (0..<400).map {
        $0 < 100 ? 0.5 + 0.0049 * Double($0) : 0.99
      },
    ])
    #expect(verdict.kind == .good)
    #expect(verdict.sentence.hasPrefix("Learned: 99 % on held-out data, level since step "))
  }

  /// Of three evaluations nobody knows what is noise.
  @Test func fewEvaluationsThatRiseAreNotLevel() {
    let steps = [100.0, 200, 300]
    let run = RunHistory(
      name: "log",
      metrics: [
        MetricSeries(name: "loss", values: Self.noisy(300) { exp(-$0 / 60) }),
        MetricSeries(name: "val_loss", steps: steps, values: [0.21, 0.048, 0.022]),
        MetricSeries(name: "val_accuracy", steps: steps, values: [0.908, 0.983, 0.992]),
      ])
    #expect(Verdict(ReportedRun(run)).sentence == "Learned: 99.2 % on held-out data.")
  }

  @Test func theCauseStandsBeforeWhatFollows() {
    let run = RunHistory(
      name: "log", metrics: [MetricSeries(name: "loss", values: Self.noisy(100) { _ in 1.1 })])
    var cause = Finding(
      .learningRate, .problem, title: "The learning rate is too high", sentence: "", step: 0,
      nodes: ["dense2/W"], evidence: .updateRatios,
      numbers: ["largest_update_ratio": [6172], "learning_rate": [100]], advice: "",
      threshold: "", source: "")
    cause.consequences = [
      Finding(
        .noProgress, .problem, title: "The loss does not fall", sentence: "",
        evidence: .curves(["loss"]), advice: "", threshold: "", source: "")
    ]
    let verdict = Verdict(ReportedRun(history: run, findings: [cause]))
    #expect(verdict.kind == .bad)
    #expect(
      verdict.sentence
        == "Learned nothing: at a learning rate of 100 the first update destroyed dense2"
        + " (6,172 times its size).")
  }

  @Test func whatIsLearntByHeartIsNotSaidToBeLearnt() {
    let verdict = Self.verdict([
      "loss": Self.noisy(400) { exp(-$0 / 60) },
      "val_loss": Self.noisy(400) { 0.6 + abs($0 - 40) / 200 },
    ])
    #expect(verdict.kind == .partial)
    #expect(
      verdict.sentence.hasPrefix("Learned by heart: on held-out data the loss is best at step"))
  }

  @Test func numbersThatBreakAreAnOutcome() {
    let verdict = Self.verdict(["loss": [1, 2, 5, .nan, .nan, .nan]])
    #expect(verdict.kind == .bad)
    #expect(verdict.sentence == "Broke at step 3: the loss became NaN.")
    let infinite = Self.verdict(["loss": [1, 2, 5, .infinity, .nan, .nan]])
    #expect(infinite.sentence == "Broke at step 3: the loss became infinite.")
  }

  /// Who has four in five right has not learned nothing, of however many classes.
  @Test func whatIsMostlyRightIsNotNothing() {
    let loss = Self.noisy(300) { _ in 60 }
    let shares = Array(repeating: 0.795, count: 15)
    let verdict = Self.verdict(["loss": loss, "val_accuracy": shares])
    #expect(!verdict.sentence.contains("nothing") && verdict.sentence.contains("79.5 %"))
    let guessed = Self.verdict(["loss": loss, "val_accuracy": Array(repeating: 0.5, count: 15)])
    #expect(guessed.sentence.hasPrefix("Learned nothing"))
  }

  /// A loss that leaps in its first steps and stays there has diverged.
  @Test func whatLeapsAtOnceDiverges() {
    let loss = [0.816, 46, 1_273, 102, 151] + Self.noisy(295) { 60 + 200 * exp(-$0 / 20) }
    let verdict = Self.verdict(["loss": loss, "val_accuracy": Array(repeating: 0.795, count: 15)])
    #expect(verdict.sentence.hasPrefix("Diverged: the loss rose from 0.816 to "))
  }

  @Test func hugeFactorsHaveFewDigits() {
    let run = RunHistory(
      name: "log", metrics: [MetricSeries(name: "loss", values: Self.noisy(100) { _ in 1.1 })])
    let cause = Finding(
      .learningRate, .problem, title: "The learning rate is too high", sentence: "", step: 0,
      nodes: ["dense2/W"], evidence: .updateRatios,
      numbers: ["largest_update_ratio": [99_334_753]], advice: "", threshold: "", source: "")
    let verdict = Verdict(ReportedRun(history: run, findings: [cause]))
    #expect(verdict.sentence.contains("destroyed dense2 (9.93×10⁷ times its size)"))
  }

  /// A finding that says what may help is no riddle.
  @Test func updatesThatAreTooSmallAreSaidToBeSo() {
    let run = RunHistory(
      name: "log", metrics: [MetricSeries(name: "loss", values: Self.noisy(100) { _ in 1.1 })])
    let cause = Finding(
      .noProgress, .problem, title: "The network does no better than guessing", sentence: "",
      evidence: .curves(["loss"]),
      numbers: [
        "first_loss": [1.2], "last_loss": [1.1], "loss_of_guessing": [1.1],
        "largest_update_ratio": [1.5e-5], "usual_update_ratio": [1e-3],
      ], advice: "", threshold: "", source: "")
    let verdict = Verdict(ReportedRun(history: run, findings: [cause]))
    #expect(
      verdict.sentence
        == "Learned nothing: an update changes the weights by only 1.5×10⁻⁵ of their size.")
  }

  /// Where the loss went wrong and no rule says why, the page does not say that all is well.
  @Test func aRunThatGotWorseNeedsAttention() {
    let loss = Self.noisy(400) { _ in 0.7 } + Self.noisy(400) { _ in 0.86 }
    let run = ReportedRun(
      history: RunHistory(name: "log", metrics: [MetricSeries(name: "loss", values: loss)]),
      findings: [])
    let verdict = Verdict(run)
    #expect(verdict.kind == .partial && !verdict.isWell)
    let words = RunWords.attention([], verdict)
    #expect(words.hasPrefix("Got worse: the loss rose from "))
    #expect(words.hasSuffix(" No rule found why."))
    let section = FindingsSection(run, linkingTo: [], nil)
    #expect(section.silenceMark == "–" && !section.silence.contains("Nothing needs attention"))
  }

  /// A loss is not level in the headline and falling in a finding.
  @Test func whatStillFallsSlowlyIsNotLevel() {
    let loss = Self.noisy(1_200) { 0.72 + 0.3 * exp(-$0 / 200) - $0 / 2e4 }
    let run = RunHistory(
      name: "log",
      metrics: [
        MetricSeries(name: "loss", values: loss),
        MetricSeries(name: "val_accuracy", values: Array(repeating: 0.62, count: 1_200)),
      ])
    let reported = ReportedRun(history: run, findings: Finding.all(in: run))
    #expect(reported.findings.map(\.rule) == [.stoppedEarly])
    #expect(
      Verdict(reported).sentence
        == "Learned a part: 62 % on held-out data; the loss was still falling at the end.")
  }

  /// A verdict does not say that a loss rose from a number to the same.
  @Test func whatChangesByNextToNothingHasNotChanged() {
    let sentence = Self.verdict([
      "loss": Self.noisy(400) { 0.73 + 0.3 * exp(-$0 / 20) },
      "val_loss": [0.7302] + Array(repeating: 0.7304, count: 19),
    ]).sentence
    #expect(sentence.hasPrefix("Hardly moved: "), "\(sentence)")
  }

  @Test func whatEndsFarFromItsStartHasChanged() {
    // Up and down by a million: 15 is no noise beside a start of one half.
    var loss = (0..<200).map { $0.isMultiple(of: 2) ? 15.0 : 1e6 * Double($0 % 7) + 15 }
    loss[0] = 0.5
    loss.replaceSubrange(180..<200, with: Array(repeating: 15.0, count: 20))
    let outcome = RunOutcome(
      RunHistory(name: "log", metrics: [MetricSeries(name: "loss", values: loss)]))
    guard let judged = outcome.judged else { return }
    #expect(!RunWords.course(judged).contains("changed by less than its noise"))
  }

  /// The headline and the verdict say one learning rate.
  @Test func aRateIsSaidInOneWay() {
    let run = RunHistory(
      name: "log", directory: nil, log: nil,
      record: RunRecord(configuration: [
        "dataset": .string("moons"), "optimizer": .string("adam"), "lr": JSONValue(1e-7),
        "batch": JSONValue(1.0),
      ]),
      state: .unknown, metrics: [MetricSeries(name: "loss", values: Self.noisy(100) { _ in 1.1 })],
      graph: nil, autopsy: nil, nodes: NodeTracks())
    let task = RunWords(ReportedRun(history: run, findings: [])).subject
    #expect(task.contains("by Adam at a learning rate of 10⁻⁷, an example a step"), "\(task)")
  }

  @Test func nothingIsSaidOfNothing() {
    #expect(Self.verdict([:]).sentence == "Nothing was logged.")
    #expect(Self.verdict(["speed": [1, 2]]).sentence == "No loss among 1 metric.")
  }

  /// One truth: wherever the page names the end of a loss, it is one number.
  @Test func thePageSaysOneEndOfEachLoss() async throws {
    let made = try MadeRun()
    let outcome = RunOutcome(try made.history)
    let html = try await ReportTests.html([made.history])
    let ends = [
      #/loss at the end<\/dt><dd>([^<]+)<\/dd>/#, #/The loss fell from [^ ]+ to ([^;.]+\.?[0-9]*)/#,
      #/<strong>loss<\/strong> <span class="key"><i class="c0"><\/i>train <output>([^<]+)</#,
    ].compactMap { html.firstMatch(of: $0).map { String($0.1) } }
    #expect(ends.count == 3 && Set(ends) == ["0.0833"], "\(ends)")
    let heldOut = [
      #/held-out loss<\/dt><dd>([^<]+)<\/dd>/#, #/on held-out data it ends at ([0-9.]+[0-9])/#,
      #/held-out <output>([^<]+)</#,
    ].compactMap { html.firstMatch(of: $0).map { String($0.1) } }
    #expect(heldOut.count == 3 && Set(heldOut) == ["0.125"], "\(heldOut)")
    #expect(outcome.loss?.end == 1.0 / 12 && outcome.heldOut?.end == 1.5 / 12)
  }
}
