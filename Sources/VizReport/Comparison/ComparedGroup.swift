import VizBase
import VizTrace

/// Runs that can be compared: of the same data, with the same loss. Only such stand in one picture.
struct ComparedGroup: Sendable {
  /// What runs are judged by.
  enum Measure: Sendable, Equatable {
    case accuracy(isHeldOut: Bool)
    case heldOutLoss, loss
    case none

    var isHigherBetter: Bool { if case .accuracy = self { true } else { false } }

    /// As a part of a sentence.
    var words: String {
      switch self {
      case .accuracy(let isHeldOut): isHeldOut ? "accuracy on held-out data" : "accuracy"
      case .heldOutLoss: "the held-out loss at the end"
      case .loss: "the loss at the end"
      case .none: "nothing that all of them have"
      }
    }

    /// A result as a reader writes it.
    func text(_ result: Double?) -> String {
      guard let result else { return "no result" }
      switch self {
      case .accuracy(let isHeldOut):
        return RunWords.percent(result) + (isHeldOut ? " on held-out data" : " right")
      case .heldOutLoss: return "held-out loss \(NumberFormat.brief(result))"
      case .loss: return "loss \(NumberFormat.brief(result))"
      case .none: return "no result"
      }
    }
  }

  /// What they learnt from, as far as they say.
  var data: String
  var measure: Measure
  /// The best first; those without a result last.
  var runs: [ComparedRun]
  /// Their settings.
  let settings: ComparedSettings

  /// What tells groups apart.
  struct Key: Hashable {
    var data, loss: String

    init(_ content: RunDigest.Content) {
      let named =
        content.settings.first { $0.name == "task" }
        ?? content.settings.first { SettingKind($0.name) == .data && $0.number == nil }
      data = named?.text ?? ""
      let name = content.strip?.lines.first?.title ?? ""
      // Training and held-out data are parts of one loss, whatever a log calls them.
      loss = MetricName(name).base
    }
  }

  init(_ key: Key, _ runs: [ComparedRun]) {
    data = key.data.escaped(limit: 60)
    let measure = Self.measure(of: runs)
    settings = ComparedSettings(runs)
    self.measure = measure
    let judged = runs.map { run in
      var run = run
      run.result = Self.result(of: run.content, measure)
      return run
    }
    self.runs = judged.sorted { Self.isBetter($0, $1, measure) }
    for index in self.runs.indices { self.runs[index].rank = index + 1 }
  }

  /// What most runs of the group have.
  private static func measure(of runs: [ComparedRun]) -> Measure {
    func most(_ has: (RunDigest.Content) -> Bool) -> Bool {
      2 * runs.count { has($0.content) } > runs.count
    }
    if most({ $0.accuracy != nil && $0.isAccuracyHeldOut }) { return .accuracy(isHeldOut: true) }
    if most({ $0.accuracy != nil }) { return .accuracy(isHeldOut: false) }
    if most({ $0.heldOut != nil }) { return .heldOutLoss }
    return most({ $0.loss != nil }) ? .loss : .none
  }

  private static func result(of content: RunDigest.Content, _ measure: Measure) -> Double? {
    switch measure {
    case .accuracy(let isHeldOut):
      content.isAccuracyHeldOut == isHeldOut ? content.accuracy : nil
    case .heldOutLoss: content.heldOut?.end
    case .loss: content.loss?.end
    case .none: nil
    }
  }

  /// Equal ones stand in the order of their losses, then of their names.
  private static func isBetter(_ a: ComparedRun, _ b: ComparedRun, _ measure: Measure) -> Bool {
    if a.hasResult != b.hasResult { return a.hasResult }
    if let x = a.result, let y = b.result, a.hasResult, x != y {
      return measure.isHigherBetter ? x > y : x < y
    }
    let (x, y) = (a.finalLoss, b.finalLoss)
    if x != y { return x < y }
    return (a.name, a.digest.line) < (b.name, b.digest.line)
  }

  /// Which fifth of the group a run is in, from 0 for the best; 4 for those without a result.
  func fifth(of run: ComparedRun) -> Int {
    guard run.hasResult else { return 4 }
    let judged = runs.count(where: \.hasResult)
    return min(4, 5 * (run.rank - 1) / max(judged, 1))
  }

  /// The range that all losses of the group are drawn in.
  var lossRange: RobustRange? {
    RobustRange(
      runs.flatMap { $0.content.strip?.lines.first?.lines.map(\.values) ?? [] }, isBounded: false)
  }

  /// The steps that all of its runs stand on.
  var axis: StripAxis? {
    let ranges = runs.compactMap { $0.content.strip?.axis.range }
    return StripAxis(
      ranges.flatMap { [$0.lowerBound, $0.upperBound] },
      name: runs.lazy.compactMap { $0.content.strip?.axis.name }.first ?? "step")
  }
}

extension ComparedRun {
  /// The loss that counts, at its end; infinite where it is none.
  var finalLoss: Double {
    let end = (content.heldOut ?? content.loss)?.end ?? .infinity
    return end.isFinite ? end : .infinity
  }
}
