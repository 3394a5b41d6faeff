import ArgumentParser
import VizBP

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
    discussion: """
      Prints each node with its value, its gradient and its local derivatives; -o draws the \
      graph. An expression has + - * / ^ (right-associative) and @ (matrix product), numbers, \
      vectors [1, 2], matrices [[1, 2], [3, 4]], names, several statements as in \
      'q = x + y; f = q * z', and the functions exp log sin cos tan sqrt abs tanh sigmoid relu \
      softplus square pow max min sum mean dot norm transpose softmax logsumexp step.

      vizbp eval '1/(1+exp(-(w0*x0+w1*x1+w2)))' w0=2 x0=-1 w1=-3 x1=-2 w2=-3 -o neuron.svg
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

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingOptions

  func run() async throws {
    if let output = drawing.output { _ = try drawing.kind(of: output) }
    let formula = try Self.reading("expression") { try Formula(expression.droppingShield) }
    let inputs = try readValues()
    let trace = try Self.reading("expression") {
      try formula.trace(inputs: inputs, granularity: granularity?.granularity ?? .asWritten)
    }
    let graph = try capture(trace, name: formula.typeset())

    if let output = drawing.output { try await drawing.draw(graph, to: output) }
    if json {
      try Files.write(graph.jsonData(), to: "-")
    } else if !quiet, drawing.output != "-" {
      try Files.write(Array(NodeTable(graph).text.utf8), to: "-")
    }
    if check { try report(GradientCheck(of: formula, at: inputs)) }
  }

  private func readValues() throws -> [String: Tensor<Double>] {
    var inputs: [String: Tensor<Double>] = [:]
    for text in values {
      guard text.contains("=") else {
        throw Failure(
          .usage, nil, "\(Files.shown(text)) is not NAME=VALUE",
          hint: "quote the expression, and give each name a value as in x=2")
      }
      let (name, value) = try Self.reading("value") { try Formula.assignment(text) }
      guard inputs.updateValue(value, forKey: name) == nil else {
        throw Failure(.usage, nil, "\(name) is given twice")
      }
    }
    return inputs
  }

  private func capture(_ trace: FormulaTrace<Double>, name: String) throws -> ComputationGraph {
    do {
      if mode == .reverse {
        // A vector's gradient is that of the sum of its elements.
        return try ComputationGraph(
          capturing: trace.output, name: name,
          seed: trace.output.shape.isScalar ? nil : .ones(trace.output.shape))
      }
      let moving = try movingInput(of: trace)
      return try ComputationGraph(
        capturing: trace.output, name: name, tangents: [moving: .ones(moving.shape)])
    } catch let error as AutodiffError {
      throw Failure(.badData, "expression", "\(error)")
    }
  }

  private func movingInput(of trace: FormulaTrace<Double>) throws -> Variable<Double> {
    let names = trace.inputNames
    guard let name = seed ?? (names.count == 1 ? names.first : nil) else {
      throw Failure(
        .usage, nil, "--mode forward needs the input that moves",
        hint: "say --seed with one of: \(names.joined(separator: ", "))")
    }
    guard let input = trace.inputs[name] else {
      throw Failure(
        .usage, nil, "--seed \(Files.shown(name)) is no input of the expression",
        hint: "its inputs are: \(names.joined(separator: ", "))")
    }
    return input
  }

  /// Relative errors above this are disagreements.
  private static let tolerance = 1e-6

  private func report(_ check: GradientCheck) throws {
    guard let worst = check.worst else { return }
    let agrees = worst.relativeError <= Self.tolerance
    let text =
      "gradient check: \(agrees ? "ok" : "wrong"), \(check.elements.count) derivatives;"
      + " worst \(worst.input)[\(worst.index)]: analytic \(worst.gradient),"
      + " numeric \(worst.difference), relative error \(worst.relativeError)\n"
    try Files.write(Array(text.utf8), to: json || drawing.output == "-" ? "/dev/stderr" : "-")
    if !agrees { throw ExitCode(Status.no.rawValue) }
  }

  /// Runs what reads a formula; its errors name the place and show it under a caret.
  private static func reading<Result>(_ what: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FormulaError {
      let place = what + (error.line.map { ":\($0):\(error.column ?? 1)" } ?? "")
      guard let excerpt = error.excerpt, let column = error.caretColumn else {
        throw Failure(.badData, place, error.message)
      }
      // The first line ends with the excerpt, so that the caret stands right below it.
      let lead = "error: \(place): \(error.message): "
      let caret = String(repeating: " ", count: lead.columns + column - 1) + "^"
      throw Failure(.badData, place, "\(error.message): \(excerpt)", hint: caret)
    }
  }
}

extension String {
  /// Without the space that shields a leading minus sign from the parser of options.
  fileprivate var droppingShield: String { hasPrefix(" -") ? String(dropFirst()) : self }

  /// How many columns of a terminal the text takes.
  fileprivate var columns: Int {
    reduce(0) { sum, character in
      let wide = character.unicodeScalars.first.map { (0x1100...0x115f).contains($0.value)
        || (0x2e80...0xa4cf).contains($0.value) || (0xac00...0xd7a3).contains($0.value)
        || (0xf900...0xfaff).contains($0.value) || (0xfe30...0xfe6f).contains($0.value)
        || (0xff00...0xff60).contains($0.value) || (0x1f300...0x1faff).contains($0.value) }
      return sum + (wide == true ? 2 : 1)
    }
  }
}
