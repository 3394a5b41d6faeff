import ArgumentParser
import VizBP
import VizBase

struct Gallery: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery",
    abstract: "Draw the worked examples and figures of the lectures, with an index page.",
    usage: "vizbp gallery [<name> ...] [-o <folder>] [<options>]",
    discussion: """
      Each picture is drawn as SVG in light and dark, as PNG, as PDF and as TikZ, a graph also as \
      JSON. \
      Without a name all are drawn; the index page shows what was drawn, with the names.

      vizbp gallery loss-landscape rate-paths -o out/descent
      """)

  @Argument(
    help: ArgumentHelp("The pictures to draw; all, if none is named.", valueName: "name"),
    completion: .list(known))
  var names: [String] = []

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to draw into.", valueName: "folder"),
    completion: .directory)
  var output = "out/gallery"

  @Option(
    help: ArgumentHelp("Templates to use instead of the built-in ones.", valueName: "folder"),
    completion: .directory)
  var templates: String?

  @Flag(name: .shortAndLong, help: "Do not say where the gallery is.")
  var quiet = false

  func run() async throws {
    let templates = try templates.map { try Templates(folder: $0) } ?? Templates()
    try checkNames()
    let graphs = WorkedExample.lectures.filter { isWanted($0.id) }
    let figures = LectureFigure.all.filter { isWanted($0.id) }
    try Files.makeFolder(output)
    let progress = ProgressBar(total: graphs.count + figures.count, isQuiet: quiet)
    var done = 0
    func show(_ title: String) {
      done += 1
      progress.show(done, title)
    }
    var sections: [GalleryPage.Section] = []
    var entries: [GalleryPage.Entry] = []
    for example in graphs {
      entries.append(try await draw(example))
      show(example.title)
    }
    sections.append(GalleryPage.Section(title: "Graphs", entries: entries))
    for topic in LectureFigure.Topic.allCases {
      entries = []
      for figure in figures where figure.topic == topic {
        entries.append(try draw(figure))
        show(figure.title)
      }
      sections.append(GalleryPage.Section(title: topic.rawValue, entries: entries))
    }
    progress.finish()
    let page = GalleryPage(
      sections: sections.filter { !$0.entries.isEmpty })
    try Files.write(page.html(templates), to: "\(output)/index.html")
    if !quiet {
      let file = "\(Files.outputName(output))/index.html"
      try Files.write("\(done) picture\(done == 1 ? "" : "s"): open \(file)\n", to: "-")
    }
  }

  private func isWanted(_ id: String) -> Bool { names.isEmpty || names.contains(id) }

  private static let known = WorkedExample.lectures.map(\.id) + LectureFigure.all.map(\.id)

  private func checkNames() throws {
    let known = Self.known
    guard let name = names.first(where: { !known.contains($0) }) else { return }
    throw Failure(
      .usage, nil, "there is no picture named \(name.quoted(limit: 40))",
      hint: meaning(of: name) ?? "the names are: \(known.joined(separator: ", "))")
  }

  /// A name that is near, those that have it in them, or an option that takes it.
  private func meaning(of name: String) -> String? {
    if let near = name.nearest(among: Self.known) { return "did you mean \(near)?" }
    let longer = name.count > 2 ? Self.known.filter { $0.contains(name.lowercased()) } : []
    return longer.isEmpty
      ? Vizbp.meaning(of: name) : "did you mean \(longer.joined(separator: " or "))?"
  }

  private func draw(_ example: WorkedExample) async throws -> GalleryPage.Entry {
    let graph = try example.graph()
    var options = DiagramOptions()
    options.show = example.view == .chain ? .chain : .gradients
    let picture = try await Diagram(graph, options: options).picture
    options.theme = .dark
    let dark = try await Diagram(graph, options: options).picture
    try write(picture, dark: dark, as: example.id)
    try Files.write(graph.jsonData(), to: "\(output)/\(example.id).json")
    return GalleryPage.Entry(
      id: example.id, title: example.title, lesson: example.lesson, command: example.command,
      summary: picture.summary, size: picture.size, hasGraph: true,
      truths: try example.truthTable())
  }

  private func draw(_ lecture: LectureFigure) throws -> GalleryPage.Entry {
    let figure = try lecture.figure()
    let picture = try figure.picture()
    try write(picture, dark: figure.picture(theme: .dark), as: lecture.id)
    return GalleryPage.Entry(
      id: lecture.id, title: lecture.title, lesson: lecture.lesson, command: lecture.command,
      summary: picture.summary, size: picture.size)
  }

  private func write(_ picture: Picture, dark: Picture, as name: String) throws {
    let stem = "\(output)/\(name)"
    try Files.write(picture.svg(embedFont: true), to: stem + ".svg")
    try Files.write(picture.png(scale: 2), to: stem + ".png")
    try Files.write(picture.pdf(), to: stem + ".pdf")
    try Files.write(picture.tex(), to: stem + ".tex")
    try Files.write(dark.svg(embedFont: true), to: stem + "-dark.svg")
  }
}
