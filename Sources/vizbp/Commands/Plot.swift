import ArgumentParser
import SystemPackage
import VizBP
import VizBase

struct Plot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw the curves of logged metrics.",
    usage: "vizbp plot <file|run> ... [-o <file>] [<options>]",
    discussion: """
      Reads CSV, JSON and JSON lines, as Keras, Lightning, Transformers, pandas and others write \
      them, event files of TensorBoard, runs' folders and folders of such, and draws each metric \
      over its steps: training and validation data together, different quantities in panels of \
      their own, a colour a run. NaN and infinite values leave a gap with a mark. Values whose \
      steps do not advance are drawn over their order. What could not be read is said on standard \
      error. Without -o the figure stands beside the input: log.csv becomes log.svg. '-' is \
      standard input or output. With --figure something else is drawn that vizbp recorded.

      vizbp plot log.csv --y loss,val_loss --log-y --smooth 0.6 -o loss.svg
      vizbp plot out --y 'train/*' --x relative -o runs.svg
      """)

  @Argument(
    help: ArgumentHelp("Files of metrics, runs' folders, or '-'.", valueName: "file|run"),
    completion: .file(extensions: ["csv", "jsonl", "json"]))
  var files: [String]

  @Option(help: "What is drawn of a run.")
  var figure = RunFigures.Kind.curves

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The step of --figure boundary and gradient-flow.", valueName: "n"))
  var step: Int?

  @Option(
    help: ArgumentHelp("The node of --figure distribution and gradients.", valueName: "id"))
  var node: String?

  @Option(
    help: ArgumentHelp(
      "What to draw over: step, wall_time, relative, order, or a column of the file.",
      valueName: "column"))
  var x: String?

  @Option(
    help: ArgumentHelp(
      "The metrics to draw, between commas; * and ? stand for any text and one sign.",
      valueName: "metrics"))
  var y: [String] = []

  @Flag(help: "A logarithmic x axis.")
  var logX = false

  @Flag(help: "A logarithmic y axis.")
  var logY = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Smooth by an exponential average; the weight of the past, from 0 to below 1.",
      valueName: "weight"))
  var smooth: Double?

  @Option(help: "Draw runs that differ by their number as one: mean and deviation, or range.")
  var band = CurveOptions.Band.none

  @Option(help: "The point to label.")
  var best = CurveOptions.Best.automatic

  @Option(
    help: ArgumentHelp("Width and height, such as 800x500 or 160mmx100mm.", valueName: "size"))
  var size: String?

  @Option(help: "What stands above the figure, instead of what it shows in words.")
  var title: String?

  @Flag(name: .shortAndLong, help: "Print nothing but what was asked for.")
  var quiet = false

  @OptionGroup var picture: PictureOptions

  func validate() throws {
    if let smooth, !(smooth >= 0 && smooth < 1) {
      throw ValidationError("--smooth takes a weight from 0 to below 1")
    }
    if figure != .curves, files.count != 1 {
      throw ValidationError("--figure \(figure.rawValue) is drawn of one run")
    }
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read only once")
    }
  }

  func run() async throws {
    let output = try picture.output ?? beside()
    let kind = try picture.kind(of: output, among: OutputKind.ofPictures)
    if figure != .curves, let run = files.first {
      try draw(run, to: output, as: kind)
      return
    }
    var options = CurveOptions(
      title: title, yKind: logY ? .log : .linear, smoothing: smooth, band: band, best: best)
    if let size {
      do { options.size = try FigureSize(size) } catch {
        throw Failure(error, about: "--size") ?? error
      }
    }
    let logs = try LogInput.logs(files)
    let choice = try CurveChoice(logs, x: x, y: y)
    if size == nil { options.size = Figure.size(forCurves: choice.series) }
    (options.xLabel, options.xKind) = (choice.xLabel, logX ? .log : choice.xKind)
    let source = files.map(Files.inputName).joined(separator: ", ")
    do {
      let figure = try Figure.curves(choice.series, options: options)
      try Files.write(try picture.bytes(of: figure, as: kind, from: source), to: output)
    } catch let error as PlotError where error.kind == .size {
      throw Failure(error, about: "--size") ?? error
    } catch {
      throw Failure(error, about: source) ?? error
    }
    LogInput.say(logs.flatMap(\.remarks) + choice.remarks, quietly: quiet)
    let rest = Figure.undrawn(choice.series)
    if !rest.isEmpty, !quiet {
      Files.say("note: the figure has no room for these; --y draws those that you name\n")
      Files.say(MetricSummary.table(rest))
    }
  }

  /// Draws something else of a run than its metrics.
  private func draw(_ path: String, to output: String, as kind: OutputKind) throws {
    let source = Files.inputName(path)
    do {
      let figures = try RunFigures(RunDirectory(path))
      let figure =
        switch figure {
        case .boundary: try figures.boundary(at: step)
        case .filmstrip: try figures.filmstrip()
        case .gradientFlow: try figures.gradientFlow(at: step)
        case .updates: try figures.updateRatios()
        case .distribution: try figures.distribution(of: node, ofGradients: false)
        case .gradients: try figures.distribution(of: node, ofGradients: true)
        case .memory: try figures.memory()
        // Drawn like any file of metrics.
        case .curves: throw PlotError(.option, "curves are drawn of metrics")
        }
      try Files.write(try picture.bytes(of: figure, as: kind, from: source), to: output)
    } catch {
      throw Failure(error, about: source) ?? error
    }
  }

  /// The figure's place where none was named: beside the input, with the ending of its kind.
  private func beside() throws -> String {
    guard let file = files.first, files.count == 1 else {
      // What is not there may be what was to be drawn, or where.
      for file in files where file != "-" && !Files.exists(file) {
        guard let hint = Vizbp.meaning(of: file) else { continue }
        throw Failure(
          .noInput, Files.inputName(file), Errno.noSuchFileOrDirectory.words, hint: hint)
      }
      throw Failure(.usage, nil, "a figure of several files has no place", hint: "name it with -o")
    }
    return try Files.beside(
      file, ending: "\(picture.format ?? .svg)", made: "figure", given: "file of metrics")
  }
}

extension CurveOptions.Band: Choice {}
extension CurveOptions.Best: Choice {}
extension RunFigures.Kind: Choice {}
