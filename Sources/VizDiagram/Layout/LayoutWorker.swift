import Subprocess
import VizBase
import VizDrawing

/// The program that runs Graphviz in a process of its own, so that nothing in the host dies or
/// hangs with it.
///
/// It reads graphs from standard input and writes a layout of each to standard output before it reads the
/// next, in a language of their own: `vizbp layout-worker` does. Having answered it is kept for ten seconds, and
/// replaced after some hundreds of layouts, so that a process that draws all day grows by nothing that Graphviz
/// leaves.
public struct LayoutWorker: Sendable, Hashable {
  /// The program: a path if it has a slash, else a name that is looked up on the path.
  public var executable: String
  /// What the program is started with.
  public var arguments: [String]
  /// How long a layout may take before the child is killed.
  public var timeLimit: Duration

  /// By default `vizbp layout-worker`, which has a minute for each layout.
  public init(
    executable: String = "vizbp", arguments: [String] = ["layout-worker"],
    timeLimit: Duration = .seconds(60)
  ) {
    self.executable = executable
    self.arguments = arguments
    self.timeLimit = timeLimit
  }
}

extension LayoutWorker {
  /// Lays out in a child, which is kept for the next layout.
  ///
  /// Cancelling the task kills the child, and whatever it started, at once.
  ///
  /// - Throws: ``DiagramError`` when the child cannot be started, exits with an error, dies of a
  ///   signal, exceeds the time limit, or answers with something that is no layout.
  func layout(_ graph: LayoutGraph) async throws -> Layout {
    try Task.checkCancellation()
    let waiting = LayoutProcess.waiting(for: self)
    var process = try waiting ?? LayoutProcess(self)
    var ending = try await self.ending(of: graph, in: process)
    // One that waited may have ended meanwhile; only a new one says how it is with this graph.
    if waiting != nil, case .ended = ending {
      process = try LayoutProcess(self)
      ending = try await self.ending(of: graph, in: process)
    }
    try Task.checkCancellation()
    switch ending {
    case .timedOut:
      throw DiagramError.layout(
        "it took longer than \(NumberFormat.plain(timeLimit / .seconds(1))) s",
        hint: "fold more of the graph away with --collapse")
    case .wroteWithoutEnd:
      throw DiagramError.layout("its process wrote without end")
    case .answered(let answer):
      do {
        let layout = try Self.layout(graph, from: answer)
        process.wait()
        return layout
      } catch {
        process.end()
        throw error
      }
    case .ended(.signaled(let signal)):
      throw DiagramError.layout("its process died of signal \(signal)")
    case .ended(.exited(0)):
      throw DiagramError.layout("its process answered with no layout")
    case .ended(.exited(let status)):
      throw DiagramError.layout("its process exited with status \(status)")
    }
  }

  private func ending(
    of graph: LayoutGraph, in process: LayoutProcess
  ) async throws -> LayoutProcess.Ending {
    do {
      return try await process.layOut(graph)
    } catch let error as SubprocessError {
      // A child that is killed because the task was cancelled may look like one that failed.
      try Task.checkCancellation()
      if case .executableNotFound = error.code { throw DiagramError.missingWorker(executable) }
      throw DiagramError.layout("its process could not be run")
    }
  }

  private static func layout(
    _ graph: LayoutGraph, from answer: String
  ) throws(DiagramError) -> Layout {
    if answer.hasPrefix(refusal) {
      let message = answer.dropFirst(refusal.count).prefix { !$0.isNewline }
      throw DiagramError(kind: .layout, message: String(message))
    }
    guard let layout = Layout(encoded: answer), layout.centers.count == graph.boxes.count,
      layout.routes.count == graph.edges.count, layout.panels.count == graph.panels.count
    else { throw DiagramError.layout("its process answered with no layout") }
    return layout
  }

  /// What an answer begins with that says why there is no layout.
  private static let refusal = "refused: "

  /// Whether what has arrived is an answer to its end, or cannot become one.
  static func isWhole(_ answer: [UInt8]) -> Bool {
    if answer.starts(with: refusal.utf8) { return answer.last == UInt8(ascii: "\n") }
    if answer.starts(with: Layout.head.utf8) {
      return answer.suffix(Layout.end.utf8.count).elementsEqual(Layout.end.utf8)
    }
    return ![refusal, Layout.head].contains { $0.utf8.starts(with: answer) }
  }

  /// What the child process does: answers one request after another until there are no more.
  ///
  /// - Parameters:
  ///   - read: Waits for input and returns what has arrived; nothing at its end.
  ///   - write: Writes an answer: a layout, or that Graphviz failed.
  public static func answer(
    reading read: () throws -> [UInt8], writing write: (String) throws -> Void
  ) async throws {
    var arrived: [UInt8] = []
    while true {
      let bytes = try read()
      arrived += bytes
      while !arrived.isEmpty {
        // What ends before its end is refused.
        guard
          let length = LayoutGraph.length(in: arrived) ?? (bytes.isEmpty ? arrived.count : nil)
        else { break }
        try await write(answer(String(decoding: arrived[..<length], as: UTF8.self)))
        arrived.removeFirst(length)
      }
      if bytes.isEmpty { return }
    }
  }

  private static func answer(_ request: String) async throws -> String {
    do {
      guard let graph = LayoutGraph(encoded: request) else {
        throw DiagramError.layout("the request is not a graph")
      }
      return try await GraphvizEngine.layout(graph).encoded
    } catch let error as DiagramError {
      return refusal + error.message + "\n"
    }
  }
}
