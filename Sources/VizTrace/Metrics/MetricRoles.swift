/// Which of a run's metrics are its losses and accuracies, by their names.
public struct MetricRoles: Sendable {
  /// The loss that the training minimises: `loss`, `Loss/train`, `epoch_loss` …; where there are
  /// only parts of one, such as `box_loss`, the first of them.
  public let loss: MetricSeries?
  /// The same on held-out data: `validation/loss`, `val_loss` …, or else that of the test data.
  public let validationLoss: MetricSeries?
  /// How many examples are classified correctly.
  public let accuracy: MetricSeries?
  /// The same on held-out data.
  public let validationAccuracy: MetricSeries?
  /// The learning rate, where it was logged.
  public let learningRate: MetricSeries?

  /// Looks through a run's metrics. Complexity: O(*n*) in their number.
  public init(_ metrics: [MetricSeries]) {
    let named = metrics.map { Named($0) }
    let losses = Self.pair(named.filter { $0.lossRank != nil }) { $0.lossRank ?? 0 }
    loss = losses.own
    validationLoss =
      losses.heldOut ?? (loss == nil ? Self.heldOut(named.filter(\.endsWithLoss)) : nil)
    let accuracies = named.filter(\.isAccuracy)
    let pair = Self.pair(accuracies) { Self.accuracyWords.contains($0.base) ? 0 : 1 }
    accuracy = pair.own
    validationAccuracy = pair.heldOut ?? Self.heldOut(accuracies, byCount: false)
    let rates: Set = ["learning_rate", "lr", "train/learning_rate", "epoch_learning_rate"]
    learningRate = metrics.first {
      rates.contains($0.name.lowercased()) || $0.name.hasPrefix("lr-")
    }
  }

  /// A metric, and what its name says.
  private struct Named {
    let series: MetricSeries
    let split: MetricName.Split?
    /// What it measures, on whatever data.
    let base: String
    /// The same without the words for how often it was logged, or over what it is a mean.
    let plain: String

    init(_ series: MetricSeries) {
      let name = MetricName(series.name)
      (self.series, split, base) = (series, name.split, name.base.lowercased())
      let words = base.split { "_/-. ".contains($0) }.filter {
        !MetricRoles.rhythms.contains(String($0))
      }
      plain = words.joined(separator: "_")
    }

    var isOfTraining: Bool { split == nil || split == .train }
    var endsWithLoss: Bool { base.hasSuffix("loss") }

    /// How likely it is the loss: that by its very name, that by a name with a rhythm, a part of one;
    /// nil where it is none.
    var lossRank: Int? {
      if let rank = MetricRoles.lossWords.firstIndex(of: base) { return rank }
      if MetricRoles.lossWords.contains(plain) { return MetricRoles.lossWords.count }
      return MetricRoles.lossWords.contains { base.hasSuffix($0) }
        ? MetricRoles.lossWords.count + 1 : nil
    }

    var isPartOfLoss: Bool { lossRank ?? 0 > MetricRoles.lossWords.count }

    var isAccuracy: Bool {
      MetricRoles.accuracyWords.contains(base) || base.hasSuffix("accuracy")
        || base.hasSuffix("_acc")
        || base.hasSuffix("/acc") || base.hasPrefix("acc/")
    }
  }

  private static let rhythms: Set = [
    "batch", "epoch", "step", "steps", "iter", "iteration", "running", "avg", "average", "mean",
    "smoothed",
  ]

  private static let lossWords = [
    "loss", "total_loss", "loss_total", "cost", "objective", "nll", "cross_entropy", "mse",
    "logloss",
  ]

  private static let accuracyWords: Set = [
    "accuracy", "acc", "acc1", "acc@1", "acc_1", "top1", "top-1", "top_1",
  ]

  /// What the training is told by, and the same on held-out data.
  ///
  /// Of several, such as a batch's loss beside the epoch's, it is one that there is of held-out data
  /// as well, and of those the likeliest by its name.
  private static func pair(
    _ metrics: [Named], rank: (Named) -> Int
  ) -> (own: MetricSeries?, heldOut: MetricSeries?) {
    let others = metrics.filter { !$0.isOfTraining }
    var best: (key: (Int, Int, Int, Int), own: Named, heldOut: MetricSeries?)?
    for metric in metrics where metric.isOfTraining {
      let same = heldOut(others.filter { $0.base == metric.base })
      let alike = same ?? heldOut(others.filter { $0.plain == metric.plain })
      // A part of a loss is not the loss, whatever there is of it.
      let key = (
        metric.isPartOfLoss ? 1 : 0, same != nil ? 0 : alike != nil ? 1 : 2, rank(metric),
        // Of what is logged by steps and by epochs alike, the steps.
        -metric.series.values.count
      )
      if best.map({ key < $0.key }) ?? true { best = (key, metric, alike) }
    }
    return (best?.own.series, best?.heldOut)
  }

  /// The one with the most values of the validation data, or else of the test data.
  private static func heldOut(_ metrics: [Named], byCount: Bool = true) -> MetricSeries? {
    for split in [MetricName.Split.validation, .test] {
      let found = metrics.filter { $0.split == split }.map(\.series)
      let most = byCount ? found.max { $0.values.count < $1.values.count } : found.first
      if let most { return most }
    }
    return nil
  }

  // MARK: - Shares

  /// How accuracies were written down.
  public enum Scale: Sendable, Hashable {
    /// As parts of one.
    case share
    /// As parts of a hundred.
    case percent
  }

  /// How the run's accuracies were written down, by all of their values: parts of one where none is
  /// above 1, parts of a hundred where none is above 100; nil where they are neither.
  public var accuracyScale: Scale? {
    let values = [accuracy, validationAccuracy].compactMap { $0 }.flatMap(\.values)
      .filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), low >= 0 else { return nil }
    // A sum of rounded parts may be a little more.
    if high <= 1.000_001 { return .share }
    return high <= 100.000_1 ? .percent : nil
  }

  /// The accuracies as parts of one; nil where there are none, or they are no parts of anything.
  ///
  /// - Parameter ofHeldOutFirst: Whether those of held-out data are wanted where there are both.
  public func shares(ofHeldOutFirst: Bool) -> [Double]? {
    let both = [validationAccuracy, accuracy].compactMap { $0 }
    guard let series = ofHeldOutFirst ? both.first : both.last, let scale = accuracyScale else {
      return nil
    }
    return scale == .share ? series.values : series.values.map { $0 / 100 }
  }

  /// The share of held-out examples, or else of all, that is classified correctly at the end.
  public var finalAccuracy: Double? {
    guard let last = (validationAccuracy ?? accuracy)?.values.last else { return nil }
    switch accuracyScale {
    case .share: return last
    case .percent: return last / 100
    case nil: return last.isFinite ? nil : last
    }
  }
}
