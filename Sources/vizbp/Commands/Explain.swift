import ArgumentParser
import VizBP
import VizBase

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
      graphs may be large. Where nothing leads from the node to the output, the gradient is 0, of 0 \
      paths.

      -o draws the graph with the strongest paths wide and all else faint; a page (html) has the \
      chain rule as well, and x.tex is the chain rule in LaTeX, each factor marked that a line above \
      has computed (with an option of pictures, such as --fit, it is the drawn graph).

      --step says at which step of a run; several are compared. A run of vizbp train is trained again \
      up to there, since no run keeps all numbers of all steps. --decades says of a whole tensor how \
      its gradient shrinks or grows on the way, operation by operation; for that any run's records \
      suffice.

      vizbp explain '(x + y) * z' x=-2 y=5 z=-4 --of x
      vizbp explain out/spiral --of 'dense1/W[0,3]' --step 10 --step 1000
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
    name: .customLong("step"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The step of a run; the last one, if none is named. May be repeated.", valueName: "n"))
  var steps: [Int] = []

  @Flag(help: "How the gradient of a whole tensor shrinks on its way, in decades.")
  var decades = false

  @Flag(help: "Print the explanation as JSON instead.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingArguments<ShortOutputFile>

  func validate() throws {
    guard (0...1000).contains(paths) else {
      throw ValidationError("--paths takes a number from 0 to 1000")
    }
    try drawing.check(beside: json ? "--json" : nil)
    if drawing.output != nil, steps.count > 1 {
      throw ValidationError("-o shows one step, and there are \(steps.count)")
    }
    if decades, drawing.output != nil || end != nil {
      throw ValidationError("--decades goes with neither -o nor --output")
    }
  }

  func run() async throws {
    let kind = try drawing.output.map { try drawing.kind(of: $0) }
    let file = Files.inputName(graph)
    do {
      if decades { return try explainDecades() }
      let read = try graphs()
      let reports = try read.map { step, graph in
        let explanation = try GradientExplanation(of: of, in: graph, output: end, paths: paths)
        return ExplanationReport(explanation, of: graph, at: step)
      }
      if let output = drawing.output, let kind, let report = reports.first {
        try await draw(report, read[0].graph, as: kind, from: file, to: output)
      }
      if json {
        try Files.write(ExplanationReport.json(reports) + "\n", to: "-")
      } else if drawing.output == "-" {
        if !quiet { Files.say(reports.map { $0.headline + "\n" }.joined()) }
      } else {
        try Files.write(ExplanationReport.text(reports, isShort: quiet), to: "-")
      }
    } catch let error as ExplanationError
      where error.kind == .noNumbers && steps.isEmpty && Files.isFolder(graph)
    {
      throw Failure(
        .badData, file, error.message,
        hint: "say --step N: a run of vizbp train is trained again up to there")
    } catch let error as ExplanationError where error.kind.isOfNames {
      throw Failure(.usage, nil, error.message, hint: error.hint)
    } catch {
      throw Failure(error, about: file) ?? error
    }
  }

  /// The graphs that are asked for, with their steps.
  private func graphs() throws -> [(step: Int?, graph: ComputationGraph)] {
    var asked: [Int] = []
    for step in steps where !asked.contains(step) { asked.append(step) }
    guard !asked.isEmpty else {
      return [(nil, try GraphInput.readOrTrace(graph, values).graph)]
    }
    if let trained = try TrainedSteps(graph, steps: asked, isQuiet: quiet) {
      if !quiet { for remark in trained.remarks { Files.say("note: \(remark)\n") } }
      return trained.graphs.map { ($0, $1) }
    }
    return try asked.map { ($0, try GraphInput.readOrTrace(graph, values, step: $0).graph) }
  }

  private func draw(
    _ report: ExplanationReport, _ graph: ComputationGraph, as kind: OutputKind,
    from source: String, to output: String
  ) async throws {
    if kind == .tex, drawing.optionOfPictures ?? "--format" == "--format" {
      return try Files.write(report.tex, to: output)
    }
    var drawing = drawing
    drawing.emphasis = report.emphasis
    try await drawing.draw(
      graph, from: source, to: output, isQuiet: quiet, explanation: report.page)
  }

  private func explainDecades() throws {
    var reports: [(step: Int?, report: DecayReport)] = []
    for step in steps.isEmpty ? [nil] : steps.map(Optional.some) {
      let read = try GraphInput.readOrTrace(graph, values, step: step).graph
      reports.append((step, DecayReport(try GradientDecay(of: of, in: read))))
    }
    if json {
      let values = reports.map { step, report in
        guard let step, case .object(var object) = report.json else { return report.json }
        object["step"] = JSONValue(Double(step))
        return JSONValue.object(object)
      }
      let value = values.count == 1 ? values[0] : .object(["steps": .array(values)])
      return try Files.write(value.jsonText() + "\n", to: "-")
    }
    let texts = reports.map { step, report in
      (step.map { "Step \($0)\n\n" } ?? "") + (quiet ? report.headline + "\n" : report.text)
    }
    try Files.write(texts.joined(separator: "\n"), to: "-")
  }
}

extension ExplanationError.Kind {
  /// Whether it is about what was asked for, and not about the graph.
  fileprivate var isOfNames: Bool { self == .noNode || self == .noElement }
}
