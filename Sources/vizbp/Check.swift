import ArgumentParser
import VizBP

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Recompute a graph file and compare.",
    usage: "vizbp check <graph> [--json] [--table] [-o <file>] [<options>]",
    discussion: """
      Reads graph JSON from any engine and recomputes every node forward and backward, from the \
      file's own numbers, for the ops that vizbp has rules for. Names the node whose own rule \
      disagrees, which is not the node whose gradient is wrong, but one that sent the wrong \
      gradient back. Compares the whole function with centred differences in Float64 as well. \
      Exit status 1 if anything disagrees. '-' is standard input.
      """)

  @Argument(help: "The graph file, or '-'.", completion: .file(extensions: ["json"]))
  var graph: String

  @Flag(help: "Print the result as JSON instead.")
  var json = false

  @Flag(help: "Print the numerical gradient: each leaf element moved by a step, and the slope.")
  var table = false

  @Option(help: ArgumentHelp("The step of --table.", valueName: "h"))
  var step = 0.0001

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingOptions

  func validate() throws {
    guard step.isFinite, step != 0 else { throw ValidationError("--step must not be 0") }
    if drawing.output == nil, let option = drawing.optionOfPictures {
      throw ValidationError("\(option) says how to draw, and nothing is drawn without -o")
    }
    if json, table { throw ValidationError("--json and --table print different things") }
    if drawing.output == "-", json || table {
      throw ValidationError(
        "\(json ? "--json" : "--table") and '-o -' both write to standard output")
    }
  }

  func run() async throws {
    if let output = drawing.output { _ = try drawing.kind(of: output) }
    let bytes = try Files.read(graph)
    let place = Files.inputName(graph)
    do {
      let read = try ComputationGraph(jsonData: bytes)
      let check = try GraphCheck(read)
      if let output = drawing.output { try await draw(read, check, to: output) }
      try say(check, of: read)
      if !check.isOK { throw ExitCode(Status.no.rawValue) }
    } catch {
      throw Failure(error, about: place) ?? error
    }
  }

  private func draw(
    _ graph: ComputationGraph, _ check: GraphCheck, to path: String
  ) async throws {
    var drawing = drawing
    drawing.highlights = CheckReport(check).highlights
    drawing.highlightKeys = CheckReport.highlightKeys
    try await drawing.draw(graph, from: Files.inputName(self.graph), to: path)
  }

  private func say(_ check: GraphCheck, of graph: ComputationGraph) throws {
    if json {
      try Files.write(CheckReport(check).json + "\n", to: "-")
    } else if table {
      guard let slopes = try SlopeTable(graph, step: step) else {
        throw Failure(
          .badData, nil, "the graph cannot be recomputed from its leaves",
          hint: "'vizbp check' without --table says which nodes have no rule or no numbers")
      }
      try Files.write(CheckReport.text(of: slopes), to: "-")
      if !check.isOK { Files.say(CheckReport(check).verdict + "\n") }
    } else if drawing.output == "-" {
      Files.say(CheckReport(check).verdict + "\n")
    } else if quiet {
      try Files.write(CheckReport(check).verdict + "\n", to: "-")
    } else {
      try Files.write(CheckReport(check).text, to: "-")
    }
  }
}
