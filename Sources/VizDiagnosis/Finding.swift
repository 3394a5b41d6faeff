public import VizTrace

/// Something that a run shows to be wrong with a training, in words for a lecturer and a student.
///
/// ```swift
/// for finding in Finding.all(in: history) { print(finding.title) }
/// ```
public struct Finding: Sendable, Equatable {
  /// What kind of thing was found; the raw values are names for files and pages.
  public enum Rule: String, Sendable, CaseIterable {
    case notFinite = "not-finite"
    case diverges
    case oscillates
    case noProgress = "no-progress"
    case initialisation
    case vanishingGradients = "vanishing-gradients"
    case explodingGradients = "exploding-gradients"
    case deadUnits = "dead-units"
    case saturation
    case noGradient = "no-gradient"
    case updateRatio = "update-ratio"
    case overfitting
  }

  /// How bad it is.
  public enum Severity: Int, Sendable, CaseIterable, Comparable {
    /// Training cannot succeed this way.
    case broken
    /// Training goes on, and worse than it could.
    case warning

    public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
  }

  /// What shows it.
  public enum Evidence: Sendable, Hashable {
    /// The curves of these metrics.
    case curves([String])
    case gradientFlow
    case updateRatios
    /// Saturation and dead units by layer.
    case units
    /// How the values of a node are spread.
    case distribution(Node.ID)
    /// The graph at a step.
    case graph(step: Int)
    case autopsy
  }

  public var rule: Rule
  public var severity: Severity
  /// What was found, as a headline.
  public var title: String
  /// What is seen, where, and since when, with the numbers.
  public var sentence: String
  /// Since when, where there is such a step.
  public var step: Int?
  /// The nodes that it is about.
  public var nodes: [Node.ID]
  public var evidence: Evidence
  /// What people usually do about it.
  public var advice: String
  /// When the rule speaks, in words.
  public var threshold: String
  /// Where the rule comes from.
  public var source: String

  public init(
    _ rule: Rule, _ severity: Severity, title: String, sentence: String, step: Int? = nil,
    nodes: [Node.ID] = [], evidence: Evidence, advice: String, threshold: String, source: String
  ) {
    self.rule = rule
    self.severity = severity
    self.title = title
    self.sentence = sentence
    self.step = step
    self.nodes = nodes
    self.evidence = evidence
    self.advice = advice
    self.threshold = threshold
    self.source = source
  }
}
