extension Vizbp {
  /// Lets an expression begin with a minus sign: `vizbp eval '-log(x)' x=2` works without `--`.
  ///
  /// Such an argument gets a space in front, which the expression reader skips, so that the
  /// parser of options does not take it for one. It is told from an option by what options look
  /// like: one dash and one letter, or two dashes and a word.
  static func protectingMinus(_ arguments: [String]) -> [String] {
    guard arguments.first == "eval", let end = arguments.firstIndex(of: "--") ?? Optional(arguments.count)
    else { return arguments }
    return arguments[..<end].map { argument in
      argument.hasPrefix("-") && argument != "-" && !isOption(argument) ? " " + argument : argument
    } + arguments[end...]
  }

  private static func isOption(_ argument: String) -> Bool {
    if argument.hasPrefix("--") {
      let word = argument.dropFirst(2).prefix { $0 != "=" }
      return word.count > 1 && word.allSatisfy { $0.isLetter || $0 == "-" }
    }
    return ["-o", "-h", "-q"].contains(argument)
  }
}
