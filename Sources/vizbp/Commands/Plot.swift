import ArgumentParser
import SystemPackage
import VizBP

struct Plot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw the curves of logged metrics.",
    usage: "vizbp plot <file|run> ... [-o <file>] [<options>]",
    discussion: """
      Reads CSV, as Keras, Lightning and pandas write it, or JSON lines, and draws each metric \
      over the steps: training and validation data together, different quantities in panels of \
      their own, a file a run. NaN and infinite values leave a gap with a mark. Without -o the \
      figure stands beside the input: log.csv becomes log.svg. '-' is standard input or output. \
      Of a run's folder, vizbp's own or TensorBoard's, the metrics are drawn, or with --figure \
      something else that it recorded.

      vizbp plot log.csv --y loss,val_loss --log-y --smooth 0.6 -o loss.svg
      """)

  @Argument(
    help: ArgumentHelp("Files of metrics, runs' folders, or '-'.", valueName: "file|run"),
    completion: .file(extensions: ["csv", "jsonl", "json"]))
  var files: [String]

  @Option(help: "What is drawn of a run.")
  var figure = RunFigures.Kind.curves

  @Option(
    help: ArgumentHelp("The step of --figure boundary and gradient-flow.", valueName: "n"))
  var step: Int?

  @Option(
    help: ArgumentHelp("The node of --figure distribution and gradients.", valueName: "id"))
  var node: String?

  @Option(help: ArgumentHelp("The column of steps or times.", valueName: "column"))
  var x: String?

  @Option(help: ArgumentHelp("The columns to draw, between commas.", valueName: "columns"))
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
  var size = "800x500"

  @Option(help: "What stands above the figure, instead of what it shows in words.")
  var title: String?

  /// For scripts that say it to every command; nothing is printed either way.
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
    do { options.size = try FigureSize(size) } catch {
      throw Failure(error, about: "--size") ?? error
    }
    let tables = try files.map { try MetricFile($0) }
    let source = tables.map(\.name).joined(separator: ", ")
    let names = MetricFile.runNames(files)
    var series: [MetricSeries] = []
    for (table, run) in zip(tables, names) {
      let found = try table.series(x: x, y: y, run: run)
      if series.isEmpty { (options.xLabel, options.xKind) = found.axis }
      series += found.series
    }
    if logX { options.xKind = .log }
    do {
      let figure = try Figure.curves(series, options: options)
      let drawn = try figure.picture(theme: .named(picture.theme))
      try Files.write(try picture.bytes(of: drawn, as: kind, from: source), to: output)
    } catch let error as PlotError where error.kind == .size {
      throw Failure(error, about: "--size") ?? error
    } catch {
      throw Failure(error, about: source) ?? error
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
        // Drawn like any file of metrics.
        case .curves: throw PlotError(.option, "curves are drawn of metrics")
        }
      let drawn = try figure.picture(theme: .named(picture.theme))
      try Files.write(try picture.bytes(of: drawn, as: kind, from: source), to: output)
    } catch {
      throw Failure(error, about: source) ?? error
    }
  }

  /// The figure's place where none was named: beside the input, with the ending of its kind.
  private func beside() throws -> String {
    guard let file = files.first, files.count == 1 else {
      throw Failure(.usage, nil, "a figure of several files has no place", hint: "name it with -o")
    }
    if file == "-" { return "-" }
    var path = FilePath(file)
    path.extension = "\(picture.format ?? .svg)"
    if path == FilePath(file) {
      throw Failure(
        .usage, Files.inputName(file), "the figure would replace the file of metrics",
        hint: "name the figure with -o")
    }
    return path.string
  }
}

extension CurveOptions.Band: ExpressibleByArgument {}
extension CurveOptions.Best: ExpressibleByArgument {}
extension RunFigures.Kind: ExpressibleByArgument {}
