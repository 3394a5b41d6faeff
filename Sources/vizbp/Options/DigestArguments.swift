import ArgumentParser

/// The runs of a command that makes something of several.
struct DigestArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Runs' folders, folders of runs, files of metrics, or files of digests.", valueName: "run"),
    completion: .directory)
  var runs: [String]

  /// The runs and the digests that are named.
  func input() throws -> DigestInput { try DigestInput(runs) }
}
