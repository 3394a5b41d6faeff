import ArgumentParser
import VizBP

struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the runs in a folder and the folders in it.",
    discussion: """
      Lists every folder with an event file or a run.json: how the run stands, its last step, and \
      the last values of its metrics.
      """)

  @Argument(help: "The folder.", completion: .directory)
  var folder = "out"

  @Flag(help: "Print the list as JSON, a run a line.")
  var json = false

  func run() throws {
    do {
      let runs = try RunDirectory.all(below: folder).map { try RunSummary($0) }
      guard !runs.isEmpty else {
        throw Failure(
          .noInput, Files.inputName(folder), "there is no run in it",
          hint: "'vizbp train --out \(folder)/spiral' makes one")
      }
      try Files.write(json ? runs.map(\.json).joined() : RunSummary.table(runs), to: "-")
    } catch { throw Failure(error) ?? error }
  }
}
