import ArgumentParser
import VizBP

struct Gallery: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery",
    abstract: "Draw every worked example of the lectures, with an index page.")

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to draw into.", valueName: "folder"))
  var output = "out/gallery"

  @Option(help: ArgumentHelp("Templates to use instead of the built-in ones.", valueName: "folder"))
  var templates: String?

  @Flag(name: .shortAndLong, help: "Do not say where the gallery is.")
  var quiet = false

  func run() async throws {
    let templates = try templates.map { try Templates(folder: $0) } ?? Templates()
    try Files.makeFolder(output)
    var entries: [GalleryPage.Entry] = []
    let progress = ProgressBar(total: WorkedExample.lectures.count, isQuiet: quiet)
    for example in WorkedExample.lectures {
      entries.append(try await draw(example))
      progress.show(entries.count, example.title)
    }
    progress.finish()
    let page = GalleryPage(entries: entries, version: Vizbp.configuration.version)
    try Files.write(page.html(templates), to: "\(output)/index.html")
    if !quiet {
      let place = "\(Files.outputName(output))/index.html"
      try Files.write("\(entries.count) examples: open \(place)\n", to: "-")
    }
  }

  private func draw(_ example: WorkedExample) async throws -> GalleryPage.Entry {
    let graph = try example.graph()
    let stem = "\(output)/\(example.id)"
    var options = DiagramOptions()
    options.show = example.view == .chain ? .chain : .gradients
    let picture = try await Diagram(graph, options: options).picture
    try Files.write(picture.svg(embedFont: true), to: stem + ".svg")
    try Files.write(picture.png(scale: 2), to: stem + ".png")
    try Files.write(picture.pdf(), to: stem + ".pdf")
    try Files.write(graph.jsonData(), to: stem + ".json")
    options.theme = .dark
    let dark = try await Diagram(graph, options: options).picture
    try Files.write(dark.svg(embedFont: true), to: stem + "-dark.svg")
    return GalleryPage.Entry(
      id: example.id, title: example.title, lesson: example.lesson, command: example.command,
      summary: picture.summary, size: picture.size, truths: try example.truthTable())
  }
}
