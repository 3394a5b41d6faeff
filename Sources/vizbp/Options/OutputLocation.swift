import ArgumentParser

/// The option that says where a picture is written.
protocol OutputLocation: ParsableArguments {
  var output: String? { get }
}

/// `-o` or `--output`.
struct OutputFile: OutputLocation {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; the ending says the kind.", valueName: "file"),
    completion: .file())
  var output: String?
}

/// `-o` alone, for a command that means a node by `--output`.
struct ShortOutputFile: OutputLocation {
  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("Where to write; the ending says the kind.", valueName: "file"),
    completion: .file())
  var output: String?
}
