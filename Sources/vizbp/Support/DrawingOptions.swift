import ArgumentParser
import SystemPackage
import VizBP

extension DiagramOptions.Direction: ExpressibleByArgument {}
extension DiagramOptions.Show: ExpressibleByArgument {}
extension Theme.Name: ExpressibleByArgument {}

/// The kind of an output file.
enum OutputKind: String, CaseIterable, ExpressibleByArgument {
  case svg, png, pdf, html, dot
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

  // A depth of -1, or such a scale, is refused for what it is, not taken for an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What is folded away: auto, none, or all scopes below a depth.", valueName: "auto|none|depth")
  )
  var collapse = DiagramOptions.Collapse.automatic

  @Option(help: "What wires show: gradients, or on each upstream × local = contribution.")
  var show = DiagramOptions.Show.gradients

  @Option(parsing: .unconditional, help: "Pixels per point of a PNG.")
  var scale: Double?

  @Option(help: "SVG text: live (selectable), or outlines that look alike on every machine.")
  var text: TextKind?

  @Flag(help: "Put the font into the SVG.")
  var embedFont = false

  @Option(
    help: ArgumentHelp(
      "Templates of html to use instead of the built-in ones.", valueName: "folder"))
  var templates: String?

  /// Set by commands that have something to point at.
  var highlights: [Node.ID: Double] = [:]
  var highlightKeys: [HighlightKey] = []

  @Flag(help: "Lay out in a child process, however small the graph.")
  var isolate = false

  private static let kinds = OutputKind.allValueStrings.joined(separator: ", ")

  func validate() throws {
    if let scale, !(scale > 0 && scale <= 64) {
      throw ValidationError("--scale takes a number above 0 and up to 64")
    }
    if case .depth(let depth) = collapse, depth < 0 {
      throw ValidationError("--collapse takes auto, none, or a depth of 0 or more")
    }
  }

  /// An option that was given and means nothing where no picture is drawn.
  var optionOfPictures: String? {
    if format != nil { return "--format" }
    if scale != nil { return "--scale" }
    if text != nil { return "--text" }
    if templates != nil { return "--templates" }
    return embedFont ? "--embed-font" : nil
  }

  /// The kind of what is written to `path`.
  func kind(of path: String) throws -> OutputKind {
    let ending = FilePath(path).extension
    let kind: OutputKind
    if let format {
      kind = format
    } else if path == "-" {
      kind = .svg
    } else if let ending, let known = OutputKind(rawValue: ending.lowercased()) {
      kind = known
    } else {
      throw Failure(
        .usage, Files.outputName(path), "the ending does not name a kind of output",
        hint: "use .svg, .png, .pdf, .html or .dot, or say --format")
    }
    if scale != nil, kind != .png {
      throw Failure(.usage, nil, "--scale applies to png, not to \(kind)")
    }
    if text != nil || embedFont, kind != .svg {
      throw Failure(
        .usage, nil, "\(text != nil ? "--text" : "--embed-font") applies to svg, not to \(kind)")
    }
    if templates != nil, kind != .html {
      throw Failure(.usage, nil, "--templates applies to html, not to \(kind)")
    }
    return kind
  }

  var diagram: DiagramOptions {
    var options = DiagramOptions()
    options.direction = direction
    options.theme = Theme.named(theme)
    options.collapse = collapse
    options.show = show
    options.highlights = highlights
    options.highlightKeys = highlightKeys
    options.isolation = isolate ? .always : .automatic
    options.worker = LayoutWorker(executable: Files.executable)
    return options
  }

  /// Draws a graph into a file; what is wrong with the graph is wrong with its `source`. A page
  /// shows what a `check` found, too.
  func draw(
    _ graph: ComputationGraph, from source: String, to path: String,
    check: GraphPage.Check? = nil
  ) async throws {
    let kind = try kind(of: path)
    let bytes: [UInt8]
    do {
      bytes = try await drawing(of: graph, as: kind, check)
    } catch let error as DrawingError where scale != nil && error.code == .tooManyPixels {
      throw Failure(.usage, source, "\(error)", hint: "say a smaller --scale")
    } catch {
      throw Failure(error, about: source) ?? error
    }
    try Files.write(bytes, to: path)
  }

  private func drawing(
    of graph: ComputationGraph, as kind: OutputKind, _ check: GraphPage.Check?
  ) async throws -> [UInt8] {
    if kind == .dot { return Array(graph.dot(options: diagram).utf8) }
    if kind == .html {
      let templates = try templates.map { try Templates(folder: $0) } ?? Templates()
      var page = try await GraphPage(
        graph, options: diagram, version: Vizbp.configuration.version)
      page.check = check
      return Array(try page.html(templates).utf8)
    }
    let picture = try await Diagram(graph, options: diagram).picture
    return switch kind {
    case .png: try picture.png(scale: scale ?? 1)
    case .pdf: try picture.pdf()
    case .svg, .dot, .html:
      try picture.svg(text: text == .outlines ? .outlines : .live, embedFont: embedFont)
    }
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
