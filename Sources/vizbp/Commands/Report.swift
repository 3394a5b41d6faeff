import ArgumentParser
import SystemPackage
import VizBP

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Explain training runs in one HTML file.",
    usage: "vizbp report <run> ... [-o <file>] [<options>]",
    discussion: """
      Reads runs' folders (vizbp's own, or TensorBoard's), folders of such, or files of metrics \
      (CSV, JSON), and writes one page: what needs attention, curves, the graph at every \
      step, the replay of a step, decision boundaries, distributions, gradient flow, cost, and how \
      to do it again. Several runs are laid side by side. The page fetches nothing and opens from \
      disk, mail or a CI artifact.

      vizbp report out/spiral -o report.html
      """)

  @Argument(
    help: ArgumentHelp("Runs' folders, folders of runs, or files of metrics.", valueName: "run"),
    completion: .directory)
  var runs: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The page; '-' is standard output.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var output = "report.html"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The step whose passes are replayed; the last one, if none is named.", valueName: "n"))
  var step: Int?

  @Option(
    help: ArgumentHelp("At how many steps the graph can be seen at most.", valueName: "n"))
  var graphSteps = Report.Options().graphSteps

  @Flag(help: "Check the gradients of the last captured step, and show what was found.")
  var check = false

  @Option(
    help: ArgumentHelp("Templates to use instead of the built-in ones.", valueName: "folder"))
  var templates: String?

  @Flag(name: .shortAndLong, help: "Print nothing.")
  var quiet = false

  func validate() throws {
    guard graphSteps >= 1 else { throw ValidationError("--graph-steps takes a number from 1") }
  }

  func run() async throws {
    // Said before the runs are read. A name without an ending is a page as well.
    if output != "-", let ending = FilePath(output).extension,
      !["html", "htm"].contains(ending.lowercased())
    {
      throw Failure(
        .usage, Files.outputName(output),
        "a report is a page of HTML, and the ending says otherwise",
        hint: "use .html")
    }
    let histories = try LogInput.histories(runs)
    var options = Report.Options(step: step, graphSteps: graphSteps)
    options.diagram.worker = LayoutWorker(executable: Files.executable)
    let source = runs.count == 1 ? Files.inputName(runs[0]) : nil
    let page: [UInt8]
    let report: Report
    do {
      let templates = try templates.map { try Templates(folder: $0) } ?? Templates()
      report = try await Report(
        histories, check: gradientCheck(of: histories), options: options)
      page = Array(try report.html(templates).utf8)
    } catch {
      throw Failure(error, about: source) ?? error
    }
    try Files.write(page, to: output)
    LogInput.say(histories.flatMap(\.remarks), quietly: quiet)
    guard !quiet, output != "-" else { return }
    if let warning = report.sizeWarning(of: page.count) { Files.say("warning: \(warning)\n") }
    try Files.write(
      "\(Files.outputName(output)): \(report.attention)\n", to: "-")
  }

  private func gradientCheck(of histories: [RunHistory]) throws -> GraphPage.Check? {
    guard check else { return nil }
    guard histories.count == 1, let graph = histories[0].graph else {
      throw Failure(.usage, nil, "--check applies to one run that has a graph")
    }
    return CheckReport(try GraphCheck(graph)).page
  }
}
