import ArgumentParser
import VizBP

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Explain training runs in one HTML file.",
    usage: "vizbp report <run> ... [-o <file>] [<options>]",
    discussion: """
      Reads runs' folders (vizbp's own, or TensorBoard's), folders of such, files of metrics \
      (CSV, JSON), or files that 'vizbp digest' wrote, and writes one page. Of one run it tells \
      what came of it, with the run over its steps, what needs attention, the graph at every step, \
      the replay of a step, decision boundaries, distributions, cost, and how to do it again. \
      Several runs are laid side by side: which is best, where they part, which settings matter; \
      up to eight in full, of more the ten best and the ten oddest. The page fetches nothing and \
      opens from disk, mail or a CI artifact.

      vizbp report out/spiral -o report.html
      vizbp report out/*.digest -o all.html
      """)

  @OptionGroup var arguments: DigestArguments

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
    help: ArgumentHelp(
      "At how many steps the graph can be seen at most; 32, if it is not said.", valueName: "n"))
  var graphSteps: Int?

  @Flag(help: "Check the gradients of the last captured step, and show what was found.")
  var check = false

  @Option(
    help: ArgumentHelp("Templates to use instead of the built-in ones.", valueName: "folder"),
    completion: .directory)
  var templates: String?

  @Flag(name: .shortAndLong, help: "Print nothing.")
  var quiet = false

  func validate() throws {
    guard graphSteps ?? 1 >= 1 else { throw ValidationError("--graph-steps takes a number from 1") }
  }

  func run() async throws {
    // Said before the runs are read. A name without an ending is a page as well.
    try OutputEnding.check(output, in: ["html", "htm"], "a report is a page of HTML")
    let input = try arguments.input()
    let templates: Templates
    do { templates = try self.templates.map { try Templates(folder: $0) } ?? Templates() } catch {
      throw Failure(error) ?? error
    }
    if let history = try input.loneRun() {
      try await explain(history, templates)
    } else {
      try await compare(input, templates)
    }
  }

  private func explain(_ history: RunHistory, _ templates: Templates) async throws {
    let page: [UInt8]
    let report: Report
    do {
      report = try await Report(
        history, check: gradientCheck(of: history), options: options)
      page = Array(try report.html(templates).utf8)
    } catch {
      throw Failure(error, about: Files.inputName(arguments.runs[0])) ?? error
    }
    try Files.write(page, to: output)
    LogInput.say(history.remarks, quietly: quiet)
    guard !quiet, output != "-" else { return }
    if let warning = report.sizeWarning(of: page.count) { Files.say("warning: \(warning)\n") }
    try Files.write("\(Files.outputName(output)): \(report.attention)\n", to: "-")
  }

  private func compare(_ input: DigestInput, _ templates: Templates) async throws {
    let ofOne = [("--check", check), ("--step", step != nil), ("--graph-steps", graphSteps != nil)]
    if let option = ofOne.first(where: \.1)?.0 {
      throw Failure(
        .usage, nil, "\(option) applies to one run that has a graph",
        hint: "name one run, as 'vizbp runs' lists them")
    }
    let (digests, remarks) = try await input.all()
    let comparison = Comparison(digests, remarks: remarks)
    let page: [UInt8]
    do { page = Array(try comparison.html(templates).utf8) } catch { throw Failure(error) ?? error }
    try Files.write(page, to: output)
    LogInput.say(remarks + digests.flatMap(\.remarks), quietly: quiet)
    guard !quiet, output != "-" else { return }
    try Files.write("\(Files.outputName(output)): \(comparison.attention)\n", to: "-")
  }

  private var options: Report.Options {
    var options = Report.Options(step: step)
    if let graphSteps { options.graphSteps = graphSteps }
    options.diagram.worker = LayoutWorker(executable: Files.executable)
    return options
  }

  private func gradientCheck(of history: RunHistory) throws -> GraphPage.Check? {
    guard check else { return nil }
    guard let graph = history.graph else {
      throw Failure(.usage, nil, "--check applies to one run that has a graph")
    }
    return CheckReport(try GraphCheck(graph)).page
  }
}
