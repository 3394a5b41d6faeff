public import VizTrace

extension RunHistory {
  /// The values of a metric, by its full name.
  public func metric(_ name: String) -> MetricSeries? { metrics.first { $0.name == name } }

  /// The loss that the training minimises; see ``/VizTrace/MetricRoles/loss``.
  public var loss: MetricSeries? { roles.loss }

  /// The same on held-out data; see ``/VizTrace/MetricRoles/validationLoss``.
  public var validationLoss: MetricSeries? { roles.validationLoss }

  /// How many examples are classified correctly.
  public var accuracy: MetricSeries? { roles.accuracy }

  /// The same on held-out data.
  public var validationAccuracy: MetricSeries? { roles.validationAccuracy }

  /// The learning rate, where it was logged.
  public var learningRate: MetricSeries? { roles.learningRate }
}
