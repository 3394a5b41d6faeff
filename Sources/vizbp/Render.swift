import ArgumentParser
import SystemPackage
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
      they held then.
      """)

  @Argument(
    help: "The graph file, a run's folder, or '-'.", completion: .file(extensions: ["json"]))
  var graph: String

  @Option(help: ArgumentHelp("The step of a run; the last one, if none is named.", valueName: "n"))
  var step: Int?

  /// For scripts that say it to every command; nothing is printed either way.
  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var drawing: DrawingOptions

  func run() async throws {
    let output = try drawing.output ?? beside(graph)
    // A wrong kind is said before a large file is read.
    _ = try drawing.kind(of: output)
    let place = Files.inputName(graph)
    let read: ComputationGraph
    do {
      read = try GraphInput.read(graph, step: step)
    } catch { throw Failure(error, about: place) ?? error }
    try await drawing.draw(read, from: place, to: output)
  }

  /// The picture's place where none was named: beside the input, with the ending of its kind.
  private func beside(_ path: String) throws -> String {
    if path == "-" { return "-" }
    var picture = FilePath(path)
    picture.extension = "\(drawing.picture.format ?? .svg)"
    if picture == FilePath(path) {
      throw Failure(
        .usage, Files.inputName(path), "the picture would replace the graph file",
        hint: "name the picture with -o")
    }
    return picture.string
  }
}
