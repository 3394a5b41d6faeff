import ArgumentParser
import SystemPackage
import VizBP

struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read an ONNX model, and run it forward and backward.",
    usage: "vizbp import <model.onnx> [--input <name=file> ...] [-o <file>] [<options>]",
    discussion: """
      Writes the model as graph JSON, or draws it where the output is a picture or a page. With \
      the inputs it is computed in double precision, and gradients are those of the first output, \
      or of the one that is named, as the sum of its elements; small tensors are whole in the \
      graph, larger ones are summaries. Nodes that one of vizbp's operations does are that \
      operation, and can be checked; what is not computed is named once, and drawn all the same. \
      Without -o the graph stands beside the model: model.onnx becomes model.json. '-' is \
      standard input or output.

      vizbp import model.onnx --input image=image.npy --loss cross-entropy:3 -o graph.json
      """)

  @Argument(help: "The model, or '-'.", completion: .file(extensions: ["onnx"]))
  var model: String

  @Option(
    help: ArgumentHelp(
      "An input's numbers: .npy, .npz, .json, .pb (a tensor of ONNX), or random:SEED; without a "
        + "name, the next input's, of .npz each array's own, and random:SEED the rest's.",
      valueName: "name=file"))
  var input: [String] = []

  @Option(help: ArgumentHelp("The output that gradients are of.", valueName: "output"))
  var gradientOf: String?

  @Option(
    help: ArgumentHelp(
      "A loss behind that output: its cross-entropy with a class, or one for each example.",
      valueName: "cross-entropy:label,..."))
  var loss: String?

  @Flag(
    help:
      "Write every tensor whole, however large; else those of more than 4096 elements are summaries."
  )
  var whole = false

  @Option(
    help: ArgumentHelp(
      "How many numbers are computed at most; what comes behind is only drawn. Two gigabytes of them, "
        + "and 16 more for each that the model has or is given, unless this says otherwise.",
      valueName: "count"))
  var mostNumbers: Int?

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingOptions

  func validate() throws {
    guard mostNumbers ?? 1 >= 1 else {
      throw ValidationError("--most-numbers takes a number from 1")
    }
  }

  func run() async throws {
    try refuseGraph()
    let output =
      try drawing.output
      ?? Files.beside(
        model, ending: drawing.picture.format.map { "\($0)" } ?? "json", made: "graph",
        given: "model")
    let isJSON = isJSON(output)
    if !isJSON { _ = try drawing.kind(of: output) }
    let file = Files.inputName(model)
    let labels = try labels()
    let drawn: ONNXModel.Drawn
    do {
      var read = try ModelInputs.model(model)
      read.mostNumbers = mostNumbers
      var options = ONNXModel.Options()
      options.inputs = try ModelInputs.read(input, of: read)
      options.output = gradientOf
      options.labels = labels
      if whole { options.mostElements = .max }
      drawn = try read.graph(options)
    } catch { throw Failure(error, about: file) ?? error }
    if isJSON {
      try Files.write(drawn.graph.jsonText(), to: output)
    } else {
      try await drawing.draw(drawn.graph, from: file, to: output, isQuiet: quiet)
    }
    if !quiet { for remark in drawn.remarks { Files.say("\(file): \(remark)\n") } }
  }

  /// Says of a graph file what it is.
  private func refuseGraph() throws {
    guard FilePath(model).extension?.lowercased() == "json", Files.exists(model),
      (try? ComputationGraph(jsonData: Files.read(model))) != nil
    else { return }
    throw Failure(
      .badData, Files.inputName(model), "it is a graph already, not a model of ONNX",
      hint: "vizbp render draws it")
  }

  /// Whether graph JSON is written: where the ending says so, and on standard output.
  private func isJSON(_ output: String) -> Bool {
    drawing.picture.format == nil
      && (output == "-" || FilePath(output).extension?.lowercased() == "json")
  }

  private func labels() throws -> [Int]? {
    guard let loss else { return nil }
    let parts = loss.split(separator: ":", maxSplits: 1)
    let labels = parts.last?.split(separator: ",").map { Int($0) } ?? []
    guard parts.count == 2, parts[0] == "cross-entropy", !labels.isEmpty, !labels.contains(nil)
    else {
      throw Failure(
        .usage, nil, "--loss takes cross-entropy and a class, as in cross-entropy:3")
    }
    return labels.compactMap { $0 }
  }
}
