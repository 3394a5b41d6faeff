import VizBP
import VizBase

/// What came of the twins of a run, for a terminal and as JSON.
struct VerificationReport {
  let verification: Verification

  /// Trains the twins of a run that vizbp trained.
  ///
  /// - Parameter findings: What was found in the run, which says what is tried first.
  init(of history: RunHistory, _ findings: [Finding]) throws {
    guard let directory = history.directory, let record = history.record,
      record.versions["vizbp"] != nil, record.versions["python"] == nil
    else {
      throw Failure(
        .badData, Files.inputName(history.directory?.path ?? history.name),
        "it says not how it was trained, and cannot be trained again",
        hint: "--verify takes runs of vizbp train")
    }
    let configuration = try TrainingFile.configuration(of: record, in: directory.path)
    let told = findings.flatMap { [$0] + $0.consequences }.map(\.rule)
    var kinds: [Remedy.Kind] = []
    for kind in told.flatMap({ Self.remedies[$0] ?? [] }) where !kinds.contains(kind) {
      kinds.append(kind)
    }
    do {
      verification = try Verification(
        of: configuration, remedies: Remedy.all(for: configuration, preferring: kinds)
      ) { try Files.read($0) }
    } catch { throw Failure(error) ?? error }
  }

  /// What may mend what a rule found.
  private static let remedies: [Finding.Rule: [Remedy.Kind]] = [
    .learningRate: [.lowerRate], .diverges: [.lowerRate], .oscillates: [.lowerRate],
    .notFinite: [.lowerRate], .updateRatio: [.lowerRate, .higherRate],
    .dataScale: [.scaledInputs], .initialisation: [.initialisation],
    .symmetricUnits: [.initialisation], .clipping: [.noClipping], .regularisation: [.lessDecay],
    .dropout: [.lessDropout],
    .noBend: [.activation], .vanishingGradients: [.activation, .fewerLayers],
    .saturation: [.initialisation, .scaledInputs, .activation],
    .deadUnits: [.lowerRate, .activation], .schedule: [.constantRate], .output: [.activation],
    .batchNoise: [.largerBatches], .capacity: [.largerNetwork],
    .noProgress: [.higherRate, .largerNetwork, .optimizer],
    .stoppedEarly: [.moreSteps, .higherRate],
  ]

  /// A line for each twin, with the course of its loss.
  var text: String {
    let (before, all) = (verification.baseline, verification.twins)
    let finite = ([before] + all).flatMap(\.losses).filter { $0.isFinite && $0 > 0 }.sorted()
    // Of a loss that leaps, what is above the start tells nothing more.
    let top = min(finite.last ?? 1, 2 * (before.losses.first { $0.isFinite } ?? 1))
    let range = (low: finite.first ?? 0, high: max(top, finite.first ?? 0))
    func line(_ words: String, _ twin: Verification.Twin) -> String {
      "  \(Self.course(twin.losses, range))  \(Self.score(of: twin))  \(words)"
    }
    var lines = [
      "  Twins, trained anew with one thing changed (loss over the steps; held-out result):"
    ]
    lines.append(line("as it was", before))
    lines += all.map { twin in
      line((twin.remedy?.words ?? "").escaped(), twin)
        + (twin.remedy == verification.cure?.remedy ? "  ← mends it" : "")
    }
    if verification.cure == nil { lines.append("  None of these changes mends it.") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The held-out result of a twin.
  static func score(of twin: Verification.Twin) -> String {
    twin.score.isNaN ? "broke" : NumberFormat.brief(100 * twin.score) + " %"
  }

  /// A curve in a line of a terminal.
  private static func course(_ losses: [Double], _ range: (low: Double, high: Double)) -> String {
    let bars = Array("▁▂▃▄▅▆▇█")
    let width = 20
    guard !losses.isEmpty else { return String(repeating: " ", count: width) }
    return String(
      (0..<width).map { index -> Character in
        let loss = losses[index * (losses.count - 1) / max(width - 1, 1)]
        guard loss.isFinite else { return "×" }
        let share = (loss - range.low) / max(range.high - range.low, 1e-300)
        return bars[Int(min(1, max(0, share)) * Double(bars.count - 1))]
      })
  }

  /// The twins as JSON.
  var object: JSONObject {
    func object(_ twin: Verification.Twin) -> JSONObject {
      [
        "change": twin.remedy.map { .string($0.kind.rawValue) } ?? .null,
        "setting": twin.remedy.map { .string($0.words) } ?? .null,
        "score": JSONValue(twin.score), "steps": .array(twin.steps.map { JSONValue(Double($0)) }),
        "losses": .array(twin.losses.map { JSONValue($0) }),
      ]
    }
    return [
      "baseline": .object(object(verification.baseline)),
      "twins": .array(verification.twins.map { .object(object($0)) }),
      "mends": verification.cure?.remedy.map { .string($0.kind.rawValue) } ?? .null,
      "setting": verification.cure?.remedy.map { .string($0.words) } ?? .null,
    ]
  }
}
