import ArgumentParser
import VizBP

/// What vizbp runs in a child process, so that nothing dies or hangs with Graphviz.
struct LayOut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layout-worker", abstract: "Lay out a graph for another process.",
    shouldDisplay: false)

  func run() async throws {
    let request = try Files.read("-")
    let answer = try await LayoutWorker.answer(String(decoding: request, as: UTF8.self))
    try Files.write(answer, to: "-")
  }
}
