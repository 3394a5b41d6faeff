import ArgumentParser
import VizBP
import VizBase

/// What a word of the command line was likely meant as that stands where the command has no place for it.
///
/// Nothing here knows a command: what its options take, and what their help says, decides.
enum MeantOption {
  /// The option that a word is a value of, and the word: `--dataset points.csv`; nil where none is
  /// likely.
  ///
  /// - Parameters:
  ///   - word: What was found.
  ///   - command: The command.
  ///   - arguments: The command line behind the command's name.
  static func taking(
    _ word: String, of command: any ParsableCommand.Type, in arguments: [String]
  ) -> String? {
    guard !word.hasPrefix("-") else { return nil }
    let options = KnownOption.all(of: command)
    let shown = word.shellWord
    if let list = joined(word, in: arguments, options) { return list }
    if let option = options.first(where: { $0.word == word }) { return option.name }
    let counts = options.filter { $0.value == "n" }
    if word.isNumber, counts.count == 1 { return "\(counts[0].name) \(word)" }
    if let option = options.first(where: { $0.choices.contains(word) }) {
      return "\(option.name) \(shown)"
    }
    let ending = word.ending
    if let option = options.first(where: { $0.endings.contains(ending) }) {
      return "\(option.name) \(shown)"
    }
    let isThere = Files.exists(word)
    if word.hasSuffix("/") || isThere && Files.isFolder(word),
      let option = options.first(where: \.isFolder)
    {
      return "\(option.name) \(shown)"
    }
    let output = options.first { $0.name == "-o" && !$0.isFolder }
    // Where a picture is written it has the ending of one; else whatever the output is.
    let isPicture = options.contains { $0.word == "format" }
    if let output, !isThere, isPicture ? OutputKind(ending: word) != nil : !ending.isEmpty {
      return "\(output.name) \(shown)"
    }
    // What takes a name or a file is what the command is about; its other files are besides.
    if isThere || !ending.isEmpty, let option = options.first(where: { $0.isFile && $0.isChoice }) {
      return "\(option.name) \(shown)"
    }
    // So short a word is near to too many.
    guard word.count > 2 else { return nil }
    for option in options {
      if let near = word.meant(among: option.choices) { return "\(option.name) \(near)" }
    }
    return nil
  }

  /// The option for numbers between commas behind which they stand between blanks: `--layers 8 8`.
  private static func joined(
    _ word: String, in arguments: [String], _ options: [KnownOption]
  ) -> String? {
    guard word.isNumber else { return nil }
    for option in options where option.value == "n,n" {
      guard let start = arguments.firstIndex(of: option.name) else { continue }
      let numbers = arguments[(start + 1)...].prefix { $0.isNumber }
      if numbers.count > 1, numbers.contains(word) {
        return "\(option.name) \(numbers.joined(separator: ","))"
      }
    }
    return nil
  }

  /// The option that a name was meant as which no option has: one that is near, one that begins like
  /// it, or one whose help has its words, as `--lr` has those of `--learning-rate`.
  static func named(_ name: String, of command: any ParsableCommand.Type) -> String? {
    let options = KnownOption.all(of: command)
    let words = options.map(\.word)
    if let near = name.nearest(among: words) { return options.first { $0.word == near }?.name }
    let alike = options.filter { option in
      option.word.count > 2 && (option.word.hasPrefix(name) || name.hasPrefix(option.word + "-"))
    }
    if alike.count == 1 { return alike[0].name }
    let phrase = name.replacing("-", with: " ").replacing("_", with: " ").lowercased()
    guard phrase.count > 3 else { return nil }
    return options.first { option in
      " \(option.about.lowercased()) ".split(omittingEmptySubsequences: true) {
        !$0.isLetter && !$0.isNumber
      }.joined(separator: " ").contains(phrase)
    }?.name
  }

  /// The value of an option that must be there and is not: `--of x`, where `x` stands alone.
  ///
  /// - Parameters:
  ///   - option: The option with its dashes.
  ///   - command: The command.
  ///   - arguments: The command line behind the command's name.
  static func missing(
    _ option: String, of command: any ParsableCommand.Type, in arguments: [String]
  ) -> String? {
    let options = KnownOption.all(of: command)
    var isValue = false
    var words: [String] = []
    for argument in arguments {
      if isValue {
        isValue = false
      } else if argument.hasPrefix("-") {
        isValue = options.contains { $0.name == argument && $0.value != nil }
      } else {
        words.append(argument)
      }
    }
    // The first is what the command is about.
    guard let word = words.dropFirst().last(where: { !$0.contains("=") && !$0.isNumber }) else {
      return nil
    }
    return "\(option) \(word.shellWord)"
  }
}

extension KnownOption {
  /// Whether it takes one of some words, or something else.
  fileprivate var isChoice: Bool { value?.contains("|") ?? false }
}

extension String {
  /// Whether it is a whole number, as people count.
  fileprivate var isNumber: Bool { !isEmpty && allSatisfy { $0.isASCII && $0.isNumber } }

  /// What stands behind its last dot, in small letters; empty where there is none.
  fileprivate var ending: String {
    guard let dot = lastIndex(of: "."), dot != startIndex, !self[dot...].contains("/") else {
      return ""
    }
    return self[index(after: dot)...].lowercased()
  }

  /// The word as a shell takes it, fit to be shown.
  var shellWord: String {
    let isPlain = !isEmpty && allSatisfy { $0.isLetter || $0.isNumber || "-_./=@:,+%".contains($0) }
    return isPlain ? escaped(limit: 80) : "'\(escaped(limit: 80))'"
  }
}
