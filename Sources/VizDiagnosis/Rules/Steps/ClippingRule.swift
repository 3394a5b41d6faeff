import VizBase
import VizEvents
import VizStatistics
import VizTrace

/// Gradients that are cut at every step.
enum ClippingRule: DiagnosisRule {
  static let rule = Finding.Rule.clipping
  static let needs: [Need] = [.loss]
  static var threshold: String {
    "Known settings: the norm of the gradients is above the limit at \(Int(always * 100)) % of the"
      + " steps, and in the"
      + " median more than \(NumberFormat.plain(factor)) times it, in a run that does not learn by"
      + " an update whose"
      + " size is the gradient's. A logged norm of gradients that is one number at"
      + " \(Int(always * 100)) % of the steps."
  }
  static let source =
    "Pascanu, Mikolov and Bengio, On the Difficulty of Training Recurrent Neural Networks, 2013;"
    + " Zhang, He, Sra and Jadbabaie, Why Gradient Clipping Accelerates Training, 2020"

  static let always = 0.95
  static let factor = 5.0

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    guard let loss = evidence.loss, loss.end > 0.5 * loss.start, !evidence.endsWell else {
      return []
    }
    return (bySettings(evidence) ?? byMetric(evidence)).map {
      [Symptom($0, becauseOf: [.dataScale, .initialisation, .learningRate, .notFinite])]
    } ?? []
  }

  private static func bySettings(_ evidence: RunEvidence) -> Finding? {
    guard !evidence.settings.isAdaptive, evidence.tracks.steps.count >= 10 else { return nil }
    let (limit, sizes): (Double, [Double])
    if let norm = evidence.settings.clipNorm, norm > 0 {
      let norms = evidence.gradientNorms
      guard !norms.isEmpty else { return nil }
      (limit, sizes) = (norm, evidence.sample.map { norms[$0] })
    } else if let value = evidence.settings.clipValue, value > 0 {
      let parameters = evidence.weights.filter { !$0.gradient.isEmpty }
      (limit, sizes) = (
        value, evidence.sample.map { row in parameters.map { $0.gradient.rms(row) }.max() ?? .nan }
      )
    } else {
      return nil
    }
    let finite = sizes.filter(\.isFinite)
    guard finite.count >= 10, let median = finite.median, median > factor * limit,
      Double(finite.count { $0 > limit }) >= always * Double(finite.count)
    else { return nil }
    let times = median / limit
    let rate = evidence.settings.rate.map {
      ": the learning rate of \(NumberFormat.brief($0)) works as one of"
        + " \(NumberFormat.brief($0 / times))"
    }
    return makeFinding(
      .problem, title: "The gradients are clipped to next to nothing",
      sentence: "The gradients are \(NumberFormat.brief(times)) times as large as the limit of"
        + " \(NumberFormat.plain(limit)) (median over the steps), and above it at nearly every one"
        + (rate ?? "") + ".",
      step: evidence.tracks.steps.first, nodes: evidence.weights.map(\.node),
      evidence: .gradientFlow, numbers: ["limit": [limit], "median_gradient": [median]],
      advice: "Raise the limit to about \(NumberFormat.brief(2 * median)), so that it cuts only"
        + " what is"
        + " out of the common, or leave it out.")
  }

  /// A norm that was logged after it was cut is always the limit.
  private static func byMetric(_ evidence: RunEvidence) -> Finding? {
    let series = evidence.history.metrics.first { series in
      let name = series.name.lowercased()
      return name.contains("grad") && name.contains("norm")
    }
    // Of a run that records each gradient, the norm of them all.
    let norms =
      series?.values
      ?? (evidence.settings.isAdaptive ? [] : evidence.gradientNorms.filter(\.isFinite))
    guard norms.count >= 20, let median = norms.median, median > 0 else { return nil }
    let same = norms.count { abs($0 - median) <= 1e-4 * median }
    guard Double(same) >= always * Double(norms.count) else { return nil }
    return makeFinding(
      .warning, title: "The gradients are clipped at every step",
      sentence: "\(series?.name.escaped() ?? "The norm of all gradients") is"
        + " \(NumberFormat.plain(median)) at \(same) of"
        + " \(norms.count) records: the gradients are always above the limit, and cut to"
        + " it.",
      evidence: series.map { .curves([$0.name]) } ?? .gradientFlow, numbers: ["limit": [median]],
      advice:
        "Log the norm before it is cut, and set the limit to about twice its median (`clip_grad_norm_` returns it); or lower"
        + " what makes it large (first weights, scale of the data).")
  }
}
