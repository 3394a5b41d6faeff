import VizAutodiff
public import VizNeural
import VizTensor

/// Short twins of a training, each with one thing changed: which change mends it.
///
/// All have the same seed, and so the same data, the same split and the same order of examples.
///
/// ```swift
/// let verification = try Verification(of: configuration) { try read($0) }
/// print(verification.cure?.remedy?.words ?? "nothing mends it")
/// ```
public struct Verification: Sendable {
  /// One training.
  public struct Twin: Sendable {
    /// What was changed; nil for the training as it was.
    public var remedy: Remedy?
    /// The steps of ``losses``.
    public var steps: [Int]
    /// The loss of the batches, smoothed over as many steps as lie between two.
    public var losses: [Double]
    /// What is right of the held-out data at the end, or the part of their variance that is
    /// explained; NaN where the training broke.
    public var score: Double

    /// Whether the loss ends below where it began: a good score may be luck.
    var hasFallen: Bool {
      guard let first = losses.first else { return false }
      let end = losses.suffix(max(1, losses.count / 4))
      return end.reduce(0) { $0 + $1 / Double(end.count) } < first
    }
  }

  /// The training as it was.
  public let baseline: Twin
  /// The changed ones, in the order in which they were tried.
  public let twins: [Twin]
  /// The first of the changes that mend it as well as any; nil where none does.
  public let cure: Twin?
  /// The change with the best held-out result, of those whose loss fell; nil where none did.
  public let best: Twin?

  /// How much better a twin has to be, as a part of what is wrong.
  public static let gain = 0.3
  /// How near to the best a twin is as good.
  public static let nearness = 0.02

  /// Trains the twins, one after the other.
  ///
  /// - Parameters:
  ///   - configuration: The settings of the training.
  ///   - remedies: What is changed; nil for ``Remedy/all(for:preferring:)``.
  ///   - mostSteps: How many steps a twin has at most.
  ///   - read: Reads a file's bytes by its path.
  /// - Throws: `NeuralError` where the settings make no training, and what `read` throws. A change
  ///   that makes none is left out.
  public init(
    of configuration: TrainingConfiguration, remedies: [Remedy]? = nil, mostSteps: Int = 2000,
    reading read: (_ path: String) throws -> [UInt8]
  ) throws {
    let baseline = try Self.train(nil, configuration, mostSteps, read)
    self.baseline = baseline
    var twins: [Twin] = []
    for remedy in remedies ?? Remedy.all(for: configuration) {
      do {
        // More steps are the one change that the limit would undo.
        let most = remedy.kind == .moreSteps ? 4 * mostSteps : mostSteps
        twins.append(try Self.train(remedy, remedy.configuration, most, read))
      } catch is NeuralError { continue }
    }
    self.twins = twins
    let begun = baseline.score.isNaN ? 0 : max(0, baseline.score)
    let learning = twins.filter { $0.hasFallen && !$0.score.isNaN }
    self.best = learning.max { $0.score < $1.score }
    let best = self.best?.score ?? 0
    guard best - begun > Self.gain * (1 - begun), best - begun > 0.02 else {
      cure = nil
      return
    }
    cure = learning.first { $0.score > best - max(Self.nearness, 0.15 * (best - begun)) }
  }

  private static func train(
    _ remedy: Remedy?, _ configuration: TrainingConfiguration, _ mostSteps: Int,
    _ read: (_ path: String) throws -> [UInt8]
  ) throws -> Twin {
    let plan = try TrainingPlan(configuration)
    let data = try plan.data(as: Float.self, reading: read)
    let trainer = try plan.trainer(on: data)
    let count = min(trainer.options.steps, mostSteps)
    let stride = max(1, count / 40)
    var twin = Twin(remedy: remedy, steps: [], losses: [], score: .nan)
    var sum = 0.0
    for step in 0..<count {
      let loss = try trainer.step()
      sum += loss / Double(stride)
      if (step + 1).isMultiple(of: stride) {
        twin.steps.append(step)
        twin.losses.append(sum)
        sum = 0
      }
      guard loss.isFinite else { return twin }
    }
    let held = data.testing ?? data.training
    let evaluation = try trainer.network.evaluate(held, trainer.options.loss)
    guard evaluation.loss.isFinite else { return twin }
    if let accuracy = evaluation.accuracy {
      twin.score = accuracy
    } else {
      let targets = try held.targets(for: trainer.options.loss).elements.map(\.asDouble)
      let mean = targets.reduce(0) { $0 + $1 / Double(targets.count) }
      let variance = targets.reduce(0) {
        $0 + ($1 - mean) * ($1 - mean) / Double(targets.count)
      }
      twin.score = variance > 0 ? 1 - evaluation.loss / variance : .nan
    }
    return twin
  }
}
