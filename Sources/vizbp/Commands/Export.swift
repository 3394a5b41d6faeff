import ArgumentParser
import SystemPackage
import VizBP

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Write the metrics of runs as CSV or JSON lines, or a run's network as an ONNX model.",
    usage: "vizbp export <run-folder> [-o <file>] [<options>]",
    discussion: """
      One row a step, one column a metric; a metric that was not logged at a step leaves its cell \
      empty, and a step that was logged several times has as many rows. With --long a row is one \
      value: its metric, step, time and number. Everything that plot reads can be written; of \
      several runs the name of each stands before its metrics. What could not be read is said on \
      standard error. The ending of -o says the kind, .csv or .jsonl.

      With --onnx the network that vizbp train left is written instead, for any number of examples, \
      with the parameters of its last checkpoint: from features as they are in the data to the \
      network's output.

      vizbp export out/spiral -o spiral.csv
      vizbp export out/spiral --onnx spiral.onnx
      """)

  @Argument(
    help: "A run's folder, a folder of runs, an event file or a file of metrics.",
    completion: .directory)
  var runFolder: String

  @Flag(
    help: "Comma-separated values; this is what is written where neither option nor ending says it."
  )
  var csv = false

  @Flag(help: "JSON lines: an object a row.")
  var jsonl = false

  @Flag(help: "A row a value, with its metric, its step and its time.")
  var long = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; '-' is standard output.", valueName: "file"),
    completion: .file())
  var output = "-"

  @Option(
    help: ArgumentHelp("Where to write the run's network as an ONNX model.", valueName: "file"),
    completion: .file(extensions: ["onnx"]))
  var onnx: String?

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  func validate() throws {
    if csv, jsonl { throw ValidationError("--csv and --jsonl write different things") }
    if onnx != nil, csv || jsonl || long || output != "-" {
      throw ValidationError("--onnx writes the network, and the other options are about metrics")
    }
  }

  func run() throws {
    if let onnx {
      try OutputEnding.check(onnx, in: ["onnx"], "a network is written as a model of ONNX")
      return try Files.write(try NetworkExport.onnx(of: runFolder), to: onnx)
    }
    let isJSON = try writesJSON()
    let logs = try LogInput.logs([runFolder])
    var series = logs.flatMap { log in
      log.series.map { series in
        var series = series
        if logs.count > 1 { series.name = "\(log.name)/\(series.name)" }
        return series
      }
    }
    guard !series.isEmpty else {
      LogInput.say(logs.flatMap(\.remarks), quietly: quiet)
      throw Failure(.badData, Files.inputName(runFolder), "the run has no metrics")
    }
    let text: String
    if long {
      let values = MetricValues(series)
      text = isJSON ? values.jsonLines : values.csv
    } else {
      let names = Set(series.map(\.name))
      // A metric's name may be that of the steps.
      for index in series.indices where series[index].name == "step" && names.count > 1 {
        series[index].name = "step (metric)"
      }
      let table = MetricTable(joining: series)
      text = isJSON ? table.jsonLines : table.csv
    }
    try Files.write(text, to: output)
    LogInput.say(logs.flatMap(\.remarks), quietly: quiet)
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
        hint: isJSON != nil
          ? nil
          : ending == "onnx"
            ? "did you mean --onnx \(output.shellWord)?"
            : "use .csv or .jsonl, or say --csv or --jsonl")
    }
    return isJSON
  }
}
