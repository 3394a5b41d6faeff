import ArgumentParser
import VizBP

struct Render: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw a graph file.",
    discussion: """
      Reads graph JSON and draws the computational graph with its values and gradients. Without \
      -o the picture stands beside the input: graph.json becomes graph.svg. '-' is standard \
      input or output.
      """)

  @Argument(help: "The graph file, or '-'.", completion: .file(extensions: ["json"]))
  var graph: String

  @OptionGroup var drawing: DrawingOptions

  func run() async throws {
    let output = drawing.output ?? beside(graph)
    // A wrong kind is said before a large file is read.
    _ = try drawing.kind(of: output)
    let bytes = try Files.read(graph)
    do {
      try await drawing.draw(ComputationGraph(jsonData: bytes), to: output)
    } catch let error as GraphError {
      let place = Files.shown(graph) + (error.place.map { ":\($0)" } ?? "")
      throw Failure(.badData, place, error.message, hint: error.hint)
    } catch let error as DiagramError {
      throw Failure(
        error.code == .unsuitable ? .badData : .internal, Files.shown(graph), error.message,
        hint: error.hint)
    }
  }

  /// The picture's place where none was named: beside the input, with the ending of its kind.
  private func beside(_ path: String) -> String {
    if path == "-" { return "-" }
    var parts = path.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 1, parts.last?.contains("/") == false { parts.removeLast() }
    return parts.joined(separator: ".") + ".\(drawing.format ?? .svg)"
  }
}
