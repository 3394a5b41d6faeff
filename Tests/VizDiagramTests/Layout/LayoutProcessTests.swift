import Foundation
import Testing
import VizDrawing
import VizTestSupport

@testable import VizDiagram

/// Children that lay out more than one graph.
@Suite struct LayoutProcessTests {
  private static let graph = LayoutWorkerTests.graph

  /// A child that writes its number into the file `ids` of a folder, and does what the script says then.
  private func child(_ script: String, in folder: TemporaryFolder) -> LayoutWorker {
    .script("cd '\(folder.path)'; echo $$ >> ids; \(script)")
  }

  private func ids(in folder: TemporaryFolder) throws -> [String] {
    try String(contentsOfFile: folder.path + "/ids", encoding: .utf8).split(separator: "\n")
      .map(String.init)
  }

  @Test func oneChildLaysOutOneGraphAfterAnother() async throws {
    let folder = try TemporaryFolder()
    let worker = child("exec '\(LayoutWorker.built.executable)' layout-worker", in: folder)
    let here = try await GraphvizEngine.layout(Self.graph)
    for _ in 0..<20 { #expect(try await worker.layout(Self.graph) == here) }
    // On a busy machine one may have waited too long between two.
    #expect(try ids(in: folder).count < 20)
  }

  @Test func atOnceEachHasAChild() async throws {
    let folder = try TemporaryFolder()
    let worker = child("exec '\(LayoutWorker.built.executable)' layout-worker", in: folder)
    let here = try await GraphvizEngine.layout(Self.graph)
    try await withThrowingTaskGroup(of: Layout.self) { group in
      for _ in 0..<8 { group.addTask { try await worker.layout(Self.graph) } }
      for try await layout in group { #expect(layout == here) }
    }
    #expect((1...8).contains(try ids(in: folder).count))
  }

  /// What Graphviz keeps of each layout ends with the child.
  @Test func aChildThatHasLaidOutEnoughIsReplaced() async throws {
    let folder = try TemporaryFolder()
    let answer = Layout(
      size: Size(width: 1, height: 1),
      centers: Array(repeating: Point(x: 0, y: 0), count: 10_000),
      ranks: Array(repeating: 0, count: 10_000), routes: [], panels: [])
    try answer.encoded.write(toFile: folder.path + "/answer", atomically: true, encoding: .utf8)
    let worker = child("while read line; do [ \"$line\" = end ] && cat answer; done", in: folder)
    var graph = Self.graph
    graph.boxes = .init(repeating: graph.boxes[0], count: 10_000)
    graph.edges = []
    for _ in 0..<6 { _ = try await worker.layout(graph) }
    #expect((3...6).contains(try ids(in: folder).count))
  }

  @Test func aChildThatEndedWhileItWaitedIsReplaced() async throws {
    let folder = try TemporaryFolder()
    let answer = try await GraphvizEngine.layout(Self.graph).encoded
    try answer.write(toFile: folder.path + "/answer", atomically: true, encoding: .utf8)
    let worker = child("cat answer; exit 3", in: folder)
    for _ in 0..<5 { #expect(try await worker.layout(Self.graph).encoded == answer) }
    #expect(try ids(in: folder).count == 5)
  }

  /// A graph of which the child dies is not taken for the fault of an earlier one.
  @Test func aGraphThatKillsTheChildIsTriedOnceMoreAndFails() async throws {
    let folder = try TemporaryFolder()
    let answer = try await GraphvizEngine.layout(Self.graph).encoded
    try answer.write(toFile: folder.path + "/answer", atomically: true, encoding: .utf8)
    let worker = child(
      "while read line; do case $line in end) cat answer;; *tb*) kill -SEGV $$;; esac; done",
      in: folder)
    var graph = Self.graph
    graph.direction = .tb
    _ = try await worker.layout(Self.graph)
    let failure = await #expect(throws: DiagramError.self) { try await worker.layout(graph) }
    #expect(failure?.message.hasSuffix("its process died of signal 11") == true)
    #expect(try ids(in: folder).count == 2)
  }
}
