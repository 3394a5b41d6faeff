import ArgumentParser
import VizBP

extension DiagramOptions.Direction: ExpressibleByArgument {}
extension DiagramOptions.Show: ExpressibleByArgument {}
extension Theme.Name: ExpressibleByArgument {}

/// The kind of an output file.
enum OutputKind: String, CaseIterable, ExpressibleByArgument {
  case svg, png, pdf, dot, html
}

/// How SVG text is written.
enum TextKind: String, CaseIterable, ExpressibleByArgument {
  case live, outlines
}

/// The options of every command that draws a graph.
struct DrawingOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; the ending says the kind: \(kinds).", valueName: "file"))
  var output: String?

  @Option(help: "The kind of output, where no ending says it.")
  var format: OutputKind?

  @Option(help: "The direction in which values flow.")
  var direction = DiagramOptions.Direction.lr

  @Option(help: "The colours.")
  var theme = Theme.Name.light

  @Option(
    help: ArgumentHelp(
      "What is folded away: auto, none, or all scopes below a depth.", valueName: "auto|none|depth"))
  var collapse = DiagramOptions.Collapse.automatic

  @Option(help: "What wires show: gradients, or on each upstream × local = contribution.")
  var show = DiagramOptions.Show.gradients

  @Option(help: "Pixels per point of a PNG.")
  var scale: Double?

  @Option(help: "SVG text: live (selectable), or outlines that look alike on every machine.")
  var text: TextKind?

  @Flag(help: "Put the font into the SVG.")
  var embedFont = false

  @Flag(help: "Lay out in a child process, however small the graph.")
  var isolate = false

  private static let kinds = "svg, png, pdf, dot"

  func validate() throws {
    if let scale, !(scale > 0 && scale <= 64) {
      throw ValidationError("--scale must be between 0 and 64")
    }
    if case .depth(let depth) = collapse, depth < 0 {
      throw ValidationError("--collapse takes auto, none, or a depth of 0 or more")
    }
  }

  /// The kind of what is written to `path`.
  func kind(of path: String) throws -> OutputKind {
    let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last
    let kind: OutputKind
    if let format {
      kind = format
    } else if path == "-" {
      kind = .svg
    } else if let ending, let known = OutputKind(rawValue: ending.lowercased()) {
      kind = known
    } else {
      throw Failure(
        .usage, Files.shown(path), "the ending does not name a kind of output",
        hint: "use .svg, .png, .pdf or .dot, or say --format")
    }
    if kind == .html {
      throw Failure(
        .usage, Files.shown(path), "html output is not available yet",
        hint: "use svg: it opens in every browser")
    }
    if scale != nil, kind != .png {
      throw Failure(.usage, nil, "--scale applies to png, not to \(kind)")
    }
    if text != nil || embedFont, kind != .svg {
      throw Failure(
        .usage, nil, "\(text != nil ? "--text" : "--embed-font") applies to svg, not to \(kind)")
    }
    return kind
  }

  var diagram: DiagramOptions {
    var options = DiagramOptions()
    options.direction = direction
    options.theme = Theme.named(theme)
    options.collapse = collapse
    options.show = show
    options.isolation = isolate ? .always : .automatic
    options.worker = LayoutWorker(executable: Files.executable)
    return options
  }

  /// Draws a graph into a file.
  func draw(_ graph: ComputationGraph, to path: String) async throws {
    let kind = try kind(of: path)
    if kind == .dot {
      try graph.verify()
      try Files.write(Array(graph.dot(options: diagram).utf8), to: path)
      return
    }
    let picture = try await Diagram(graph, options: diagram).picture
    let bytes: [UInt8] =
      switch kind {
      case .png: try picture.png(scale: scale ?? 1)
      case .pdf: try picture.pdf()
      case .svg, .dot, .html:
        try picture.svg(text: text == .outlines ? .outlines : .live, embedFont: embedFont)
      }
    try Files.write(bytes, to: path)
  }
}

extension DiagramOptions.Collapse: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "auto": self = .automatic
    case "none": self = .none
    default:
      guard let depth = Int(argument) else { return nil }
      self = .depth(depth)
    }
  }

  public var defaultValueDescription: String {
    switch self {
    case .automatic: "auto"
    case .none: "none"
    case .depth(let depth): String(depth)
    }
  }
}
