import ArgumentParser
import VizBP
import VizBase

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Recompute a graph and compare.",
    usage: "vizbp check <graph|run> [--json] [--table] [-o <file>] [<options>]",
    discussion: """
      Reads graph JSON from any engine and recomputes every node forward and backward, from the \
      file's own numbers, for the ops that vizbp has rules for. Names the node whose own rule \
      disagrees, which is not the node whose gradient is wrong, but one that sent the wrong \
      gradient back. Says where numbers are not finite, where a kink leaves a choice, of which \
      outputs the gradients are, and whether no backward pass was run, several were added up, a \
      sum was taken for a mean, or weight decay was added. Compares the whole function with \
      centred differences in Float64 as well. Of a run's folder, the last step that was recorded is checked; what its dropouts dropped is \
      read off their values. Exit status 1 if anything disagrees, or nothing could be compared. '-' \
      is standard input.

      The ops with a rule: \(Primitive<Double>.names.joined(separator: " ")).
      """)

  @Argument(
    help: "The graph file, a run's folder, or '-'.", completion: .file(extensions: ["json"]))
  var graph: String

  @Flag(help: "Print the result as JSON instead.")
  var json = false

  @Flag(help: "Print the numerical gradient: each leaf element moved by a step, and the slope.")
  var table = false

  @Option(parsing: .unconditional, help: ArgumentHelp("The step of --table.", valueName: "h"))
  var step = 0.0001

  @Option(
    help: ArgumentHelp(
      "Print how the centred difference of a leaf errs, by its step: x, or W[3] of a tensor.",
      valueName: "leaf"))
  var curve: String?

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingOptions

  func validate() throws {
    guard step.isFinite, step != 0 else { throw ValidationError("--step must not be 0") }
    let printed = [json ? "--json" : nil, table ? "--table" : nil, curve.map { _ in "--curve" }]
      .compactMap { $0 }
    if printed.count > 1 {
      throw ValidationError("\(printed[0]) and \(printed[1]) print different things")
    }
    try drawing.check(beside: printed.first)
  }

  func run() async throws {
    if let output = drawing.output { _ = try drawing.kind(of: output) }
    let file = Files.inputName(graph)
    do {
      let read = try GraphInput.read(graph)
      let check = try GraphCheck(read)
      if let output = drawing.output { try await draw(read, check, to: output) }
      try say(check, of: read)
      if !check.isOK { throw ExitCode(Status.no.rawValue) }
    } catch {
      throw Failure(error, about: file) ?? error
    }
  }

  private func draw(
    _ graph: ComputationGraph, _ check: GraphCheck, to path: String
  ) async throws {
    var drawing = drawing
    drawing.highlights = CheckReport(check).highlights
    drawing.highlightKeys = CheckReport.highlightKeys
    try await drawing.draw(
      graph, from: Files.inputName(self.graph), to: path, isQuiet: quiet,
      check: CheckReport(check).page, corrections: CheckReport(check).corrections)
  }

  private func say(_ check: GraphCheck, of graph: ComputationGraph) throws {
    if json {
      try Files.write(CheckReport(check).json + "\n", to: "-")
    } else if table {
      guard let slopes = try SlopeTable(graph, step: step) else {
        throw notRecomputable("--table")
      }
      try Files.write(CheckReport(check).text(of: slopes), to: "-")
      if !check.isOK { Files.say(CheckReport(check).verdict + "\n") }
    } else if let curve {
      try Files.write(CheckReport.text(of: errorCurve(of: curve, in: graph)), to: "-")
      if !check.isOK { Files.say(CheckReport(check).verdict + "\n") }
    } else if drawing.output == "-" {
      Files.say(CheckReport(check).verdict + "\n")
    } else if quiet {
      try Files.write(CheckReport(check).verdict + "\n", to: "-")
    } else {
      try Files.write(CheckReport(check).text, to: "-")
    }
  }

  /// The curve of the leaf, or of the element of it, that `name` means.
  private func errorCurve(of name: String, in graph: ComputationGraph) throws -> ErrorCurve {
    // An id may have brackets of its own.
    let isWhole = graph.nodes.contains { $0.id == name }
    let element = isWhole ? nil : name.firstMatch(of: /^(.*)\[([0-9]{1,18})\]$/)
    let (leaf, index) = element.map { (String($0.1), Int($0.2) ?? 0) } ?? (name, 0)
    do {
      return try ErrorCurve(graph, leaf: leaf, index: index)
    } catch let failure as ErrorCurve.Failure {
      let shown = leaf.escaped(limit: 40)
      switch failure {
      case .notRecomputable: throw notRecomputable("--curve")
      case .noLeaf:
        throw Failure(
          .usage, nil, "--curve \(shown) is no leaf that the output depends on",
          hint: failure.hint)
      case .noElement(let index, _):
        throw Failure(
          .usage, nil, "--curve \(shown) has no element \(index)", hint: failure.hint)
      case .noGradient:
        throw Failure(
          .badData, Files.inputName(self.graph), "\(shown) has no gradient to compare with")
      }
    }
  }

  private func notRecomputable(_ option: String) -> Failure {
    Failure(
      .badData, Files.inputName(graph), "the graph cannot be recomputed from its leaves",
      hint: "'vizbp check' without \(option) says which nodes have no rule or no numbers")
  }
}
