import Foundation
import Testing
import VizDrawing
import VizTestSupport
import VizTrace

@testable import VizDiagram

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite struct LayoutWorkerTests {
  static let graph = LayoutGraph(
    direction: .lr,
    boxes: [
      LayoutGraph.Box(size: Size(width: 50, height: 30), rows: 0),
      LayoutGraph.Box(size: Size(width: 50, height: 30), rows: 1),
    ], edges: [LayoutGraph.Edge(from: 0, to: 1, row: 0)])

  private func message(
    _ worker: LayoutWorker, _ graph: LayoutGraph = graph
  ) async throws -> String {
    do {
      _ = try await worker.layout(graph)
      return "no error"
    } catch let error as DiagramError {
      #expect([.layout, .missingWorker].contains(error.kind))
      return error.message
    }
  }

  private static let prefix = "Graphviz could not lay out the graph: "

  @Test(arguments: [
    ("exit 3", "its process exited with status 3"),
    ("kill -ABRT $$", "its process died of signal 6"),
    ("kill -SEGV $$", "its process died of signal 11"),
    ("kill -KILL $$", "its process died of signal 9"),
    ("exit 0", "its process answered with no layout"),
    ("echo garbage", "its process answered with no layout"),
    ("echo size 1 1; echo box 0 1 1", "its process answered with no layout"),
    ("echo size 1 1; echo end", "its process answered with no layout"),
    ("head -c 100 /dev/urandom", "its process answered with no layout"),
    ("cat", "its process answered with no layout"),
    ("yes", "its process answered with no layout"),
    ("echo size 1 1; yes 'box 0 1 1'", "its process wrote without end"),
    ("printf siz; exit 5", "its process exited with status 5"),
    ("echo noise >&2; exit 4", "its process exited with status 4"),
  ])
  func aFailingChildBecomesAnError(script: String, reason: String) async throws {
    #expect(try await message(.script(script)) == Self.prefix + reason)
  }

  @Test func aRefusalIsHandedOn() async throws {
    let worker = LayoutWorker.script("echo 'refused: Graphviz is tired'; cat")
    #expect(try await message(worker) == "Graphviz is tired")
  }

  @Test func aMissingProgramIsNamed() async throws {
    for name in ["/nowhere/vizbp", "vizbp-is-not-here"] {
      let worker = LayoutWorker(executable: name)
      #expect(
        try await message(worker) == Self.prefix
          + "\(name) was not found to run it in; name a program in DiagramOptions.worker,"
          + " or lay out in this process with DiagramOptions.isolation = .never")
    }
  }

  @Test(.timeLimit(.minutes(60)))
  func aHangingChildIsKilledWithWhatItStarted() async throws {
    let folder = try TemporaryFolder()
    // On a busy machine the child may not get to it in the time that it has; then it gets more.
    var ids: [pid_t] = []
    var seconds = 1
    while ids.isEmpty {
      seconds *= 2
      let worker = LayoutWorker.script(
        "cd '\(folder.path)'; sleep 10000 & echo $$ $! > ids.part; mv ids.part ids; wait",
        timeLimit: .seconds(seconds))
      #expect(try await message(worker) == Self.prefix + "it took longer than \(seconds) s")
      ids =
        (try? String(contentsOfFile: folder.path + "/ids", encoding: .utf8))?
        .split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) } ?? []
    }
    #expect(ids.count == 2)
    for id in ids { try await waitForEnd(of: id) }
  }

  /// Returns when a process has ended. What has lost its parent may stay a zombie of the machine's
  /// first process.
  private func waitForEnd(of id: pid_t) async throws {
    while kill(id, 0) == 0 {
      let state = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
      if let state, state.contains(") Z "), !state.contains(") Z \(getpid()) ") { return }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test func aTimeLimitBelowASecondIsNamed() async throws {
    let worker = LayoutWorker.script("sleep 10000", timeLimit: .milliseconds(250))
    #expect(try await message(worker) == Self.prefix + "it took longer than 0.25 s")
  }

  @Test func cancellingEndsTheChild() async throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/id"
    let task = Task {
      try await LayoutWorker.script(
        "echo $$ > '\(file).part'; mv '\(file).part' '\(file)'; exec sleep 10000",
        timeLimit: .seconds(9000)
      ).layout(Self.graph)
    }
    while !FileManager.default.fileExists(atPath: file) {
      try await Task.sleep(for: .milliseconds(5))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    let id = try String(contentsOfFile: file, encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try await waitForEnd(of: try #require(pid_t(id)))
  }

  @Test func aChildThatReadsNothingHarmsNobody() async throws {
    var graph = Self.graph
    graph.edges = .init(repeating: graph.edges[0], count: 500_000)
    #expect(
      try await message(.script("exit 0"), graph)
        == Self.prefix + "its process answered with no layout")
    #expect(
      try await message(.script("exec <&-; echo x"), graph)
        == Self.prefix + "its process answered with no layout")
    #expect(
      try await message(.script("sleep 10000", timeLimit: .milliseconds(300)), graph)
        == Self.prefix + "it took longer than 0.3 s")
  }

  @Test func theBuiltWorkerLaysOutAsThisProcessDoes() async throws {
    for graph in [Graphs.layers(2, width: 3), Graphs.chain(5)] {
      let here = try await Diagram(graph, options: .with { $0.isolation = .never }).picture
      let there = try await Diagram(
        graph,
        options: .with {
          $0.isolation = .always
          $0.worker = .built
        }
      ).picture
      #expect(here == there)
    }
  }

  @Test func aLargeGraphIsLaidOutInTheBuiltWorker() async throws {
    let graph = Graphs.layers(20, width: 30)
    let picture = try await Diagram(
      graph,
      options: .with {
        $0.collapse = .none
        $0.worker = .built
      }
    ).picture
    let here = try await Diagram(
      graph,
      options: .with {
        $0.collapse = .none
        $0.isolation = .never
      }
    ).picture
    #expect(picture == here)
  }

  /// What is more than a layout can hold is folded, whatever was asked for.
  @Test func aLongChainAndAWideNodeAreDrawn() async throws {
    let options = DiagramOptions.with {
      $0.collapse = .none
      $0.worker = .built
    }
    for graph in [Graphs.chain(2000), Graphs.chain(5000), Graphs.fan(2000), Graphs.fan(5000)] {
      let picture = try await Diagram(graph, options: options).picture
      let isFolded = picture.summary.contains("nodes are folded away")
      #expect(isFolded == (graph.nodes.count > LayoutEffort.mostBoxes))
    }
  }

  @Test func whatTheChildCannotReadIsRefused() async throws {
    let head = "graph lr 14 40 0 0\n"
    for (request, reason) in [
      ("hello", "the request is not a graph"),
      ("\(head)box -1 10 10 0 0\n", "the request is not a graph"),
      ("\(head)panel 0 0 0 1\nend\n", "its layout is incomplete"),
    ] {
      let answers = try await answers(to: [request])
      #expect(answers.count == 1)
      #expect(answers.first?.hasPrefix("refused: \(Self.prefix)\(reason)") == true)
      #expect(answers.first?.split(separator: "\n").count == 1)
    }
  }

  /// What the child writes when `pieces` arrive one after another.
  private func answers(to pieces: [String]) async throws -> [String] {
    var (pieces, answers) = (pieces[...], [String]())
    try await LayoutWorker.answer(
      reading: { Array((pieces.popFirst() ?? "").utf8) }, writing: { answers.append($0) })
    return answers
  }

  @Test func theChildAnswersOneRequestAfterAnother() async throws {
    let text = Self.graph.encoded
    let middle = text.index(text.startIndex, offsetBy: text.count / 2)
    let answer = try await GraphvizEngine.layout(Self.graph).encoded
    #expect(try await answers(to: []) == [])
    #expect(
      try await answers(to: [text + text[..<middle], text[middle...] + text])
        == [answer, answer, answer])
  }
}
