import ArgumentParser
import VizBP

struct Watch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show a training in a browser while it goes on.",
    usage: "vizbp watch <run> [-o <file>] [--port <n>]",
    discussion: """
      Serves the report of a run that someone writes, to browsers of this machine alone: at an \
      address of 127.0.0.1 that holds a random token. The page follows the training; when that ends, \
      or with Ctrl-C, the report is written as a file like that of 'vizbp report', and the program \
      ends. A run that no training writes to any more is reported at once.

      vizbp watch out/spiral
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The page that is left; report.html in the run's folder, if none is named.", valueName: "file"
    ),
    completion: .file(extensions: ["html"]))
  var output: String?

  @Option(
    help: ArgumentHelp("Templates to use instead of the built-in ones.", valueName: "folder"),
    completion: .directory)
  var templates: String?

  @Flag(name: .shortAndLong, help: "Print nothing but the address.")
  var quiet = false

  @OptionGroup var live: LiveOptions

  func run() async throws {
    let file = Files.inputName(folder)
    let state: RunDirectory.State
    let templates: Templates
    do {
      templates = try self.templates.map { try Templates(folder: $0) } ?? Templates()
      // One that cannot be read is said to be none before anything is served.
      _ = try RunDirectory(folder).log()
      state = try RunDirectory(folder).state()
    } catch { throw Failure(error, about: file) ?? error }
    let report = try LiveReport(
      of: folder, output: output ?? folder + "/report.html", port: live.port, templates: templates,
      isAwaited: false)
    if state == .running {
      let interrupts = Interrupts { report.stopFollowing() }
      try await report.begin()
      await report.follow()
      interrupts.end()
    } else if !quiet {
      try Files.write("\(file): no training writes to it any more\n", to: "-")
    }
    let attention = try await report.end()
    if !quiet {
      try Files.write("\(Files.outputName(report.output)): \(attention)\n", to: "-")
    }
  }
}
