import ArgumentParser
import VizBP

struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why a gradient is what it is: along which paths it comes.",
    usage: "vizbp explain <graph|run|expression> --of <node> [--json] [<options>]",
    discussion: """
      The gradient of a number is the sum, over all paths from it to the output, of the products \
      of the derivatives along each. Says how many paths there are, which are the strongest, how \
      much of what they carry cancels, and how it divides by their length; and works the chain \
      rule line by line, where [3] marks a factor that line 3 has computed. The numbers of a \
      tensor are nodes of their own: --of 'W[0,3]' names one. No path is listed for that, so that \
      graphs may be large. -o draws the graph with the strongest paths wide and all else faint. \
      Where nothing leads from the node to the output, the gradient is 0, of 0 paths.

      vizbp explain '(x + y) * z' x=-2 y=5 z=-4 --of x
      """)

  @Argument(
    help: "A graph file, a run's folder, '-', or an expression.",
    completion: .file(extensions: ["json"]))
  var graph: String

  @Argument(help: ArgumentHelp("The value of each name in an expression.", valueName: "name=value"))
  var values: [String] = []

  @Option(
    help: ArgumentHelp(
      "The node whose gradient is explained: x, or 'W[0,3]' of a tensor.", valueName: "node"))
  var of: String

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "The node that it is the gradient of; the graph's output, if none is named.",
      valueName: "node"))
  var end: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many of the strongest paths are shown.", valueName: "n"))
  var paths = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The step of a run; the last one, if none is named.", valueName: "n"))
  var step: Int?

  @Flag(help: "Print the explanation as JSON instead.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingArguments<ShortOutputFile>

  func validate() throws {
    guard (0...1000).contains(paths) else {
      throw ValidationError("--paths takes a number from 0 to 1000")
    }
    if drawing.output == nil, let option = drawing.optionOfPictures {
      throw ValidationError("\(option) says how to draw, and nothing is drawn without -o")
    }
    if json, drawing.output == "-" {
      throw ValidationError("--json and '-o -' both write to standard output")
    }
  }

  func run() async throws {
    if let output = drawing.output { _ = try drawing.kind(of: output) }
    let place = Files.inputName(graph)
    do {
      let (read, source) = try GraphInput.readOrTrace(graph, values, step: step)
      let explanation = try GradientExplanation(of: of, in: read, output: end, paths: paths)
      let report = ExplanationReport(explanation, of: read)
      if let output = drawing.output {
        var drawing = drawing
        drawing.emphasis = report.emphasis
        try await drawing.draw(read, from: source, to: output, isQuiet: quiet)
      }
      if json {
        try Files.write(report.json + "\n", to: "-")
      } else if drawing.output == "-" {
        if !quiet { Files.say(report.headline + "\n") }
      } else {
        try Files.write(quiet ? report.headline + "\n" : report.text, to: "-")
      }
    } catch let error as ExplanationError where error.kind.isOfNames {
      throw Failure(.usage, nil, error.message, hint: error.hint)
    } catch {
      throw Failure(error, about: place) ?? error
    }
  }
}

extension ExplanationError.Kind {
  /// Whether it is about what was asked for, and not about the graph.
  fileprivate var isOfNames: Bool { self == .noNode || self == .noElement }
}
