import ArgumentParser
import VizBP
import VizBase

extension Vizbp {
  /// Throws where the first argument names no command, and says which one was meant.
  static func checkCommand(_ arguments: [String]) throws {
    guard let name = arguments.first, !name.hasPrefix("-"), name != "help" else { return }
    var known: [String] = []
    for command in configuration.subcommands {
      guard let word = command.configuration.commandName else { continue }
      if word == name { return }
      if command.configuration.shouldDisplay { known.append(word) }
    }
    throw Failure(
      .usage, nil, "there is no command \(name.quoted(limit: 40))",
      hint: name.nearest(among: known).map { "did you mean \($0)?" }
        ?? "there are \(known.joined(separator: ", ")); see 'vizbp --help'")
  }

  /// The command in use; nil where none is.
  fileprivate static var used: (any ParsableCommand.Type)? {
    guard let name = Files.arguments.dropFirst().first else { return nil }
    return configuration.subcommands.first { $0.configuration.commandName == name }
  }
}

extension Failure {
  /// What the parser of options says, with what was meant: an option of the same command that is
  /// near.
  init(wrongUsage words: String) {
    let name = Vizbp.used?.configuration.commandName
    self.init(.usage, nil, words, hint: "see 'vizbp \(name.map { "\($0) " } ?? "")--help'")
    // The parser proposes the nearest option, however far it is.
    guard let found = words.firstMatch(of: /^(unknown option '--([^'=]+)')(\. Did you mean .*)?$/)
    else { return }
    message = String(found.1)
    let help = Vizbp.used?.helpMessage() ?? Vizbp.helpMessage()
    let options = Set(help.matches(of: /--([a-z][a-z0-9-]+)/).map { String($0.1) }).sorted()
    if let meant = String(found.2).nearest(among: options) { hint = "did you mean --\(meant)?" }
  }
}
