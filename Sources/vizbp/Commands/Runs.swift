import ArgumentParser
import VizBP

struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the runs in a folder and the folders in it.",
    discussion: """
      Lists every run in a folder, vizbp's own or anybody's: how it stands, its last step, and the \
      last values of its loss and accuracy. What could not be read is said on standard error, and \
      with --json in the list.
      """)

  @Argument(help: "The folder.", completion: .directory)
  var folder = "out"

  @Flag(help: "Print the list as JSON, a run a line.")
  var json = false

  func run() throws {
    do {
      let runs = try MetricLog.all(at: folder).map { RunSummary($0) }
      try Files.write(json ? runs.map(\.json).joined() : RunSummary.table(runs), to: "-")
      LogInput.say(runs.flatMap(\.remarks))
    } catch let error as EventError where error.message == MetricLog.noRun {
      throw Failure(
        .noInput, Files.inputName(folder), "there is no run in it",
        hint: "'vizbp train --out \(folder)/spiral' makes one")
    } catch { throw Failure(error) ?? error }
  }
}
