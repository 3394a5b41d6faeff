import Foundation
import VizStatistics
import VizTrace

/// What it costs to answer always the same: the loss that a network has to beat.
struct Guessing {
  /// The loss of a constant answer; nil where it is told by the accuracy alone, which stays where it began.
  let cost: Double?
  /// What is guessed, for a sentence: "To guess among 4 classes".
  let words: String
  /// The share that is right by chance; nil for numbers.
  let share: Double?

  /// So many more right may be luck, or what a line can tell.
  static let luck = 0.15
  /// How near to the cost a loss is no better.
  static let nearness = 0.05
  /// By what factor a loss may lie beside that of guessing, where the accuracy stays.
  static let reach = 1.5

  /// Whether a run ends where guessing stands; nil where it does not.
  init?(endOf loss: LossCourse, _ evidence: RunEvidence) {
    guard loss.values.count >= 20 else { return nil }
    let shares = evidence.history.roles.shares(ofHeldOutFirst: true)
    let end = shares?.endMedian
    if let classes = evidence.classes {
      self.init(classes)
      guard let end, let cost, let share, loss.end >= (1 - Self.nearness) * cost,
        end < share + Self.luck
      else { return nil }
    } else if let variance = evidence.targetVariance, variance > 0,
      // Batches differ in their targets.
      loss.values.count >= 50, loss.end >= 0.97 * variance
    {
      self.init(cost: variance, words: "To answer always the mean of the targets", share: nil)
    } else if let end, end > 0, let highest = shares?.filter(\.isFinite).max() {
      // As many classes as the accuracy at the end is worth by chance.
      let classes = (1 / end).rounded()
      guard classes >= 2, classes <= 1000, abs(end * classes - 1) < 0.1,
        highest < 1 / classes + Self.luck
      else { return nil }
      let cost = log(classes)
      if abs(loss.end - cost) < Self.nearness * cost {
        self.init(Int(classes))
      } else {
        // Another loss than cross-entropy, of the kind and size that classes have.
        guard loss.values.count >= 100, cost / Self.reach..<cost * Self.reach ~= loss.end,
          let first = shares?.startMedian, abs(first - end) < Self.luck / 2,
          evidence.history.roles.shares(ofHeldOutFirst: false)?.endMedian
            .map({ $0 < 1 / classes + Self.luck }) ?? true
        else { return nil }
        self.init(
          cost: nil,
          words: "\(Int((100 * end).rounded())) % is right at the end and at the beginning, as by"
            + " guessing among \(Int(classes)) classes", share: 1 / classes)
      }
    } else {
      return nil
    }
  }

  private init(cost: Double?, words: String, share: Double?) {
    self.cost = cost
    self.words = words
    self.share = share
  }

  private init(_ classes: Int) {
    self.init(
      cost: log(Double(classes)), words: "To guess among \(classes) classes",
      share: 1 / Double(classes))
  }
}
