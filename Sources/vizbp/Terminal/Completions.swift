import ArgumentParser

/// The scripts by which shells complete what is typed: the parser's, which leave out what may stand behind
/// `help`.
enum Completions {
  /// Whether one was asked for.
  static var isWanted: Bool {
    Files.arguments.contains { $0.hasPrefix("--generate-completion-script") }
  }

  /// A script of the parser's, of whichever shell, with the names of the commands behind `help`.
  static func knowingCommands(_ script: String) -> String {
    let names = Vizbp.commands.map { $0.name }.joined(separator: " ")
    // Each of these stands in the script of one shell alone.
    if let help = script.firstRange(of: "_vizbp_help() {"),
      let end = script[help.upperBound...].firstRange(of: "__vizbp_offer_flags_options -1\n")
    {
      return script[..<end.upperBound]
        + "    COMPREPLY+=($(compgen -W '\(names)' -- \"${cur}\"))\n" + script[end.upperBound...]
    }
    if let positional = script.firstRange(of: "'*:subcommands:'") {
      return script[..<positional.lowerBound] + "'*:subcommands:(\(names))'"
        + script[positional.upperBound...]
    }
    if script.contains("complete -c 'vizbp' -f\n") {
      return script + (script.hasSuffix("\n") ? "" : "\n")
        + "complete -c 'vizbp' -n '__vizbp_should_offer_completions_for_positional"
        + " \"vizbp help\" -eq 1' -fka '\(names)'"
    }
    return script
  }
}
