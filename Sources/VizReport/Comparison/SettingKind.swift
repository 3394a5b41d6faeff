/// What a setting is about, what matters most first.
enum SettingKind: Int, Sendable, Comparable {
  case rate, optimizer, size, data, other, seed

  static func < (a: SettingKind, b: SettingKind) -> Bool { a.rawValue < b.rawValue }

  /// By the words of its name, as frameworks have them.
  init(_ name: String) {
    let words = Self.words(of: name)
    let all = words.joined(separator: "_")
    if words.contains("seed") {
      self = .seed
    } else if ["lr", "eta", "alpha", "step_size"].contains(all) || all.hasSuffix("_lr")
      || all.hasPrefix("lr_") && words.count == 2 && ["init", "max", "base"].contains(words[1])
      || all.contains("learning_rate")
    {
      self = .rate
    } else if !words.allSatisfy({ !Self.ofOptimizers.contains($0) }) {
      self = .optimizer
    } else if !words.contains("batch"), !words.allSatisfy({ !Self.ofSizes.contains($0) }) {
      self = .size
    } else if !words.allSatisfy({ !Self.ofData.contains($0) }) {
      self = .data
    } else {
      self = .other
    }
  }

  private static let ofOptimizers: Set = ["optimizer", "optimiser", "optim", "opt", "algorithm"]
  private static let ofSizes: Set = [
    "layers", "layer", "hidden", "units", "width", "depth", "conv", "filters", "channels", "heads",
    "dim", "size", "model", "arch", "architecture", "blocks", "embed", "memory", "parameters",
    "neurons",
  ]
  private static let ofData: Set = ["dataset", "data", "task", "corpus", "env", "environment"]

  /// The words of a name: `hiddenSize` and `model.hidden-size` have two and three.
  private static func words(of name: String) -> [String] {
    var words: [String] = [""]
    var wasSmall = false
    for character in name {
      guard character.isLetter || character.isNumber else {
        words.append("")
        wasSmall = false
        continue
      }
      if character.isUppercase, wasSmall { words.append("") }
      wasSmall = character.isLowercase
      words[words.count - 1] += character.lowercased()
    }
    return words.filter { !$0.isEmpty }
  }
}
