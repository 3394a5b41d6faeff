/// What the name of a metric says: `val_loss` is the loss of the validation data.
package struct MetricName: Sendable, Hashable {
  package enum Split: Int, Sendable, Hashable, Comparable {
    case train, validation, test

    package static func < (a: Split, b: Split) -> Bool { a.rawValue < b.rawValue }

    package var word: String {
      switch self {
      case .train: "train"
      case .validation: "val"
      case .test: "test"
      }
    }
  }

  /// Whether less of it is better.
  package enum Direction: Sendable, Hashable { case lower, higher }

  /// The name without the words for the data: what shares a panel.
  package let base: String
  package let split: Split?

  package init(_ name: String) {
    // No metric's name is that long, and none that is has parts worth finding.
    guard name.utf8.count <= 200 else {
      (base, split) = (name, nil)
      return
    }
    let parts = name.split { Self.marks.contains($0) }
    var found: Split?
    var rest = parts.filter { part in
      guard found == nil, let split = Self.splits[part.lowercased()] else { return true }
      found = split
      return false
    }
    guard found != nil, !rest.isEmpty else {
      base = name
      // `train` alone is a name like any other.
      split = nil
      return
    }
    // Lightning says whether it logged each step or each epoch's mean.
    if rest.count > 1, let last = rest.last, ["step", "epoch"].contains(last) { rest.removeLast() }
    // Keras calls the training data's loss plainly `loss`, beside `val_loss`.
    let mark = name.first { Self.marks.contains($0) } ?? "_"
    base = rest.joined(separator: String(rest.count > 1 ? mark : "_"))
    split = found
  }

  private static let marks: Set<Character> = ["_", "/", "-", ".", " ", ":"]

  private static let splits: [String: Split] = [
    "train": .train, "training": .train, "tr": .train, "val": .validation, "valid": .validation,
    "validation": .validation, "dev": .validation, "eval": .validation, "test": .test,
  ]

  /// Which way is better, where the name says it.
  package var better: Direction? {
    let words = base.lowercased().split { !$0.isLetter && !$0.isNumber }
    if words.contains(where: { word in Self.lower.contains { word.hasSuffix($0) } }) {
      return .lower
    }
    if words.contains(where: { word in Self.higher.contains { word.hasPrefix($0) } }) {
      return .higher
    }
    return nil
  }

  private static let lower = [
    "loss", "error", "err", "mse", "mae", "rmse", "nll", "perplexity", "ppl", "entropy", "wer",
    "fid",
  ]
  private static let higher = [
    "acc", "f1", "auc", "auroc", "precision", "recall", "score", "iou", "miou", "bleu", "rouge",
    "reward", "return", "psnr", "ssim", "r2", "map", "top1", "top5",
  ]
}
