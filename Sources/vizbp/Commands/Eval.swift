import ArgumentParser
import VizBP
import VizBase

/// How finely an expression is traced, as the command line names it.
enum TraceGranularity: String, CaseIterable, ExpressibleByArgument {
  case fine, coarse

  var granularity: Granularity { self == .fine ? .fine : .coarse }
}

extension DerivativeMode: ExpressibleByArgument {}

struct Eval: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluate an expression forward and backward.",
    usage: "vizbp eval <expression> [<name=value> ...] [<options>]",
    discussion: """
      Prints each node with its value, its gradient and its local derivatives; -o draws the \
      graph. An expression has + - * / ^ (right-associative) and @ (matrix product), numbers, \
      vectors [1, 2], matrices [[1, 2], [3, 4]], names, several statements as in \
      'q = x + y; f = q * z', and the functions \(Expression.functions.joined(separator: " ")).

      vizbp eval '-log(sigmoid(w * x + b))' w=2 x=-1 b=0.5 -o loss.svg
      """)

  @Argument(help: "The expression.")
  var expression: String

  @Argument(help: ArgumentHelp("The value of each name.", valueName: "name=value"))
  var values: [String] = []

  @Flag(help: "Print graph JSON instead of the table.")
  var json = false

  @Option(
    help: """
      fine: gates as their primitives; coarse: one node a gate, spelled-out gates too. Without \
      it a gate is drawn as it is written.
      """)
  var granularity: TraceGranularity?

  @Option(help: "Annotate gradients (reverse) or tangents (forward).")
  var mode = DerivativeMode.reverse

  @Option(help: ArgumentHelp("The input that moves in forward mode.", valueName: "name"))
  var seed: String?

  @Flag(help: "Compare the gradients with centred differences; exit status 1 if they disagree.")
  var check = false

  @Flag(
    help: """
      Count the operations of both passes, beside forward mode and differences, and the size of \
      the symbolic derivative.
      """)
  var cost = false

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingOptions

  func validate() throws {
    if seed != nil, mode == .reverse {
      throw ValidationError("--seed applies to --mode forward")
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
    let expression = try Expression(expression.droppingShield)
    let inputs = try readValues()
    let trace = try expression.trace(
      inputs: inputs, granularity: granularity?.granularity ?? .asWritten)
    let graph = try capture(trace, name: expression.typeset())

    if let output = drawing.output {
      try await drawing.draw(graph, from: "expression", to: output)
    }
    if json {
      try Files.write(graph.jsonText(), to: "-")
    } else if !quiet, drawing.output != "-" {
      try Files.write(NodeTable(graph).text, to: "-")
    }
    if !quiet {
      for remark in try GraphCheck.remarks(on: graph) { try say(remark.sentence + "\n") }
    }
    if cost { try say(CostReport(trace.output, graph: graph).text) }
    if check { try report(GradientCheck(of: expression, at: inputs)) }
  }

  private func readValues() throws -> [String: Tensor<Double>] {
    var inputs: [String: Tensor<Double>] = [:]
    for text in values.map(\.droppingShield) {
      guard text.contains("=") else {
        throw Failure(
          .usage, nil, "'\(text.escaped(limit: 40))' is not NAME=VALUE",
          hint: "quote the expression, and give each name a value as in x=2")
      }
      do {
        let (name, value) = try Expression.assignment(text)
        guard inputs.updateValue(value, forKey: name) == nil else {
          throw Failure(.usage, nil, "\(name.escaped(limit: 40)) is given twice")
        }
      } catch let error as ExpressionError {
        throw Failure(error, in: "value")
      }
    }
    return inputs
  }

  private func capture(_ trace: ExpressionTrace<Double>, name: String) throws -> ComputationGraph {
    if mode == .reverse {
      // A vector's gradient is that of the sum of its elements.
      return try ComputationGraph(
        capturing: trace.output, name: name,
        seed: trace.output.shape.isScalar ? nil : .ones(trace.output.shape))
    }
    let moving = try movingInput(of: trace)
    return try ComputationGraph(
      capturing: trace.output, name: name, tangents: [moving: .ones(moving.shape)])
  }

  private func movingInput(of trace: ExpressionTrace<Double>) throws -> Variable<Double> {
    let names = trace.inputNames
    guard !names.isEmpty else {
      throw Failure(.badData, "expression", "it has no input that could move in forward mode")
    }
    let list = names.joined(separator: ", ")
    guard let name = seed ?? (names.count == 1 ? names.first : nil) else {
      throw Failure(
        .usage, nil, "--mode forward needs the input that moves",
        hint: "say --seed with one of: \(list)")
    }
    guard let input = trace.inputs[name] else {
      throw Failure(
        .usage, nil, "--seed \(name.escaped(limit: 40)) is no input of the expression",
        hint: "its inputs are: \(list)")
    }
    return input
  }

  /// Prints on standard output, or beside it where that is taken.
  private func say(_ text: String) throws {
    let isTaken = json || drawing.output == "-"
    if isTaken { Files.say(text) } else { try Files.write(text, to: "-") }
  }

  private func report(_ check: GradientCheck) throws {
    try say("\(check)\n")
    if !check.agrees { throw ExitCode(Status.no.rawValue) }
  }
}
