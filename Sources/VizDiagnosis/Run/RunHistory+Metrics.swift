public import VizTrace

extension RunHistory {
  /// The values of a metric, by its full name.
  public func metric(_ name: String) -> MetricSeries? { metrics.first { $0.name == name } }

  /// The loss that the training minimises: `loss`, `train/loss`, `epoch_loss` ….
  public var loss: MetricSeries? {
    let words = ["loss", "cost", "objective", "nll", "cross_entropy", "mse"]
    let candidates = metrics.filter { series in
      let name = MetricName(series.name)
      return name.split == nil || name.split == .train
    }
    for word in words {
      let found = candidates.filter { MetricName($0.name).base.lowercased() == word }
      // Of a loss that is logged by steps and by epochs, the steps.
      if let best = found.max(by: { $0.values.count < $1.values.count }) { return best }
    }
    return candidates.first { series in
      let name = MetricName(series.name).base.lowercased()
      return words.contains { name.hasSuffix($0) }
    }
  }

  /// The same on held-out data: `validation/loss`, `val_loss` …, or else that of the test data.
  public var validationLoss: MetricSeries? { heldOut(loss.map { MetricName($0.name).base }) }

  /// The share of examples that are classified correctly.
  public var accuracy: MetricSeries? {
    metrics.first { series in
      let name = MetricName(series.name)
      return Self.isAccuracy(name.base) && (name.split == nil || name.split == .train)
    }
  }

  /// The same on held-out data.
  public var validationAccuracy: MetricSeries? {
    for split in [MetricName.Split.validation, .test] {
      if let found = metrics.first(where: {
        MetricName($0.name).split == split && Self.isAccuracy(MetricName($0.name).base)
      }) {
        return found
      }
    }
    return nil
  }

  /// The learning rate, where it was logged.
  public var learningRate: MetricSeries? {
    let names: Set = ["learning_rate", "lr", "train/learning_rate", "epoch_learning_rate"]
    return metrics.first { names.contains($0.name.lowercased()) || $0.name.hasPrefix("lr-") }
  }

  private static func isAccuracy(_ base: String) -> Bool {
    let name = base.lowercased()
    return name == "acc" || name.hasSuffix("accuracy") || name.hasSuffix("_acc")
  }

  private func heldOut(_ base: String?) -> MetricSeries? {
    for split in [MetricName.Split.validation, .test] {
      let found = metrics.filter {
        let name = MetricName($0.name)
        guard name.split == split else { return false }
        return base.map { $0 == name.base } ?? name.base.lowercased().hasSuffix("loss")
      }
      if let best = found.max(by: { $0.values.count < $1.values.count }) { return best }
    }
    return nil
  }
}
