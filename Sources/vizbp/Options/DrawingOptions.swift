import ArgumentParser
import VizBP
import VizBase

extension DiagramOptions.Direction: Choice {}
extension DiagramOptions.Show: Choice {}
extension DiagramOptions.Form: Choice {}

/// The options of every command that draws a graph.
typealias DrawingOptions = DrawingArguments<OutputFile>

/// The options of a command that draws a graph, and the one that says where to.
struct DrawingArguments<Location: OutputLocation>: ParsableArguments {
  @OptionGroup var picture: PictureArguments<Location>

  @Option(
    help: "The direction in which values flow: lr, or in a frame the one with larger letters.")
  var direction: DiagramOptions.Direction?

  // A size of -1x1 is refused for what it is, not taken for an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The medium that the picture fits, with letters as large as can be: slide (1920×1080 px), \
      page (the text of A4), column (252 pt wide), or so many pixels. Long graphs turn into lines; \
      what would be too small is folded.
      """, valueName: "slide|page|column|WIDTHxHEIGHT|none"))
  var fit = FrameChoice.none

  // A depth of -1 is refused for what it is, not taken for an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What is folded away: auto, none, or all scopes below a depth.", valueName: "auto|none|depth")
  )
  var collapse = DiagramOptions.Collapse.automatic

  @Option(
    help: ArgumentHelp(
      "Draw the neighbourhood of a node or a scope, the rest folded.", valueName: "node"))
  var focus: String?

  // A radius of -1 is refused for what it is, not taken for an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many wires away from the --focus others are drawn; of a node"
        + " \(DiagramOptions.Focus.usualRadiusOfNode), of a scope"
        + " \(DiagramOptions.Focus.usualRadiusOfScope) unless said.",
      valueName: "n"))
  var radius: Int?

  @Option(
    name: .customLong("as"),
    help: """
      How the graph is written: as cards and wires, or as the score of a chain, with a staff for \
      forward, local and backward; on a slide the one that reads better.
      """)
  var form: DiagramOptions.Form?

  @Option(help: "What wires show: gradients, or on each upstream × local = contribution.")
  var show = DiagramOptions.Show.gradients

  @Flag(
    help: """
      A picture for each step of forward and backward: pages of pdf, overlays of a frame of Beamer \
      (tex), an animation (gif, webp, svg).
      """)
  var steps = false

  @Option(
    help: ArgumentHelp(
      "Templates, styles and scripts of html to use instead of the built-in ones.",
      valueName: "folder"), completion: .directory)
  var templates: String?

  /// Set by commands that have something to point at.
  var highlights: [Node.ID: Double] = [:]
  var highlightKeys: [HighlightKey] = []
  /// Set by commands that show paths.
  var emphasis: Emphasis?

  @Flag(help: "Lay out in a child process, however small the graph.")
  var isolate = false

  func validate() throws {
    if case .depth(let depth) = collapse, depth < 0 {
      throw ValidationError("--collapse takes auto, none, or a depth of 0 or more")
    }
    if let radius, radius < 0 { throw ValidationError("--radius takes 0 or more") }
    if radius != nil, focus == nil { throw ValidationError("--radius applies to --focus") }
    if focus != nil, collapse != .automatic {
      throw ValidationError("--focus and --collapse both say what is folded")
    }
    if form == .score, let option = optionOfCards {
      throw ValidationError("\(option) is about cards and wires, which a score has not")
    }
  }

  var output: String? { picture.output }

  /// An option that was given and means nothing where no picture is drawn.
  var optionOfPictures: String? {
    picture.optionOfPictures ?? (fit.frame != nil ? "--fit" : nil)
      ?? (form != nil ? "--as" : nil) ?? (focus != nil ? "--focus" : nil)
      ?? (steps ? "--steps" : nil)
      ?? (templates != nil ? "--templates" : nil)
  }

  /// Refuses options of pictures where none is drawn, and a picture that goes to standard output where
  /// what `option` asks for goes there too.
  func check(beside option: String?) throws {
    if output == nil, let option = optionOfPictures {
      throw ValidationError("\(option) says how to draw, and nothing is drawn without -o")
    }
    if let option, output == "-" {
      throw ValidationError("\(option) and '-o -' both write to standard output")
    }
  }

  /// An option that was given and means nothing where a score is drawn.
  private var optionOfCards: String? {
    if direction != nil { return "--direction" }
    if collapse != .automatic { return "--collapse" }
    if focus != nil { return "--focus" }
    if show != .gradients { return "--show" }
    return steps ? "--steps" : nil
  }

  /// The kind of what is written to `path`.
  func kind(of path: String) throws -> OutputKind {
    let kind = try picture.kind(of: path, among: OutputKind.ofPictures + [.html, .dot])
    if fit.frame != nil, [.html, .dot].contains(kind) {
      throw Failure(
        .usage, nil, "--fit applies to pictures, not to \(kind)",
        hint: kind == .html ? "a page scrolls and zooms" : nil)
    }
    if form == .score, kind == .dot {
      throw Failure(.usage, nil, "--as score applies to pictures and pages, not to dot")
    }
    if focus != nil, kind == .dot {
      throw Failure(.usage, nil, "--focus applies to pictures, not to dot")
    }
    if templates != nil, kind != .html {
      throw Failure(.usage, nil, "--templates applies to html, not to \(kind)")
    }
    if steps { try checkSteps(kind) }
    return kind
  }

  /// Whether a file of the kind holds a picture for each step.
  private func checkSteps(_ kind: OutputKind) throws {
    if !OutputKind.ofSteps.contains(kind) {
      throw Failure(
        .usage, nil,
        kind == .html
          ? "--steps does not apply to html, which always has the steps"
          : "--steps makes a picture for each step, and \(kind) holds one",
        hint: "use \(OutputKind.words(OutputKind.ofSteps))")
    }
    if picture.text == .outlines {
      throw Failure(.usage, nil, "--text outlines applies to a picture that stands, not to --steps")
    }
  }

  var diagram: DiagramOptions {
    var options = DiagramOptions()
    options.direction = direction ?? .lr
    options.keepsDirection = direction != nil
    options.form = form
    options.fit = fit.frame
    options.focus = focus.map { DiagramOptions.Focus(on: $0, radius: radius) }
    options.theme = Theme.named(picture.theme)
    options.collapse = collapse
    options.show = show
    options.highlights = highlights
    options.highlightKeys = highlightKeys
    options.emphasis = emphasis
    options.isolation = isolate ? .always : .automatic
    options.worker = LayoutWorker(executable: Files.executable)
    return options
  }

  /// Draws a graph into a file; what is wrong with the graph is wrong with its `source`. A page
  /// shows what a `check` found, too, or an `explanation`; numbers that are wrong are struck through.
  /// What was done so that a picture fits its frame is said unless the command is quiet.
  func draw(
    _ graph: ComputationGraph, from source: String, to path: String, isQuiet: Bool,
    check: GraphPage.Check? = nil, explanation: GraphPage.Explanation? = nil,
    corrections: [Node.ID: Correction] = [:]
  ) async throws {
    let kind = try kind(of: path)
    do {
      let (bytes, remark) = try await drawing(
        of: graph, as: kind, from: source, check, explanation, corrections)
      try Files.write(bytes, to: path)
      if let remark, !isQuiet { Files.say("note: \(remark)\n") }
    } catch {
      throw Failure(error, about: source) ?? error
    }
  }

  /// Writes a page of a graph.
  func write(_ page: GraphPage, to path: String) throws {
    try Files.write(bytes(of: page), to: path)
  }

  private func bytes(of page: GraphPage) throws -> [UInt8] {
    Array(try page.html(templates.map { try Templates(folder: $0) } ?? Templates()).utf8)
  }

  private func drawing(
    of graph: ComputationGraph, as kind: OutputKind, from source: String,
    _ check: GraphPage.Check?, _ explanation: GraphPage.Explanation?,
    _ corrections: [Node.ID: Correction]
  ) async throws -> (bytes: [UInt8], remark: String?) {
    var diagram = diagram
    diagram.corrections = corrections
    if kind == .dot { return (Array(graph.dot(options: diagram).utf8), nil) }
    if kind == .html {
      var (circuit, reason): (Circuit?, String?)
      do { circuit = try Circuit(of: graph) } catch let error as CircuitError {
        reason = error.message
      }
      let known = try circuit?.completed(graph) ?? graph
      var page = try await GraphPage(known, options: diagram)
      page.check = check
      page.explanation = explanation
      if let circuit {
        page.circuit = circuit
        page.isDifferentiatedHere = graph.nodes[circuit.output].gradient == nil
        page.quizVariants = (1...8).compactMap { seed in
          circuit.otherInputs(seed: seed).map { circuit.graph(known, at: $0) }
        }
      } else {
        page.reasonForStill = reason
      }
      return (try bytes(of: page), nil)
    }
    // Where no gradient is known, wires from parameters have nothing to tell.
    diagram.holdsParameters = graph.nodes.allSatisfy { $0.gradient == nil }
    if steps {
      let series = try await DiagramSeries(stepping: graph, options: diagram)
      return (try picture.bytes(ofSteps: series.pictures, as: kind, from: source), nil)
    }
    let drawing = try await Diagram(graph, options: diagram)
    return (try picture.bytes(of: drawing.picture, as: kind, from: source), drawing.remark)
  }
}

/// A frame as the command line names it.
enum FrameChoice: ExpressibleByArgument {
  case none
  case frame(Frame, name: String)

  init?(argument: String) {
    if argument == "none" {
      self = .none
    } else if let frame = Frame(argument) {
      self = .frame(frame, name: argument)
    } else {
      return nil
    }
  }

  var frame: Frame? { if case .frame(let frame, _) = self { frame } else { nil } }

  var defaultValueDescription: String {
    if case .frame(_, let name) = self { name } else { "none" }
  }
}

extension DiagramOptions.Collapse: ExpressibleByArgument {
  /// Reads `auto`, `none` or a depth; nil for other words.
  public init?(argument: String) {
    switch argument {
    case "auto": self = .automatic
    case "none": self = .none
    default:
      guard let depth = Int(argument) else { return nil }
      self = .depth(depth)
    }
  }

  /// What stands for the value in the help, as an option takes it.
  public var defaultValueDescription: String {
    switch self {
    case .automatic: "auto"
    case .none: "none"
    case .depth(let depth): String(depth)
    }
  }
}
