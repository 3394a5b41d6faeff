/// How well a network does on data that it does not learn from.
public struct Evaluation: Sendable, Hashable, Codable {
  /// After how many training steps.
  public let step: Int
  /// The mean loss of the examples, without L2 decay.
  public let loss: Double
  /// The share of examples whose class it gets right; nil for regression.
  public let accuracy: Double?
  /// The mean of the absolute differences; nil for classification.
  public let absoluteError: Double?
  /// How many bits a sequence's answer costs, for ``Loss/sequenceBits``: `-log₂` of what the network
  /// gives it, as the paper on Neural Turing Machines counts; nil for other losses.
  public var bitsPerSequence: Double?

  /// The numbers by name, in the order in which they are shown.
  public var metrics: [(name: String, value: Double)] {
    var metrics = [(name: "loss", value: loss)]
    if let accuracy { metrics.append(("accuracy", accuracy)) }
    if let absoluteError { metrics.append(("absolute_error", absoluteError)) }
    if let bitsPerSequence { metrics.append(("bits_per_sequence", bitsPerSequence)) }
    return metrics
  }
}
