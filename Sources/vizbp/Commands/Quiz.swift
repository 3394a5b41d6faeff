import ArgumentParser
import VizBP
import VizBase

struct QuizCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quiz",
    abstract: "Write a quiz on an expression for a class: other numbers on every page.",
    usage: "vizbp quiz <expression> [<name=value> ...] [--seeds <n>] --out <folder>",
    discussion: """
      Each page has the graph with its values and asks for gradients, local derivatives, which \
      input to move, and where a faulty rule is. It has no answer in it but as a salted hash, to \
      three significant digits. The answers are in answers.csv, for the teacher.

      The numbers of a page are near those that are given, of the same sign; names without a value \
      get one. The same seeds give the same pages.

      vizbp quiz 'q = x + y; f = q * z' x=-2 y=5 z=-4 --seeds 30 --out sheet/
      """)

  @Argument(help: "The expression, of numbers and not of vectors.")
  var expression: String

  @Argument(help: ArgumentHelp("The value of a name.", valueName: "name=value"))
  var values: [String] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("How many pages.", valueName: "n"))
  var seeds = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of the first page; the others follow.", valueName: "n"))
  var seed = 1

  @Option(
    name: [.long, .customShort("o")], help: ArgumentHelp("The folder.", valueName: "folder"),
    completion: .directory)
  var out: String

  @Flag(name: .shortAndLong, help: "Do not say where the pages are.")
  var quiet = false

  func validate() throws {
    guard (1...500).contains(seeds) else { throw ValidationError("--seeds takes 1 to 500") }
    guard (0...1_000_000_000).contains(seed) else {
      throw ValidationError("--seed takes 0 to 1000000000")
    }
  }

  func run() async throws {
    try ValueInput.checkExpression(expression)
    let expression = try MathExpression(expression.droppingShield)
    let graph = try base(of: expression, ValueInput.read(values))
    let circuit: Circuit
    do {
      circuit = try Circuit(of: graph)
    } catch let error as CircuitError {
      throw Failure(.badData, "expression", "it makes no quiz: \(error.message)")
    }
    try Files.makeFolder(out)
    let progress = ProgressBar(total: seeds, isQuiet: quiet)
    var rows = ["page,question,answer"]
    for number in 0..<seeds {
      let name = Self.name(number + 1, of: seeds)
      let page = try await page(seed + number, of: graph, circuit)
      try Files.write(Array(page.html().utf8), to: "\(out)/\(name).html")
      rows += page.quizAnswers.map { question, answer in
        [name, question, answer].map(Self.field).joined(separator: ",")
      }
      progress.show(number + 1, name)
    }
    progress.finish()
    try Files.write(Array((rows.joined(separator: "\n") + "\n").utf8), to: "\(out)/answers.csv")
    guard !quiet else { return }
    let folder = Files.outputName(out)
    try Files.write(
      "\(seeds) page\(seeds == 1 ? "" : "s") in \(folder); the answers are in answers.csv, which is"
        + " the teacher's\n", to: "-")
  }

  /// The graph of the numbers that are given; what is not given is small and not 0.
  private func base(
    of expression: MathExpression, _ given: [String: Tensor<Double>]
  ) throws -> ComputationGraph {
    let drawn = [2, -1, 3, -2, 1.5, -0.5]
    var graphs: [ComputationGraph] = []
    // With signs where they can be, else without, for logarithms and roots.
    for sign in [1.0, -1.0] {
      var inputs = given
      for (index, name) in expression.inputs.enumerated() where inputs[name] == nil {
        let number = drawn[index % drawn.count]
        inputs[name] = Tensor(sign > 0 ? number : number.magnitude)
      }
      let trace = try expression.trace(inputs: inputs, granularity: .asWritten)
      guard trace.output.shape.isScalar else {
        throw Failure(.badData, "expression", "a quiz asks for numbers, and its output is a vector")
      }
      let graph = try ComputationGraph(
        capturing: trace.output, name: expression.typeset(trace.ranks))
      let isFinite = graph.nodes.allSatisfy { $0.value?.magnitude.isFinite != false }
      if isFinite { return graph }
      graphs.append(graph)
    }
    return graphs[0]
  }

  private func page(
    _ seed: Int, of graph: ComputationGraph, _ circuit: Circuit
  ) async throws -> GraphPage {
    func variant(_ number: UInt64) -> ComputationGraph? {
      circuit.otherInputs(seed: number).map { circuit.graph(graph, at: $0) }
    }
    let seed = UInt64(seed)
    guard let own = variant(seed) else {
      throw Failure(
        .badData, "expression", "no numbers were found for which all of its gradients are finite",
        hint: "give values at which they are")
    }
    let others = (1...8).compactMap { variant(seed &* 1_000_003 &+ $0) }
    let page = try await GraphPage(
      quizOn: own, variants: others, salt: "\(seed)-\(graph.name ?? "")")
    guard let page else {
      throw Failure(
        .badData, "expression", "there is nothing to ask for: a quiz is about single numbers")
    }
    return page
  }

  /// `quiz-07`: as many digits as the last has.
  private static func name(_ number: Int, of count: Int) -> String {
    let (digits, all) = (String(number), String(count))
    return "quiz-" + String(repeating: "0", count: max(0, all.count - digits.count)) + digits
  }

  private static func field(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
