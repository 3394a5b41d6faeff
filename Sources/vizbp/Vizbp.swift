import ArgumentParser
import VizBP

@main
struct Vizbp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vizbp",
    abstract: "See backpropagation: computational graphs with values and gradients.",
    discussion: """
      Exit status: 0 done; 1 the answer is no (a check found a disagreement, a diagnosis a problem, two executions part); 64 wrong usage; 65 bad input data; \
      66 input missing or unreadable; 70 internal error; 73 output cannot be created; 74 I/O \
      failed midway.
      """,
    version: VizBPRelease.version,
    subcommands: [
      Eval.self, Render.self, Check.self, Explain.self, Diff.self, Plot.self, Gallery.self,
      QuizCommand.self,
      Train.self, Watch.self, Runs.self, Export.self, ReportCommand.self, Digest.self,
      Diagnose.self, Import.self,
      LayOut.self,
    ])

  static func main() async {
    Files.holdStandardStreams()
    Files.outliveFailedWrites()
    let arguments = Array(Files.arguments.dropFirst())
    // Fonts and Graphviz are made ready while the arguments are read; nothing of it may go on at the end.
    let preparation = draws(arguments) ? Task.detached { await Diagram.prepare() } : nil
    do {
      if let complaint = VectorWidth.complaint { throw Failure(.usage, "VIZBP_VECTORS", complaint) }
      let arguments = protectingMinus(arguments)
      try checkCommand(arguments)
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      if let complaint = MatrixProducts.complaint { Files.say("vizbp: \(complaint)\n") }
      await preparation?.value
    } catch {
      await preparation?.value
      leave(with: error)
    }
  }

  /// Whether the arguments ask for a drawing of a graph.
  private static func draws(_ arguments: [String]) -> Bool {
    guard let name = arguments.first, arguments.contains("-o") else { return false }
    return ["eval", "render", "explain", "check", "diff"].contains(name)
  }
}
