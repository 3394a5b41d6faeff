import VizBase

/// How far a run's weights have gone from where they were drawn, as far as its updates tell.
struct Movement {
  /// How large an update is beside its weights, in the median; of the matrix that moves the most.
  let ratio: Double
  /// How many steps were taken.
  let steps: Double

  /// How far all steps lead together at most, in units of the weights: as if all went one way.
  var way: Double { ratio * steps }

  /// Whether the weights cannot have gone as far as they are large.
  var isShort: Bool { way < 1 }

  /// So far, in units of the weights, the steps of a training lead together that learns a border that
  /// winds: descent on the lectures' spiral is at half of the way to all right with 0.6, and learns it
  /// with 5.
  private static let usual = 5.0
  /// A rate that is raised more than this at once is a guess.
  private static let mostTimes = 10.0

  /// How many times as far they should lead.
  private var times: Double {
    way > 0 ? min(Self.mostTimes, max(2, (Self.usual / way).rounded(.up))) : Self.mostTimes
  }

  /// What is seen, for the end of a sentence.
  var words: String {
    " An update changes the weights by \(NumberFormat.plain(ratio)) of their size at most, all"
      + " \(NumberFormat.grouped(steps)) by no more than \(NumberFormat.brief(way)) of it: they are"
      + " still near where they were drawn."
  }

  /// What leads them further.
  func advice(_ settings: RunSettings) -> String {
    let rate =
      settings.rate.map { rate in
        "about \(NumberFormat.brief(rate * times)) in place of \(NumberFormat.brief(rate))"
      } ?? "\(NumberFormat.brief(times)) times as high first"
    let isDescent = settings.optimizer != nil && !settings.isAdaptive
    let adam = "Adam (at a rate of 0.01 or 0.003), whose steps do not shrink with the gradient, or "
    return
      "Take \(isDescent ? adam : "")a higher learning rate, \(rate). At this one it takes about"
      + " \(NumberFormat.brief(2 * times)) times as many steps (`--resume` of vizbp train)."
  }
}

extension RunEvidence {
  /// How far the weights have gone over the steps of a loss; nil where no updates are known.
  func movement(over loss: LossCourse) -> Movement? {
    weights.compactMap { median($0.updateRatio) }.max().map { ratio in
      Movement(ratio: ratio, steps: (loss.steps.last ?? 0) - (loss.steps.first ?? 0) + 1)
    }
  }
}
