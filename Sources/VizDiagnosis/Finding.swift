public import VizTrace

/// Something that a run shows to be wrong with a training, in words for a lecturer and a student.
///
/// ```swift
/// for finding in Finding.all(in: history) { print(finding.title) }
/// ```
public struct Finding: Sendable, Equatable {
  /// What kind of thing was found, causes before what follows from them; the raw values are names
  /// for files and pages.
  public enum Rule: String, Sendable, CaseIterable {
    /// Inputs or targets are out of scale, or all the same.
    case dataScale = "data-scale"
    /// The last function does not fit the loss or the targets.
    case output = "output-mismatch"
    /// Layers collapse into one, for want of a function between them.
    case noBend = "no-nonlinearity"
    /// Most examples are of one class.
    case classImbalance = "class-imbalance"
    /// Something is wrong before the first step.
    case initialisation
    /// The network is too small.
    case capacity
    /// Units are copies of each other.
    case symmetricUnits = "symmetric-units"
    /// Gradients are added up from step to step.
    case accumulation = "gradient-accumulation"
    /// A parameter gets no gradient.
    case noGradient = "no-gradient"
    /// A parameter does not move.
    case frozen = "frozen-parameters"
    /// Decay wins over the loss.
    case regularisation
    /// Dropout leaves too few units.
    case dropout
    /// Gradients are always clipped.
    case clipping
    /// The learning rate takes a course that spoils the training.
    case schedule
    /// Processes of one training part, or all do the same work.
    case ranks = "rank-divergence"
    /// The learning rate is too high.
    case learningRate = "learning-rate"
    /// A number is NaN or infinite.
    case notFinite = "not-finite"
    /// The loss grows.
    case diverges
    /// The loss leaps up in single steps.
    case lossSpikes = "loss-spikes"
    /// The loss goes up and down.
    case oscillates
    /// The learning rate is as high as it can be.
    case edgeOfStability = "edge-of-stability"
    /// The noise of batches drowns what is to be learnt.
    case batchNoise = "batch-noise"
    /// Units give nothing for any example.
    case deadUnits = "dead-units"
    /// Functions are where they have no slope.
    case saturation
    /// Gradients shrink from layer to layer.
    case vanishingGradients = "vanishing-gradients"
    /// Gradients grow from layer to layer, or leap.
    case explodingGradients = "exploding-gradients"
    /// Units that differ say the same.
    case collapse = "representation-collapse"
    /// Updates are too large or too small beside the parameters.
    case updateRatio = "update-ratio"
    /// The loss stays where it was, or at that of guessing.
    case noProgress = "no-progress"
    /// What is learnt holds for no other example.
    case labelNoise = "label-noise"
    /// Held-out data are looked at as in training.
    case evaluationMode = "evaluation-mode"
    /// The held-out loss stays high or grows while the loss falls.
    case overfitting
    /// The loss still falls at the end.
    case stoppedEarly = "stopped-early"
    /// The weights grow without end.
    case normDrift = "norm-drift"
    /// Steps take longer and longer.
    case throughput
  }

  /// How bad it is, the worst first; the raw values are the names that files and options have.
  public enum Severity: String, Sendable, CaseIterable, Comparable {
    /// Training cannot succeed this way.
    case problem
    /// Training goes on, and worse than it could.
    case warning
    /// Something to know, and nothing to mend.
    case note

    /// Whether it is less bad than another.
    public static func < (a: Severity, b: Severity) -> Bool { a.order > b.order }
  }

  /// How sure it is that what was seen has the cause that is named; the raw values are the names that
  /// files have.
  public enum Confidence: String, Sendable, CaseIterable {
    /// It stands in the graph, in the settings, or in the numbers themselves.
    case certain
    /// Numbers of the nodes are beyond a threshold.
    case likely
    /// Only curves tell of it, which may have another cause.
    case possible
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
    /// The processes beside each other.
    case ranks
  }

  /// What kind of thing it is.
  public var rule: Rule
  /// How bad it is.
  public var severity: Severity
  /// How sure the cause is.
  public var confidence = Confidence.likely
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
  /// What follows from it, and goes away with it.
  public var consequences: [Finding] = []

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
