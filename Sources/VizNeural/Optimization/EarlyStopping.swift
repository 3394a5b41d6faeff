/// Ends training when the loss on held-out data has not improved for a while.
///
/// Prechelt, "Early Stopping, But When?", 1998.
public struct EarlyStopping: Sendable, Hashable, Codable {
  /// How many evaluations without improvement are endured.
  public var patience: Int
  /// How much less the loss must be to count as an improvement.
  public var minimumImprovement: Double

  /// A rule of so much patience; by default any lower loss is an improvement.
  public init(patience: Int, minimumImprovement: Double = 0) {
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }

  /// How a training stands.
  struct Progress: Sendable, Hashable, Codable {
    /// Nil before the first evaluation that gave a number.
    var best: Double?
    var bestStep = 0
    var evaluationsSince = 0

    /// Takes a loss in, and says whether it is the best.
    mutating func isBest(_ loss: Double, step: Int, by rule: EarlyStopping) -> Bool {
      guard loss < best.map({ $0 - rule.minimumImprovement }) ?? .infinity else {
        evaluationsSince += 1
        return false
      }
      (best, bestStep, evaluationsSince) = (loss, step, 0)
      return true
    }
  }
}
