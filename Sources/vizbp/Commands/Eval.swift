import ArgumentParser
import VizBP
import VizBase

/// How finely an expression is traced, as the command line names it.
enum TraceGranularity: String, Choice {
  case fine, coarse

  var granularity: Granularity { self == .fine ? .fine : .coarse }
}

extension DerivativeMode: Choice {}

struct Eval: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluate an expression forward and backward.",
    usage: "vizbp eval <expression> [<name=value> ...] [<options>]",
    discussion: """
      Prints each node with its value, its gradient and its local derivatives; -o draws the \
      graph. An expression has + - * / ^ (right-associative) and @ (matrix product), numbers, \
      vectors [1, 2], matrices [[1, 2], [3, 4]], names, elements z[1] and slices W[:, 0:2], \
      several statements as in 'q = x + y; f = q * z', comments from # to the end of the line, and \
      functions.

      Functions are the operations of graph files; what else steers one is written by its name \
      behind the arguments, as in conv2d(x, w, padding=1) or sum(A, axis=0). Without such names: \
      \(Self.functions { $0.isEmpty }). With them: \(Self.functions { !$0.isEmpty }). The names of \
      PyTorch, JAX and NumPy do too: swish is silu.

      A value may be in a file: x=@x.npy as NumPy saves it, or x=@x.json with a number or nested \
      arrays.

      vizbp eval '-log(sigmoid(w * x + b))' w=2 x=-1 b=0.5 -o loss.svg
      """)

  /// The functions whose attributes are of a kind, with their attributes; nothing where no help is
  /// wanted, which to list them would keep waiting.
  private static func functions(_ isOfKind: ([String]) -> Bool) -> String {
    guard Vizbp.explainsItself else { return "" }
    return MathExpression.functions.filter { isOfKind($0.attributes) }.map { name, attributes in
      attributes.isEmpty ? name : "\(name)(\(attributes.joined(separator: ", ")))"
    }.joined(separator: " ")
  }

  @Argument(help: "The expression.")
  var expression: String

  @Argument(
    help: ArgumentHelp("The value of each name, or @FILE that has it.", valueName: "name=value"))
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

  @Flag(help: "Show the gradients of constants too, along which nothing moves.")
  var constants = false

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
    if constants, mode == .forward {
      throw ValidationError("--constants applies to gradients: in --mode forward constants stay")
    }
    try drawing.check(beside: json ? "--json" : nil)
  }

  func run() async throws {
    if let output = drawing.output { _ = try drawing.kind(of: output) }
    try ValueInput.checkExpression(expression)
    let expression = try MathExpression(expression.droppingShield)
    let inputs = try ValueInput.read(values)
    let trace = try expression.trace(
      inputs: inputs, granularity: granularity?.granularity ?? .asWritten)
    let graph = try capture(trace, name: expression.typeset(trace.ranks))

    if let output = drawing.output {
      try await drawing.draw(graph, from: "expression", to: output, isQuiet: quiet)
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

  private func capture(_ trace: ExpressionTrace<Double>, name: String) throws -> ComputationGraph {
    if mode == .reverse {
      // A vector's gradient is that of the sum of its elements.
      return try ComputationGraph(
        capturing: trace.output, name: name,
        seed: trace.output.shape.isScalar ? nil : .ones(trace.output.shape),
        withConstants: constants)
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
