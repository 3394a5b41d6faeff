import ArgumentParser
import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What vizbp runs in a child process, so that nothing dies or hangs with Graphviz.
struct LayOut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layout-worker", abstract: "Lay out a graph for another process.",
    shouldDisplay: false)

  func run() async throws {
    // An interrupt from the keyboard reaches the parent alone, since the child has a process group
    // of its own; without this it would compute on for nobody.
    let parent = getppid()
    let watch = Task.detached {
      while getppid() == parent { try await Task.sleep(for: .milliseconds(200)) }
      _exit(EXIT_FAILURE)
    }
    defer { watch.cancel() }
    let request = try Files.read("-")
    let answer = try await LayoutWorker.answer(String(decoding: request, as: UTF8.self))
    try Files.write(answer, to: "-")
  }
}
