import ArgumentParser
import VizBP
import VizBase

extension Vizbp {
  /// The commands that people use, with their names.
  static let commands: [(name: String, type: any ParsableCommand.Type)] = {
    var commands: [(name: String, type: any ParsableCommand.Type)] = []
    for command in configuration.subcommands where command.configuration.shouldDisplay {
      if let name = command.configuration.commandName { commands.append((name, command)) }
    }
    return commands
  }()

  /// Throws where the first argument names no command, and says which one was meant; of `help`, the
  /// second.
  static func checkCommand(_ arguments: [String]) throws {
    let isHelp = arguments.first == "help"
    guard let name = isHelp ? arguments.dropFirst().first : arguments.first,
      !name.hasPrefix("-"), name != "help"
    else { return }
    let known = commands.map { $0.name }
    if configuration.subcommands.contains(where: { $0.configuration.commandName == name }) {
      return
    }
    throw Failure(
      .usage, nil, "there is no command \(name.quoted(limit: 40))",
      hint: (name.meant(among: known) ?? meantCommand(name)).map {
        "did you mean \($0)?"
      } ?? "there are \(known.joined(separator: ", ")); see 'vizbp --help'")
  }

  /// What was meant by a word in the place of a command: a value of one of their options, an argument,
  /// or what one of them does.
  private static func meantCommand(_ word: String) -> String? {
    if word.lowercased() == "version" { return "vizbp --version" }
    if Files.exists(word) {
      let isGraph = Files.isFolder(word) || word.hasSuffix(".json") || word.hasSuffix(".onnx")
      return "vizbp \(isGraph ? "render" : "plot") \(word.shellWord)"
    }
    if word.looksLikeExpression { return "vizbp eval \(word.shellWord)" }
    for (name, command) in commands {
      if KnownOption.positionals(of: command).contains(word) { return "vizbp \(name) \(word)" }
      if let option = KnownOption.all(of: command).first(where: { $0.choices.contains(word) }) {
        return "vizbp \(name) … \(option.name) \(word)"
      }
    }
    // Draw, show, list: the word with which it is said what a command does.
    let doing = commands.filter {
      $0.type.configuration.abstract.lowercased().hasPrefix(word.lowercased() + " ")
    }.map { $0.name }
    return doing.isEmpty ? nil : doing.joined(separator: " or ")
  }

  /// The command in use; nil where none is.
  static var used: (any ParsableCommand.Type)? {
    guard let name = Files.arguments.dropFirst().first else { return nil }
    return configuration.subcommands.first { $0.configuration.commandName == name }
  }

  /// What a word was likely meant as that the command in use has no place for, as the end of a hint:
  /// `did you mean --dataset points.csv?`
  static func meaning(of word: String) -> String? {
    guard let used else { return nil }
    return MeantOption.taking(word, of: used, in: Array(Files.arguments.dropFirst(2)))
      .map { "did you mean \($0)?" }
  }
}

extension Failure {
  /// What the parser of options says, with what was meant: an option of the same command that is
  /// near, or one that takes the word which has no place.
  init(wrongUsage words: String) {
    let used = Vizbp.used
    let name = used?.configuration.commandName
    self.init(.usage, nil, words, hint: "see 'vizbp \(name.map { "\($0) " } ?? "")--help'")
    let command = used ?? Vizbp.self
    // The parser proposes the nearest option, however far it is.
    if let found = words.firstMatch(of: /^(unknown option '--([^'=]+)')(\. Did you mean .*)?$/) {
      message = String(found.1)
      if let meant = MeantOption.named(String(found.2), of: command) {
        hint = "did you mean \(meant)?"
      }
    } else if let found = words.firstMatch(of: /unexpected arguments?: '([^']*)'/)
      ?? words.firstMatch(of: /^unexpected argument '(.*)'$/)
    {
      hint = Self.hint(forStray: String(found.1)) ?? hint
    } else if let found = words.firstMatch(of: #/^missing expected argument '(-[^ ']+) /#) {
      let arguments = Array(Files.arguments.dropFirst(2))
      hint =
        MeantOption.missing(String(found.1), of: command, in: arguments)
        .map { "did you mean \($0)?" } ?? hint
    } else if let found = words.firstMatch(
      of: /^the value '(.*)' is invalid for '(-[^ ']+)[^']*'\. Please/),
      let option = KnownOption.all(of: command).first(where: { $0.name == found.2 }),
      !option.choices.isEmpty
    {
      let value = String(found.1)
      message = "\(option.name): there is no \(value.quoted(limit: 40))"
      hint =
        value.meant(among: option.choices).map { "did you mean \($0)?" }
        ?? "there are \(option.choices.joined(separator: ", "))"
    }
  }

  private static func hint(forStray word: String) -> String? {
    if word.contains("="), !word.hasPrefix("-") {
      return "values belong to an expression, which vizbp eval takes: vizbp eval 'x * y' x=2 y=3"
    }
    return Vizbp.meaning(of: word)
  }
}

extension String {
  /// The name that someone who typed this meant: one that is near, or the only one that begins so.
  func meant(among names: [String]) -> String? {
    if let near = nearest(among: names) { return near }
    let longer = names.filter { $0.hasPrefix(self) }
    return !isEmpty && longer.count == 1 ? longer[0] : nil
  }

  /// Whether it has what a formula has and the name of a file hardly: signs, or a call.
  var looksLikeExpression: Bool {
    contains { "*+^()=@".contains($0) } && !contains("://")
  }
}
