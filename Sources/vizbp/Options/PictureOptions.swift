import ArgumentParser
import VizBP

extension Theme.Name: Choice {}

extension OutputKind: Choice {}

/// How SVG text is written.
enum TextKind: String, Choice {
  case live, outlines
}

/// The options of every command that writes a picture.
typealias PictureOptions = PictureArguments<OutputFile>

/// The options of a command that writes a picture, and the one that says where to.
struct PictureArguments<Location: OutputLocation>: ParsableArguments {
  @OptionGroup var location: Location

  var output: String? { location.output }

  @Option(help: "The kind of output, where no ending says it.")
  var format: OutputKind?

  @Option(help: "The colours.")
  var theme = Theme.Name.light

  // Such a scale is refused for what it is, not taken for an option.
  @Option(parsing: .unconditional, help: "Pixels per point of a PNG, GIF or WebP.")
  var scale: Double?

  @Option(help: "SVG text: live (selectable), or outlines that look alike on every machine.")
  var text: TextKind?

  @Flag(help: "Put the font into the SVG.")
  var embedFont = false

  @Option(
    help: ArgumentHelp(
      "What stands before the ids of an SVG; without it, what its content gives.",
      valueName: "word"))
  var idPrefix: String?

  func validate() throws {
    if let scale, !(scale > 0 && scale <= 64) {
      throw ValidationError("--scale takes a number above 0 and up to 64")
    }
  }

  /// An option that was given and means nothing where no picture is drawn.
  var optionOfPictures: String? {
    if format != nil { return "--format" }
    if scale != nil { return "--scale" }
    if text != nil { return "--text" }
    if idPrefix != nil { return "--id-prefix" }
    return embedFont ? "--embed-font" : nil
  }

  /// The kind of what is written to `path`.
  ///
  /// - Parameters:
  ///   - path: The file, or `-`.
  ///   - kinds: Those that the command can write.
  func kind(of path: String, among kinds: [OutputKind]) throws -> OutputKind {
    let known = OutputKind(ending: path)
    let kind: OutputKind
    if let format {
      kind = format
    } else if path == "-" {
      kind = .svg
    } else if let known, kinds.contains(known) {
      kind = known
    } else {
      let list = OutputKind.words(kinds, prefix: ".")
      throw Failure(
        .usage, Files.outputName(path), "the ending does not name a kind of output",
        hint: "use \(list), or say --format")
    }
    if !kinds.contains(kind) {
      throw Failure(
        .usage, Files.outputName(path), "\(kind) is a kind of graphs, not of figures",
        hint: "use \(OutputKind.words(kinds))")
    }
    if scale != nil, !OutputKind.ofPixels.contains(kind) {
      let pixels =
        OutputKind.ofPixels.dropLast().map(\.rawValue).joined(separator: ", ") + " and webp"
      throw Failure(.usage, nil, "--scale applies to \(pixels), not to \(kind)")
    }
    let ofSVG = text != nil ? "--text" : embedFont ? "--embed-font" : "--id-prefix"
    if text != nil || embedFont || idPrefix != nil, kind != .svg {
      throw Failure(.usage, nil, "\(ofSVG) applies to svg, not to \(kind)")
    }
    return kind
  }

  /// The file of a picture; what cannot be drawn is wrong with its `source`.
  func bytes(of picture: Picture, as kind: OutputKind, from source: String) throws -> [UInt8] {
    try named(source) { try bytes(of: picture, as: kind) }
  }

  /// The same of a figure, which TeX gets with its data.
  func bytes(of figure: Figure, as kind: OutputKind, from source: String) throws -> [UInt8] {
    try named(source) {
      let theme = Theme.named(theme)
      return kind == .tex
        ? try figure.tex(theme: theme) : try bytes(of: figure.picture(theme: theme), as: kind)
    }
  }

  /// The same of several pictures, one a step.
  func bytes(
    ofSteps pictures: [Picture], as kind: OutputKind, from source: String
  ) throws -> [UInt8] {
    try named(source) { try bytes(ofSteps: pictures, as: kind) }
  }

  private func named(_ source: String, _ body: () throws -> [UInt8]) throws -> [UInt8] {
    do {
      return try body()
    } catch let error as DrawingError where scale != nil && error.kind == .tooManyPixels {
      throw Failure(.usage, source, "\(error)", hint: "say a smaller --scale")
    }
  }

  private func bytes(of picture: Picture, as kind: OutputKind) throws -> [UInt8] {
    try picture.bytes(
      as: kind, scale: scale ?? 1, text: text == .outlines ? .outlines : .live,
      embedFont: embedFont, idPrefix: idPrefix)
  }

  private func bytes(ofSteps pictures: [Picture], as kind: OutputKind) throws -> [UInt8] {
    try Picture.bytes(ofSteps: pictures, as: kind, scale: scale ?? 1, embedFont: embedFont)
  }
}
