/// How curves of metrics are drawn.
public struct CurveOptions: Sendable, Hashable {
  /// What stands for several runs of one metric.
  public enum Band: String, Sendable, Hashable, CaseIterable {
    /// Each run has its own curve.
    case none
    /// The mean, in a band of one standard deviation to both sides.
    case deviation
    /// The mean, in a band from the least to the greatest.
    case range
  }

  /// Which point is labelled.
  public enum Best: String, Sendable, Hashable, CaseIterable {
    /// The lowest of a loss or an error, the highest of an accuracy or a score, none of the rest.
    case automatic
    /// The lowest of every metric.
    case lowest
    /// The highest of every metric.
    case highest
    /// No point is labelled.
    case none
  }

  /// nil for what the curves show in words.
  public var title: String?
  /// What the steps are, with their unit.
  public var xLabel: String
  /// How x becomes a place: linear, logarithmic, or time.
  public var xKind: Scale.Kind
  /// How y becomes a place; where it is logarithmic, the logarithms are what is smoothed.
  public var yKind: Scale.Kind
  /// The weight of the past in the exponential average, from 0 to below 1, from one point to the
  /// next of the curve whose points are closest; one with fewer points is averaged over as long a
  /// time. Nil for raw curves.
  public var smoothing: Double?
  /// What stands for several runs of one metric; each run's own curve by default.
  public var band: Band
  /// Which point of a curve is labelled; by default the metric's name decides.
  public var best: Best
  /// The size of the whole figure, with its title and its axes.
  public var size: FigureSize

  /// Linear axes, raw curves, and a label at the best point, unless told otherwise.
  public init(
    title: String? = nil, xLabel: String = "step", xKind: Scale.Kind = .linear,
    yKind: Scale.Kind = .linear, smoothing: Double? = nil, band: Band = .none,
    best: Best = .automatic, size: FigureSize = .standard
  ) {
    self.title = title
    self.xLabel = xLabel
    self.xKind = xKind
    self.yKind = yKind
    self.smoothing = smoothing
    self.band = band
    self.best = best
    self.size = size
  }
}
