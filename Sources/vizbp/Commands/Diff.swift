import ArgumentParser
import VizBP
import VizBase

struct Diff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say where two executions of one network part.",
    usage: "vizbp diff <first> <second> [--step <n>] [--json] [-o <file>] [<options>]",
    discussion: """
      Reads two graph files of any engines, or two runs' folders, matches their nodes by structure \
      with names as hints, and says what only one of them has, and which is the first node, \
      forward and backward, whose own rule gives other numbers: eager against compiled, Float32 \
      against bfloat16, one library against another. What follows from a difference above, or from \
      rounding in the types that the files state, is none. Of a gradient that differs the node is \
      named that sent it, not the one that shows it; where the numbers fit several as well, all of \
      them. Nodes are named as the first file has them. --step compares two runs at a step; a run \
      of vizbp train is trained again up to there, so that all of its numbers are known. \
      -o draws the first graph with what differs. Exit status 1 if anything parts.
      """)

  @Argument(
    help: "A graph file, a run's folder, or '-'.", completion: .file(extensions: ["json"]))
  var first: String

  @Argument(
    help: "What it is compared with.", completion: .file(extensions: ["json"]))
  var second: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The step at which two runs are compared; the last one, if none is named.", valueName: "n"))
  var step: Int?

  @Flag(help: "Print the result as JSON instead.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but the verdict.")
  var quiet = false

  @OptionGroup var drawing: DrawingOptions

  func validate() throws {
    if first == "-", second == "-" {
      throw ValidationError("only one of the two can be standard input")
    }
    try drawing.check(beside: json ? "--json" : nil)
  }

  func run() async throws {
    if let output = drawing.output { _ = try drawing.kind(of: output) }
    let graphs = try [first, second].map { path in
      do { return try graph(path) } catch {
        throw Failure(error, about: Files.inputName(path)) ?? error
      }
    }
    let report = DiffReport(try GraphComparison(graphs[0], graphs[1]), of: graphs[0], graphs[1])
    if let output = drawing.output {
      var drawing = drawing
      drawing.highlights = report.highlights
      drawing.highlightKeys = DiffReport.highlightKeys
      drawing.emphasis = report.emphasis
      try await drawing.draw(graphs[0], from: Files.inputName(first), to: output, isQuiet: quiet)
    }
    if json {
      try Files.write(report.json + "\n", to: "-")
    } else if drawing.output == "-" {
      Files.say(report.verdict + "\n")
    } else {
      try Files.write(quiet ? report.verdict + "\n" : report.text, to: "-")
    }
    if !report.comparison.isSame { throw ExitCode(Status.no.rawValue) }
  }

  /// The graph of a file or a run; at a step, of a run that vizbp trained with all of its numbers.
  private func graph(_ path: String) throws -> ComputationGraph {
    if let step, let trained = try TrainedSteps(path, steps: [step], isQuiet: quiet),
      let found = trained.graphs.first
    {
      if !quiet { for remark in trained.remarks { Files.say("note: \(path): \(remark)\n") } }
      return found.graph
    }
    return try GraphInput.read(path, step: step)
  }
}
