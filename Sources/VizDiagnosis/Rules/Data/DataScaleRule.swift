import VizBase
import VizEvents
import VizTrace

/// Inputs, or targets, that are all the same, or far from a deviation of 1.
enum DataScaleRule: DiagnosisRule {
  static let rule = Finding.Rule.dataScale
  static let needs: [Need] = [.graph]
  static let confidence = Finding.Confidence.certain
  static var threshold: String {
    "Inputs that are one number at every step; a feature whose deviation or mean is above"
      + " \(NumberFormat.plain(huge)), or in a run that does not learn above"
      + " \(NumberFormat.plain(large)); there also a deviation of all"
      + " inputs below \(NumberFormat.plain(small)), or of one feature"
      + " \(NumberFormat.plain(spread)) times that of another; targets of a mean"
      + " squared error whose deviation or mean is above \(NumberFormat.plain(huge))."
  }
  static let source =
    "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.3; CS231n, Neural Networks"
    + " Part 2, Data Preprocessing"

  static let huge = 100.0
  static let large = 10.0
  static let small = 0.01
  static let spread = 100.0

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let (data, targets) = evidence.inputs
    for track in data where !track.value.isEmpty && !isIndex(track, evidence) {
      if let finding = finding(of: track, isTarget: false, evidence) { return [Symptom(finding)] }
    }
    guard evidence.lossNode?.op == "mse" else { return [] }
    for track in targets where !track.value.isEmpty {
      if let finding = finding(of: track, isTarget: true, evidence) { return [Symptom(finding)] }
    }
    return []
  }

  /// Whether it counts things, such as words of a vocabulary, whose numbers are names.
  private static func isIndex(_ track: NodeTrack, _ evidence: RunEvidence) -> Bool {
    guard let index = evidence.index[track.node] else { return true }
    if evidence.nodes[index].dtype?.isDiscrete ?? false {
      return true
    }
    return evidence.index.consumers(of: index).contains {
      ["gather", "embedding", "one_hot", "where", "masked_fill"].contains(evidence.nodes[$0].op)
    }
  }

  private static func finding(
    of track: NodeTrack, isTarget: Bool, _ evidence: RunEvidence
  ) -> Finding? {
    let rows = evidence.sample
    guard let row = rows.first, let deviation = evidence.median(track.value.std),
      let mean = evidence.median(track.value.mean)
    else { return nil }
    let (name, what) = (track.node.escaped(), isTarget ? "targets" : "inputs")
    let isConstant = rows.allSatisfy {
      track.value.count[$0] > 1 && track.value.std[$0] == 0
        && track.value.mean[$0] == track.value.mean[row]
    }
    if isConstant {
      return makeFinding(
        .problem, title: "The \(what) are all the same",
        sentence: "Every element of \(name) is \(NumberFormat.plain(mean)) at every step that was"
          + " recorded. There is nothing in \(isTarget ? "them" : "it") to tell examples apart by.",
        step: evidence.step(row), nodes: [track.node], evidence: .distribution(track.node),
        numbers: ["mean": [mean], "deviation": [0]],
        advice: "Look at how the data are read, cut and scaled before the network sees them: print"
          + " a"
          + " batch. A division by too large a number, whole numbers divided as whole numbers, or a"
          + " wrong column make zeros of everything.")
    }
    let features = isTarget ? [] : Self.features(of: track.node, evidence)
    let reach = features.map { max($0.deviation, abs($0.mean)) }.max() ?? max(deviation, abs(mean))
    let isBad = !evidence.endsWell
    let deviations = features.map(\.deviation).filter { $0 > 0 }
    let ratio = (deviations.max() ?? 1) / (deviations.min() ?? 1)
    let isFar = reach > huge || isBad && !isTarget && reach > large
    let isFaint = isBad && !isTarget && deviation < small && abs(mean) < small
    let isUneven = isBad && ratio > spread
    guard isFar || isFaint || isUneven else { return nil }
    let sentence =
      isUneven && !isFaint
      ? "The deviations of the features of \(name) go from"
        + " \(NumberFormat.plain(deviations.min() ?? 0)) to"
        + " \(NumberFormat.plain(deviations.max() ?? 0)),"
        + " \(NumberFormat.brief(ratio)) times: a learning rate that suits one is wrong for"
        + " another."
      : "The elements of \(name) have mean \(NumberFormat.plain(mean)) and deviation"
        + " \(NumberFormat.plain(deviation))"
        + (features.isEmpty ? "" : ", the largest feature reaches \(NumberFormat.plain(reach))")
        + ": the first layer's sums, and its gradients, are as many times too"
        + " \(isFaint ? "small" : "large")."
    let scale = max(reach, isFaint ? deviation : 0)
    return makeFinding(
      .warning, title: "The \(what) are not scaled", sentence: sentence, step: evidence.step(row),
      nodes: [track.node], evidence: .distribution(track.node),
      numbers: [
        "mean": [mean], "deviation": [deviation], "largest_feature": [reach],
        "deviation_ratio": features.isEmpty ? [] : [ratio],
      ],
      advice: "Bring every feature to mean 0 and deviation 1 (`--standardize true` of vizbp train,"
        + " StandardScaler, images divided by 255)"
        + (isUneven
          ? "."
          : "; here that is a division by about \(NumberFormat.brief(scale))"
            + (features.isEmpty && !isTarget
              ? " of what is so far out: look at the mean and the deviation of each column." : "."))
        + (isTarget ? " Scale what is predicted back afterwards." : ""))
  }

  /// The mean and the deviation of each feature in the batch that the graph was last written with.
  private static func features(
    of id: Node.ID, _ evidence: RunEvidence
  ) -> [(mean: Double, deviation: Double)] {
    guard let index = evidence.index[id],
      case .elements(let values, let shape)? = evidence.nodes[index].value, shape.count == 2,
      shape[0] >= 4, shape[1] >= 1, values.count == shape[0] * shape[1]
    else { return [] }
    let count = Double(shape[0])
    return (0..<shape[1]).map { feature in
      let column = stride(from: feature, to: values.count, by: shape[1]).map { values[$0] }
      let mean = column.reduce(0) { $0 + $1 / count }
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
      return (mean, variance.squareRoot())
    }.filter { $0.mean.isFinite && $0.deviation.isFinite }
  }
}
