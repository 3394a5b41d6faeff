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
    let named = metrics.map { (name: MetricName($0.name), series: $0) }
    let loss = Self.loss(named)
    self.loss = loss
    validationLoss = Self.heldOut(named, loss.map { MetricName($0.name).base.lowercased() })
    func accuracy(_ isWanted: (MetricName.Split?) -> Bool) -> MetricSeries? {
      named.first { isWanted($0.name.split) && Self.isAccuracy($0.name.base) }?.series
    }
    self.accuracy = accuracy { $0 == nil || $0 == .train }
    validationAccuracy = accuracy { $0 == .validation } ?? accuracy { $0 == .test }
    let rates: Set = ["learning_rate", "lr", "train/learning_rate", "epoch_learning_rate"]
    learningRate = metrics.first {
      rates.contains($0.name.lowercased()) || $0.name.hasPrefix("lr-")
    }
  }

  private typealias Named = (name: MetricName, series: MetricSeries)

  private static let lossWords = [
    "loss", "total_loss", "loss_total", "cost", "objective", "nll", "cross_entropy", "mse",
    "logloss",
  ]

  private static func loss(_ metrics: [Named]) -> MetricSeries? {
    let candidates = metrics.compactMap { metric in
      metric.name.split == nil || metric.name.split == .train
        ? (base: metric.name.base.lowercased(), series: metric.series) : nil
    }
    for word in lossWords {
      let found = candidates.filter { $0.base == word }
      // Of a loss that is logged by steps and by epochs, the steps.
      if let best = found.max(by: { $0.series.values.count < $1.series.values.count }) {
        return best.series
      }
    }
    return candidates.first { candidate in
      lossWords.contains { candidate.base.hasSuffix($0) }
    }?.series
  }

  private static func heldOut(_ metrics: [Named], _ base: String?) -> MetricSeries? {
    for split in [MetricName.Split.validation, .test] {
      let found = metrics.filter { metric in
        guard metric.name.split == split else { return false }
        let name = metric.name.base.lowercased()
        return base.map { $0 == name } ?? name.hasSuffix("loss")
      }
      if let best = found.max(by: { $0.series.values.count < $1.series.values.count }) {
        return best.series
      }
    }
    return nil
  }

  private static func isAccuracy(_ base: String) -> Bool {
    let name = base.lowercased()
    return ["acc", "acc1", "acc@1", "acc_1", "top1", "top-1", "top_1"].contains(name)
      || name.hasSuffix("accuracy") || name.hasSuffix("_acc")
      || name.hasSuffix("/acc") || name.hasPrefix("acc/")
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
