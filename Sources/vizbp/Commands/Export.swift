import ArgumentParser
import VizBP

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the metrics of a run as CSV or JSON lines.",
    discussion: """
      One row a step, one column a metric; a metric that was not logged at a step leaves its cell \
      empty. Runs of TensorBoard, Keras and PyTorch are read as well as vizbp's own.
      """)

  @Argument(help: "The run's folder, or an event file.", completion: .directory)
  var runFolder: String

  @Flag(help: "Comma-separated values; this is what is written where nothing is said.")
  var csv = false

  @Flag(help: "JSON lines: an object a step.")
  var jsonl = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; '-' is standard output.", valueName: "file"))
  var output = "-"

  func validate() throws {
    if csv, jsonl { throw ValidationError("--csv and --jsonl write different things") }
  }

  func run() throws {
    let log: RunLog
    do { log = try RunLog(at: runFolder) } catch { throw Failure(error) ?? error }
    guard !log.metrics.isEmpty else {
      throw Failure(.badData, Files.inputName(runFolder), "the run has no metrics")
    }
    let table = MetricTable(joining: log.metrics)
    try Files.write(jsonl ? table.jsonLines : table.csv, to: output)
  }
}
