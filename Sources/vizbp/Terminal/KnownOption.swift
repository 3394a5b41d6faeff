import ArgumentParser
import VizBP
import VizBase

/// An option of a command, as its help knows it.
struct KnownOption {
  /// With its dashes, as people write it: `--layers`, `-o`.
  let name: String
  /// What stands for its value: `n`, `name|file`; nil for a flag.
  let value: String?
  /// The words that it takes, where it takes only some or proposes some.
  let choices: [String]
  /// The endings of the files that it takes; empty where it takes others.
  let endings: [String]
  /// Whether its value is a folder.
  let isFolder: Bool
  /// What its help says of it.
  let about: String

  /// Whether its value is a file, of whatever kind.
  var isFile: Bool { value?.split(separator: "|").contains("file") ?? false }

  /// The option without a value behind it.
  var word: String { String(name.drop { $0 == "-" }) }

  /// The options of a command, in the order of its help.
  static func all(of command: any ParsableCommand.Type) -> [KnownOption] {
    described(command).map(Self.all) ?? []
  }

  /// What a command's positional arguments may be, where its help lists it.
  static func positionals(of command: any ParsableCommand.Type) -> [String] {
    arguments(described(command)).filter { $0["kind"] == "positional" }.flatMap { values($0) }
  }

  /// What the parser says of a command, for programs: the shells' completions are made of it, too.
  private static func described(_ command: any ParsableCommand.Type) -> JSONValue? {
    guard case .object(let dump)? = try? JSONValue(jsonText: command._dumpHelp()) else {
      return nil
    }
    return dump["command"]
  }

  private static func all(_ command: JSONValue) -> [KnownOption] {
    arguments(command).filter { $0["kind"] != "positional" }.compactMap(KnownOption.init)
  }

  private static func arguments(_ command: JSONValue?) -> [JSONObject] {
    guard case .object(let command)? = command, case .array(let all)? = command["arguments"] else {
      return []
    }
    return all.compactMap { if case .object(let argument) = $0 { argument } else { nil } }
  }

  private init?(_ argument: JSONObject) {
    guard case .object(let preferred)? = argument["preferredName"],
      case .string(var word)? = preferred["name"]
    else { return nil }
    var isShort = preferred["kind"] == "short"
    // What all examples write.
    if word == "output", case .array(let names)? = argument["names"], names.count > 1 {
      (word, isShort) = ("o", true)
    }
    name = (isShort ? "-" : "--") + word
    value = if argument["kind"] == "flag" { nil } else { Self.text(argument["valueName"]) }
    choices = Self.values(argument)
    about = Self.text(argument["abstract"]) ?? ""
    let kind = Self.object(argument["completionKind"])
    endings = Self.texts(Self.object(kind["file"])["extensions"])
    isFolder = kind["directory"] != nil
  }

  private static func values(_ argument: JSONObject) -> [String] {
    texts(object(object(argument["completionKind"])["list"])["values"])
  }

  private static func object(_ value: JSONValue?) -> JSONObject {
    if case .object(let object)? = value { object } else { [:] }
  }

  private static func text(_ value: JSONValue?) -> String? {
    if case .string(let text)? = value { text } else { nil }
  }

  private static func texts(_ value: JSONValue?) -> [String] {
    if case .array(let all)? = value { all.compactMap(text) } else { [] }
  }
}
