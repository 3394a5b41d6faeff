import ArgumentParser
import SystemPackage
import VizBP

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the metrics of a run as CSV or JSON lines.",
    discussion: """
      One row a step, one column a metric; a metric that was not logged at a step leaves its cell \
      empty. Runs of TensorBoard, Keras and PyTorch are read as well as vizbp's own. The ending \
      of -o says the kind, .csv or .jsonl.
      """)

  @Argument(help: "The run's folder, or an event file.", completion: .directory)
  var runFolder: String

  @Flag(
    help: "Comma-separated values; this is what is written where neither option nor ending says it."
  )
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
    let isJSON = try writesJSON()
    let log: RunLog
    do { log = try RunLog(at: runFolder) } catch { throw Failure(error) ?? error }
    guard !log.metrics.isEmpty else {
      throw Failure(.badData, Files.inputName(runFolder), "the run has no metrics")
    }
    let table = MetricTable(joining: log.metrics)
    try Files.write(isJSON ? table.jsonLines : table.csv, to: output)
  }

  /// Whether JSON lines are to be written, by the option or by the ending.
  private func writesJSON() throws -> Bool {
    guard output != "-", let ending = FilePath(output).extension?.lowercased() else { return jsonl }
    let isJSON: Bool? =
      switch ending {
      case "csv": false
      case "jsonl", "ndjson": true
      default: nil
      }
    if csv || jsonl, isJSON == nil || isJSON == jsonl { return jsonl }
    guard let isJSON, !csv, !jsonl else {
      throw Failure(
        .usage, Files.outputName(output),
        isJSON == nil
          ? "the ending does not name a kind of output"
          : "the ending says another kind than \(csv ? "--csv" : "--jsonl")",
        hint: isJSON == nil ? "use .csv or .jsonl, or say --csv or --jsonl" : nil)
    }
    return isJSON
  }
}
