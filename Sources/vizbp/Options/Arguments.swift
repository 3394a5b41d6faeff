extension Vizbp {
  /// Whether help is wanted, for a person or for the man pages.
  static let explainsItself = Files.arguments.contains {
    ["-h", "help"].contains($0) || $0.hasPrefix("--help")
      || $0.hasPrefix("--experimental-dump-help")
  }

  /// Lets an expression begin with a minus sign: `vizbp eval '-log(x)' x=2` works without `--`.
  ///
  /// Such an argument gets a space in front, which the expression reader skips, so that the
  /// parser of options does not take it for one. It is told from an option by what options look
  /// like: one dash and a letter that is one, or two dashes and a word.
  static func protectingMinus(_ arguments: [String]) -> [String] {
    guard let command = arguments.first, ["eval", "explain", "quiz"].contains(command) else {
      return arguments
    }
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    var takesNext = false
    return arguments[..<end].map { argument in
      defer { takesNext = !takesNext && takesValue(argument) }
      let isExpression =
        argument.hasPrefix("-") && argument != "-" && !takesNext && !isOption(argument)
      return isExpression ? " " + argument : argument
    } + arguments[end...]
  }

  private static func isOption(_ argument: String) -> Bool {
    guard argument.hasPrefix("--") else { return ["-o", "-h", "-q"].contains(argument) }
    let word = argument.dropFirst(2).prefix { $0 != "=" }
    return word.count > 1 && word.first != "-" && word.allSatisfy { $0.isLetter || $0 == "-" }
  }

  /// Options of `eval` that stand alone, among which are those of `explain`; a test compares them with
  /// the help.
  static let flags: Set = [
    "--json", "--check", "--constants", "--cost", "--quiet", "--embed-font", "--isolate",
    "--steps", "--version", "--help",
  ]

  private static func takesValue(_ argument: String) -> Bool {
    if argument == "-o" { return true }
    return argument.hasPrefix("--") && isOption(argument) && !flags.contains(argument)
      && !argument.contains("=")
  }
}

extension String {
  /// Without the space that shields a leading minus sign from the parser of options.
  var droppingShield: String { hasPrefix(" -") ? String(dropFirst()) : self }
}
