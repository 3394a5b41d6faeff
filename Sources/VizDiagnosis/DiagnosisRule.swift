import VizEvents
import VizTrace

/// One rule: what it looks for, when it speaks, and where it comes from. One file a rule, registered
/// in ``Finding/rules``.
protocol DiagnosisRule: SendableMetatype {
  /// The kind of thing that it finds.
  static var rule: Finding.Rule { get }
  /// What a run has to have for it to be asked; see ``symptoms(_:)``.
  static var needs: [Need] { get }
  /// What it sees more by: without it, it is asked in part only.
  static var wants: [Need] { get }
  /// When it speaks, in words.
  static var threshold: String { get }
  /// Where it comes from.
  static var source: String { get }

  /// How sure a finding of it is, in a run whose nodes are recorded.
  static var confidence: Finding.Confidence { get }

  /// What it finds in a run that has what it ``needs``.
  static func symptoms(_ evidence: RunEvidence) -> [Symptom]
}

extension DiagnosisRule {
  static var wants: [Need] { [] }
  static var confidence: Finding.Confidence { .likely }

  /// A finding of the rule, with its threshold and its source.
  static func makeFinding(
    _ severity: Finding.Severity, title: String, sentence: String, step: Int? = nil,
    nodes: [Node.ID] = [], evidence: Finding.Evidence, numbers: [String: [Double]] = [:],
    advice: String, confidence: Finding.Confidence? = nil
  ) -> Finding {
    var finding = Finding(
      rule, severity, title: title, sentence: sentence, step: step, nodes: nodes,
      evidence: evidence, numbers: numbers, advice: advice, threshold: threshold, source: source)
    finding.confidence = confidence ?? Self.confidence
    return finding
  }
}

/// Something that a log may have or lack.
enum Need: CaseIterable {
  /// The training's loss, or that of held-out data.
  case loss
  /// The losses of both.
  case bothLosses
  /// Accuracies.
  case accuracy
  /// The learning rate over the steps.
  case learningRate
  /// How many examples a step learns from.
  case batchSize
  /// How long each step took.
  case stepTimes
  /// The gradients of the matrices, over the steps.
  case gradients
  /// The matrices themselves, over the steps.
  case weights
  /// How large updates are beside the weights.
  case updates
  /// What the functions between the layers give, over the steps.
  case functions
  /// The values before the first step is taken.
  case firstStep
  /// The computational graph, from which follows what is an input and what a target.
  case graph
  /// How the network was set when it was evaluated.
  case evaluations
  /// What several processes have of one step.
  case ranks

  /// What to log, so that a rule that needs it can be asked.
  var toLog: String {
    switch self {
    case .loss: "the loss as a scalar, at every step or epoch"
    case .bothLosses:
      "the losses of training and of held-out data, at two steps or more each (`loss`, `val_loss`)"
    case .accuracy: "the accuracy as a scalar (`accuracy`, `val_accuracy`)"
    case .learningRate: "the learning rate as a scalar (`learning_rate`)"
    case .batchSize: "the size of the batches among the hyperparameters (`batch_size`)"
    case .stepTimes:
      "the seconds of each step (`step_time`), or when each loss was logged (`wall_time`)"
    case .gradients: "histograms of the gradients of all parameters (`gradients/fc1.weight`)"
    case .weights: "histograms of all parameters (`weights/fc1.weight`)"
    case .updates: "how large updates are, which vizbp.watch and vizbp's Recorder record"
    case .functions: "histograms of what the activation functions give (`activations/relu1`)"
    case .firstStep: "what nodes hold from the first step on, as vizbp.watch and Recorder do"
    case .graph: "the graph, which vizbp.watch and vizbp's Recorder record"
    case .evaluations: "how the network is set when it is evaluated, which vizbp.watch records"
    case .ranks: "what every process computes, as vizbp.watch does where there are several"
    }
  }

  /// Whether a run has it.
  func isMet(by evidence: RunEvidence) -> Bool {
    switch self {
    case .loss: evidence.loss != nil || evidence.history.loss != nil
    case .bothLosses:
      evidence.heldOut != nil && evidence.loss?.name != evidence.heldOut?.name
    case .accuracy: evidence.history.roles.accuracyScale != nil
    case .learningRate: evidence.history.learningRate != nil
    case .batchSize: evidence.settings.batch != nil
    case .stepTimes: evidence.stepTimes != nil
    case .gradients: evidence.weights.contains { !$0.gradient.isEmpty }
    case .weights: evidence.weights.contains { !$0.value.isEmpty }
    case .updates: evidence.weights.contains { !$0.updateRatio.isEmpty }
    case .functions: !evidence.activations.isEmpty
    case .firstStep: evidence.firstRow != nil && !evidence.weights.isEmpty
    case .graph: !evidence.nodes.isEmpty && !evidence.history.nodes.tracks.isEmpty
    case .evaluations: evidence.evaluationModes != nil
    case .ranks: !evidence.history.ranks.isEmpty
    }
  }
}
