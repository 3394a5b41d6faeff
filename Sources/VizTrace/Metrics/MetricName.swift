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
    var rest = Self.withoutWriter(name)
    let whole = String(rest)
    if let slash = rest.firstIndex(of: "/"), let split = Self.evaluated(by: rest[..<slash]) {
      rest = "\(split == .validation ? "eval" : split.word)\(rest[slash...])"[...]
    }
    // Words with what stands before each.
    var words: [(mark: Substring, word: Substring)] = []
    while !rest.isEmpty {
      let mark = rest.prefix { Self.marks.contains($0) }
      let word = rest.dropFirst(mark.count).prefix { !Self.marks.contains($0) }
      words.append((mark, word))
      rest = rest[word.endIndex...]
    }
    guard let index = words.firstIndex(where: { Self.splits[$0.word.lowercased()] != nil }),
      words.contains(where: { Self.splits[$0.word.lowercased()] == nil && !$0.word.isEmpty })
        || words.count(where: { !$0.word.isEmpty }) > 1
    else {
      base = whole
      // `train` alone is a name like any other.
      split = nil
      return
    }
    split = Self.splits[words[index].word.lowercased()]
    let removed = words.remove(at: index)
    // What stood behind the removed word goes with it: `history/val_loss` beside `history/loss`.
    if index < words.count { words[index].mark = removed.mark }
    // Lightning says whether it logged each step or each epoch's mean.
    if words.count > 1, let last = words.last, ["step", "epoch"].contains(last.word) {
      words.removeLast()
    }
    // Keras calls the training data's loss plainly `loss`, beside `val_loss`.
    base = words.map { $0.mark + $0.word }.joined()
  }

  /// The split that a word names; nil where it names none.
  package static func split(named word: String) -> Split? { splits[word.lowercased()] }

  /// What the folder of an Estimator's evaluation looks at: that of `eval_holdout` the validation data;
  /// nil where it is no such folder, as `eval_loss` is none.
  package static func evaluated(by folder: some StringProtocol) -> Split? {
    guard folder.count > 5, folder.prefix(5).lowercased() == "eval_" else { return nil }
    let data = String(folder.dropFirst(5))
    return MetricName(data).better == nil ? split(named: data) ?? .validation : nil
  }

  /// The name without the number of one of several writers: `loss (2)` as `loss`.
  private static func withoutWriter(_ name: String) -> Substring {
    guard name.last == ")", let open = name.lastIndex(of: "("), name[..<open].last == " " else {
      return name[...]
    }
    let digits = name[open...].dropFirst().dropLast()
    let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
    let start = name[..<open].dropLast()
    return isNumber && !start.isEmpty ? start : name[...]
  }

  private static let marks: Set<Character> = ["_", "/", "-", ".", " ", ":"]

  private static let splits: [String: Split] = [
    "train": .train, "training": .train, "tr": .train, "val": .validation, "valid": .validation,
    "validation": .validation, "dev": .validation, "eval": .validation, "evaluation": .validation,
    "test": .test,
    "learn": .train,
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
