import ArgumentParser
import VizBP

struct Render: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw a graph file.",
    usage: "vizbp render <graph|run> [-o <file>] [<options>]",
    discussion: """
      Reads graph JSON and draws the computational graph with its values and gradients. Without \
      -o the picture stands beside the input: graph.json becomes graph.svg. '-' is standard \
      input or output. A run's folder is drawn with what its nodes last held, or with --step N what \
      they held then. As html it can be looked at over the steps of the training, and the last \
      step, or step N, is replayed: forward, backward and the update.
      """)

  @Argument(
    help: "The graph file, a run's folder, or '-'.", completion: .file(extensions: ["json"]))
  var graph: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The step of a run; the last one, if none is named.", valueName: "n"))
  var step: Int?

  /// For scripts that say it to every command; nothing is printed either way.
  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingOptions

  func run() async throws {
    let output =
      try drawing.output
      ?? Files.beside(
        graph, ending: "\(drawing.picture.format ?? .svg)", made: "picture", given: "graph file")
    // A wrong kind is said before a large file is read.
    _ = try drawing.kind(of: output)
    let file = Files.inputName(graph)
    if Files.isFolder(graph), try await drawRun(from: file, to: output) { return }
    let (read, flaws): (ComputationGraph, [GraphError])
    do {
      (read, flaws) = try GraphInput.readToDraw(graph, step: step)
    } catch { throw Failure(error, about: file) ?? error }
    var drawing = drawing
    if !flaws.isEmpty {
      drawing.highlights = Dictionary(flaws.flatMap(\.nodes).map { ($0, 1) }) { $1 }
      drawing.highlightKeys = [HighlightKey(from: 0, "not understood")]
    }
    try await drawing.draw(read, from: file, to: output, isQuiet: quiet)
    for flaw in flaws {
      Files.say("warning: \(file):\(flaw.description); the node is drawn without that\n")
    }
  }

  /// Draws a run as a page that shows more than one of its steps; false where there are none, or
  /// another kind of picture is asked for.
  private func drawRun(from location: String, to output: String) async throws -> Bool {
    // A score is of one step.
    guard try drawing.kind(of: output) == .html, drawing.form != .score else { return false }
    do {
      let page = try await GraphPage(
        run: RunDirectory(graph), replaying: step, options: drawing.diagram)
      guard let page else { return false }
      try drawing.write(page, to: output)
      return true
    } catch { throw Failure(error, about: location) ?? error }
  }
}
