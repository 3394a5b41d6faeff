public import VizTrace

/// Something that a run shows to be wrong with a training, in words for a lecturer and a student.
///
/// ```swift
/// for finding in Finding.all(in: history) { print(finding.title) }
/// ```
public struct Finding: Sendable, Equatable {
  /// What kind of thing was found; the raw values are names for files and pages.
  public enum Rule: String, Sendable, CaseIterable {
    /// A number is NaN or infinite.
    case notFinite = "not-finite"
    /// The loss grows.
    case diverges
    /// The loss goes up and down.
    case oscillates
    /// The loss stays where it was.
    case noProgress = "no-progress"
    /// Something is wrong before the first step.
    case initialisation
    /// Gradients shrink from layer to layer.
    case vanishingGradients = "vanishing-gradients"
    /// Gradients grow from layer to layer, or leap.
    case explodingGradients = "exploding-gradients"
    /// Units give nothing for any example.
    case deadUnits = "dead-units"
    /// Functions are where they have no slope.
    case saturation
    /// A parameter gets no gradient.
    case noGradient = "no-gradient"
    /// Updates are too large or too small beside the parameters.
    case updateRatio = "update-ratio"
    /// The held-out loss grows while the loss falls.
    case overfitting
  }

  /// How bad it is, the worst first; the raw values are the names that files and options have.
  public enum Severity: String, Sendable, CaseIterable {
    /// Training cannot succeed this way.
    case problem
    /// Training goes on, and worse than it could.
    case warning
    /// Something to know, and nothing to mend.
    case note

    /// Whether it is at least as bad as another.
    public func isAtLeast(_ other: Severity) -> Bool { order <= other.order }
  }

  /// What shows it.
  public enum Evidence: Sendable, Hashable {
    /// The curves of these metrics.
    case curves([String])
    /// The gradients of the layers.
    case gradientFlow
    /// The updates beside the parameters.
    case updateRatios
    /// Saturation and dead units by layer.
    case units
    /// How the values of a node are spread.
    case distribution(Node.ID)
    /// The graph at a step.
    case graph(step: Int)
    /// The node at which numbers stopped being numbers.
    case autopsy
  }

  /// What kind of thing it is.
  public var rule: Rule
  /// How bad it is.
  public var severity: Severity
  /// What was found, as a headline.
  public var title: String
  /// What is seen, where, and since when, with the numbers.
  public var sentence: String
  /// Since when, where there is such a step.
  public var step: Int?
  /// The nodes that it is about.
  public var nodes: [Node.ID]
  /// What shows it.
  public var evidence: Evidence
  /// What was measured, by names in lower snake case: the numbers of ``sentence``.
  public var numbers: [String: [Double]]
  /// What people usually do about it.
  public var advice: String
  /// When the rule speaks, in words.
  public var threshold: String
  /// Where the rule comes from.
  public var source: String

  /// A finding by all that is to be said of it.
  public init(
    _ rule: Rule, _ severity: Severity, title: String, sentence: String, step: Int? = nil,
    nodes: [Node.ID] = [], evidence: Evidence, numbers: [String: [Double]] = [:], advice: String,
    threshold: String, source: String
  ) {
    self.rule = rule
    self.severity = severity
    self.title = title
    self.sentence = sentence
    self.step = step
    self.nodes = nodes
    self.evidence = evidence
    self.numbers = numbers
    self.advice = advice
    self.threshold = threshold
    self.source = source
  }
}
