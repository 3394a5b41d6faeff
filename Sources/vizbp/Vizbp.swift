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
    do {
      if let complaint = VectorWidth.complaint { throw Failure(.usage, "VIZBP_VECTORS", complaint) }
      let arguments = protectingMinus(Array(Files.arguments.dropFirst()))
      try checkCommand(arguments)
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      leave(with: error)
    }
  }
}
