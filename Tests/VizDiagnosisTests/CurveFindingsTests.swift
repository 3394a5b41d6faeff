import Foundation
import Testing
import VizTensor
import VizTrace

@testable import VizDiagnosis

/// Faults that curves alone show, each beside a twin that has none.
@Suite struct CurveFindingsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rule: Finding.Rule
    var faulty: [MetricSeries]
    var healthy: [MetricSeries]

    init(
      _ name: String, _ rule: Finding.Rule, faulty: [MetricSeries], healthy: [MetricSeries]
    ) {
      testDescription = name
      self.rule = rule
      self.faulty = faulty
      self.healthy = healthy
    }
  }

  /// A curve over some steps, with seeded noise.
  private static func series(
    _ name: String, count: Int = 100, noise: Double = 0.01, seed: UInt64 = 3,
    _ curve: (Double) -> Double
  ) -> MetricSeries {
    var generator = SplitMix64(seed: seed)
    return MetricSeries(
      name: name,
      values: (0..<count).map {
        curve(Double($0)) + noise * Double.random(in: -1...1, using: &generator)
      })
  }

  private static func falling(_ step: Double) -> Double { 0.05 + 2 / (1 + step / 5) }

  /// A loss that falls, logged at times between which so many seconds pass.
  private static func timed(_ seconds: (Double) -> Double) -> MetricSeries {
    var loss = healthyLoss
    var now = 1e9
    loss.wallTimes = loss.steps.map {
      now += seconds($0)
      return now
    }
    return loss
  }

  private static let healthyLoss = series("loss", falling)

  static let cases = [
    Case(
      "a loss that is NaN at every record", .notFinite,
      faulty: [MetricSeries(name: "loss", values: Array(repeating: .nan, count: 20))],
      healthy: [healthyLoss]),
    Case(
      "NaN in the middle", .notFinite,
      faulty: [series("loss") { 40..<45 ~= $0 ? .nan : falling($0) }],
      // Cells of a table that has other things between them.
      healthy: [series("loss") { Int($0).isMultiple(of: 5) ? falling($0) : .nan }]),
    Case(
      "NaN in the held-out loss alone", .notFinite,
      faulty: [healthyLoss, series("val_loss") { $0 > 60 ? .nan : 0.1 + falling($0) }],
      healthy: [healthyLoss, series("val_loss") { 0.1 + falling($0) }]),
    Case(
      "a spike that settles where guessing stands", .noProgress,
      faulty: [
        series("loss", noise: 0.001) { $0 < 1 ? 134 : $0 < 4 ? 3e6 / ($0 * $0) : 1.387 },
        series("accuracy", noise: 0.005) { _ in 0.25 },
      ],
      healthy: [
        series("loss") { $0 < 1 ? 134 : 0.1 + 2 / $0 },
        series("accuracy", noise: 0.005) { min(0.97, 0.25 + $0 / 80) },
      ]),
    Case(
      "a loss that ends above where it began", .diverges,
      faulty: [series("loss") { $0 < 8 ? 1 + $0 * $0 : 1.6 }],
      healthy: [series("loss") { $0 < 8 ? 1 + $0 * $0 : 0.3 }]),
    Case(
      "a foreign classifier that guesses", .noProgress,
      faulty: [
        series("loss", noise: 0.003) { 2.303 + 0.4 / (1 + $0) },
        series("val_accuracy", noise: 0.005) { _ in 0.1 },
      ],
      healthy: [
        series("loss", noise: 0.003) { 2.303 / (1 + $0 / 10) },
        series("val_accuracy", noise: 0.005) { 0.1 + min(0.8, $0 / 60) },
      ]),
    Case(
      "a held-out loss that stays while the training's goes to nothing", .overfitting,
      faulty: [
        series("loss", noise: 1e-6) { 5e-6 + 1.4 * exp(-$0 / 8) },
        series("val_loss") { 1.04 + 0.3 * exp(-$0 / 4) },
      ],
      healthy: [
        series("loss", noise: 1e-6) { 5e-6 + 1.4 * exp(-$0 / 8) },
        series("val_loss") { 0.1 + 1.2 * exp(-$0 / 8) },
      ]),
    Case(
      "a margin that shrinks while no more is right than by chance", .noProgress,
      faulty: [
        series("loss", count: 300, noise: 0.04) { 0.73 + 0.3 * exp(-$0 / 60) },
        series("val_accuracy", noise: 0.02) { _ in 0.51 },
      ],
      healthy: [
        series("loss", count: 300, noise: 0.04) { 0.73 + 0.3 * exp(-$0 / 60) },
        series("val_accuracy", noise: 0.02) { 0.51 + min(0.3, $0 / 200) },
      ]),
    Case(
      "every second word is right before a text is learnt and after it", .noProgress,
      faulty: [
        series("loss", count: 300, noise: 0.01) { 0.8 + 0.2 * exp(-$0 / 60) },
        series("accuracy", count: 300, noise: 0.03) { _ in 0.5 },
      ],
      healthy: [
        series("loss", count: 300, noise: 0.01) { 2 + 0.4 * exp(-$0 / 60) },
        series("accuracy", count: 300, noise: 0.03) { 0.48 + $0 / 1e4 },
      ]),
    Case(
      "labels that belong to other inputs", .labelNoise,
      faulty: [
        series("loss") { 0.1 + 0.59 / (1 + $0 / 20) },
        series("val_loss", noise: 0.002) { 0.7 + $0 / 100 },
      ],
      healthy: [
        series("loss") { 0.1 + 0.59 / (1 + $0 / 20) },
        series("val_loss", noise: 0.002) { 0.2 + 0.5 / (1 + $0 / 20) },
      ]),
    Case(
      "labels of another order, of which a log has the accuracy alone", .labelNoise,
      faulty: [
        series("loss", count: 300, noise: 0.03) { 1.1 - $0 / 1000 },
        series("val_loss", count: 30, noise: 0.002) { 1.095 + $0 / 100 },
        series("val_accuracy", count: 30, noise: 0.02) { _ in 0.335 },
      ],
      healthy: [
        series("loss", count: 300, noise: 0.03) { 0.05 + 1.05 * exp(-$0 / 60) },
        series("val_loss", count: 30, noise: 0.002) { 0.1 + 1 * exp(-$0 / 6) },
        series("val_accuracy", count: 30, noise: 0.02) { 0.335 + min(0.6, $0 / 20) },
      ]),
    Case(
      "a softmax of a softmax", .output,
      faulty: [
        series("train_loss") { 1.47 + 0.83 * exp(-$0 / 10) },
        series("train_accuracy", noise: 0) { 0.97 - 0.87 * exp(-$0 / 10) },
      ],
      healthy: [
        series("train_loss") { 0.1 + 2.2 * exp(-$0 / 10) },
        series("train_accuracy", noise: 0) { 0.97 - 0.87 * exp(-$0 / 10) },
      ]),
    Case(
      "an accuracy of the frequent class", .classImbalance,
      faulty: [
        series("loss") { 0.2 + 0.49 * exp(-$0 / 5) }, series("accuracy", noise: 0) { _ in 0.95 },
        series("f1_score", noise: 0.001) { _ in 0.01 },
      ],
      healthy: [
        series("loss") { 0.2 + 0.49 * exp(-$0 / 5) }, series("accuracy", noise: 0) { _ in 0.95 },
        series("f1_score", noise: 0.001) { _ in 0.93 },
      ]),
    Case(
      "a norm of gradients that is always the limit", .clipping,
      faulty: [
        series("loss", noise: 0.001) { 2.3 - $0 / 400 },
        series("grad_norm", noise: 0) { _ in 0.01 },
      ],
      healthy: [
        series("loss") { 2.3 * exp(-$0 / 20) }, series("grad_norm", noise: 0.3) { _ in 1 },
      ]),
    Case(
      "a rate that is gone after a third", .schedule,
      faulty: [
        series("loss", noise: 0.001) { 1.3 + 1 / (1 + min($0, 30)) },
        series("lr", noise: 0) { 0.1 * pow(0.8, $0) },
      ],
      healthy: [
        healthyLoss, series("lr", noise: 0) { 0.05 * (1 + cos($0 / 100 * Double.pi)) },
      ]),
    Case(
      "a warm-up as long as the training", .schedule,
      faulty: [
        series("loss", noise: 0.001) { 2.3 - $0 / 150 },
        series("lr", noise: 0) { 1e-4 * (1 + $0) },
      ],
      healthy: [
        healthyLoss, series("lr", noise: 0) { 1e-3 * min(1, ($0 + 1) / 5) },
      ]),
    Case(
      "one batch that spoils each epoch", .lossSpikes,
      faulty: [
        series("loss", count: 200, noise: 0.002) {
          $0 > 30 && Int($0) % 40 == 39 ? 6 : 0.05 + falling($0) / 10
        }
      ],
      healthy: [series("loss", count: 200, noise: 0.002) { 0.05 + falling($0) / 10 }]),
    Case(
      "leaps of a long training, below where it began", .lossSpikes,
      faulty: [
        series("loss", count: 400, noise: 0.05) {
          130..<133 ~= $0 || $0 == 290 ? 7.5 : 2.5 + 8 / (1 + $0 / 8)
        }
      ],
      // Noise with a tail, of which the farthest value is not apart from the others.
      healthy: [
        series("loss", count: 400, noise: 0) { step in
          let noise = sin(step * step)
          return 2.5 + 8 / (1 + step / 8) + 0.05 / max(0.02, 1 - abs(noise))
        }
      ]),
    Case(
      "a bad example in every epoch of twelve steps", .lossSpikes,
      faulty: [series("loss", count: 300) { Int($0) % 12 == 7 ? 5_000 : 0.05 + falling($0) }],
      healthy: [series("loss", count: 300) { 0.05 + falling($0) }]),
    Case(
      "losses that are logged farther and farther apart", .throughput,
      faulty: [timed { 0.1 + 0.002 * $0 }], healthy: [timed { 0.1 + 0.03 * sin($0) }]),
    Case(
      "a loss that is infinite, and nothing more", .notFinite,
      faulty: [MetricSeries(name: "loss", values: [.infinity])],
      healthy: [MetricSeries(name: "loss", values: [1.3])]),
    Case(
      "steps from one side of the valley to the other", .edgeOfStability,
      faulty: [
        series("loss", noise: 0) {
          0.5 + 1.5 * exp(-$0 / 8) + (Int($0).isMultiple(of: 2) ? 0.08 : -0.08)
        }
      ],
      healthy: [series("loss", noise: 0.08) { 0.4 + 1.5 * exp(-$0 / 8) }]),
    Case(
      "a loss that still falls", .stoppedEarly,
      faulty: [series("loss", noise: 0.001) { 2.3 - 0.008 * $0 }],
      healthy: [series("loss", noise: 0.001) { 2.3 * exp(-$0 / 15) }]),
    Case(
      "a loss that falls slowly and steadily", .stoppedEarly,
      faulty: [
        series("loss", count: 1_200, noise: 0.08) { 0.72 + 0.3 * exp(-$0 / 200) - $0 / 2e4 }
      ],
      healthy: [series("loss", count: 1_200, noise: 0.08) { 0.72 + 0.3 * exp(-$0 / 100) }]),
    Case(
      "sixteen steps, of which noise hides whether the last still went down", .stoppedEarly,
      faulty: [
        MetricSeries(
          name: "loss",
          values: [
            1.04, 0.998, 0.93, 0.895, 0.901, 0.778, 0.828, 0.799, 0.771, 0.71, 0.786, 0.835, 0.802,
            0.733, 0.61, 0.759,
          ])
      ],
      healthy: [
        MetricSeries(
          name: "loss",
          values: [
            1.04, 0.998, 0.93, 0.895, 0.801, 0.778, 0.768, 0.771, 0.761, 0.765, 0.766, 0.765, 0.762,
            0.763, 0.76, 0.759,
          ])
      ]),
    Case(
      "twenty epochs in whose middle the loss was as far from its end as it is", .stoppedEarly,
      faulty: [series("loss", count: 20, noise: 0.002) { 0.1 + 0.66 * exp(-$0 / 12) }],
      healthy: [series("loss", count: 20, noise: 0.002) { 0.4 + 0.3 * exp(-$0 / 2) }]),
    Case(
      "twenty steps of all examples, the last ones small", .stoppedEarly,
      faulty: [
        MetricSeries(
          name: "loss",
          values: [
            0.769, 0.661, 0.573, 0.497, 0.44, 0.398, 0.364, 0.34, 0.322, 0.31, 0.3, 0.292, 0.285,
            0.28, 0.274, 0.27, 0.266, 0.264, 0.262, 0.262,
          ])
      ],
      healthy: [
        MetricSeries(
          name: "loss",
          values: [
            0.769, 0.573, 0.44, 0.364, 0.322, 0.3, 0.285, 0.274, 0.266, 0.264, 0.262, 0.263, 0.262,
            0.261, 0.262, 0.262, 0.261, 0.262, 0.262, 0.261,
          ])
      ]),
    Case(
      "batches whose noise hides that what is held out still improves", .stoppedEarly,
      faulty: [
        series("loss", count: 600, noise: 0.3) { 0.75 + 0.3 * exp(-$0 / 60) },
        series("val_loss", count: 40, noise: 0) { 0.742 + 0.1 * exp(-$0 / 15) },
      ],
      healthy: [
        series("loss", count: 600, noise: 0.3) { 0.75 + 0.3 * exp(-$0 / 60) },
        series("val_loss", count: 40, noise: 0) { 0.742 + 0.1 * exp(-$0 / 4) },
      ]),
    Case(
      "steps that take longer and longer", .throughput,
      faulty: [healthyLoss, series("step_time", noise: 0.001) { 0.1 + 0.002 * $0 }],
      healthy: [healthyLoss, series("step_time", noise: 0.03) { _ in 0.1 }]),
  ]

  private func findings(_ metrics: [MetricSeries]) -> [Finding] {
    Finding.all(in: RunHistory(name: "log", metrics: metrics))
  }

  @Test(arguments: cases) func theFaultIsNamedAndTheTwinIsNot(_ pair: Case) {
    let found = findings(pair.faulty)
    #expect(found.map(\.rule) == [pair.rule], "\(found.map(\.sentence))")
    let twin = findings(pair.healthy)
    #expect(twin.isEmpty, "\(twin.map(\.sentence))")
  }

  /// What follows from one cause stands under it, and makes it as bad.
  @Test func consequencesStandUnderTheirCause() throws {
    let found = findings([
      Self.series("loss", noise: 0.001) { 2.3 - $0 / 1000 },
      Self.series("grad_norm", noise: 0) { _ in 0.01 },
    ])
    #expect(found.map(\.rule) == [.clipping])
    let cause = try #require(found.first)
    #expect(cause.consequences.map(\.rule) == [.noProgress])
    #expect(cause.severity == .problem)
  }

  @Test func aBatchThatComesBackIsNamed() throws {
    let spikes = try #require(Self.cases.first { $0.rule == .lossSpikes })
    let found = try #require(findings(spikes.faulty).first)
    #expect(found.sentence.contains("It is so every 40 steps: always at the same batch."))
    #expect(found.numbers["steps"] == [39, 79, 119, 159])
  }

  /// What ends above where it began has learnt nothing that could be known by heart.
  @Test func whatHasLearntNothingDoesNotOverfit() {
    let leap = [0.81, 4_000, 30, 2_000, 900]
    let loss = leap + (0..<495).map { $0 < 315 ? 1.6 : 1.2 }
    let heldOut = MetricSeries(
      name: "val_loss", steps: [100, 200, 300, 400, 500], values: [1.6, 2.1, 1.2, 1.9, 1.63])
    let found = Finding.all(
      in: RunHistory(name: "log", metrics: [MetricSeries(name: "loss", values: loss), heldOut]))
    #expect(!found.flatMap { [$0] + $0.consequences }.contains { $0.rule == .overfitting })
  }
}
