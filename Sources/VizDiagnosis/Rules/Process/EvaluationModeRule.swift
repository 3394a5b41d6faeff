import VizBase
import VizEvents
import VizTrace

/// Evaluations of a network that is still set to training: units dropped, and batches' own
/// statistics in place of those of all.
enum EvaluationModeRule: DiagnosisRule {
  static let rule = Finding.Rule.evaluationMode
  static let needs: [Need] = [.evaluations]
  static let confidence = Finding.Confidence.certain
  static let threshold =
    "One evaluation, a forward pass without gradients, in which a dropout or a batch normalisation"
    + " is set to training."
  static let source =
    "PyTorch documentation, Autograd Mechanics, Evaluation Mode (nn.Module.eval()); Ioffe and"
    + " Szegedy, Batch Normalization, 2015, section 3.1"

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let series = evidence.evaluationModes else { return [] }
    let wrong = zip(series.steps, series.values).filter { $0.1 > 0 }
    guard let first = wrong.first else { return [] }
    let step = Int(exactly: first.0.rounded())
    let finding = makeFinding(
      .warning, title: "The network is evaluated as it is trained",
      sentence: "In \(wrong.count) of \(series.values.count) steps with evaluations the network was"
        + " still set to training: dropout drops units there, and batch normalisation takes the"
        + " statistics of what it is shown. The numbers of held-out data are worse than the network"
        + " is, and differ from one evaluation to the next.",
      step: step, evidence: .curves([series.name]),
      numbers: ["evaluations": [Double(series.values.count)], "wrong": [Double(wrong.count)]],
      advice: "Call `model.eval()` before an evaluation and `model.train()` after it (Keras:"
        + " `training=False`).")
    return [Symptom(finding)]
  }
}
