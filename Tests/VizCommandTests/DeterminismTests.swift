import Foundation
import Testing
import VizBP
import VizLectures

/// The same input gives the same bytes.
@Suite struct DeterminismTests {
  /// Everything that the program can write of an example.
  private static func outputs(of example: WorkedExample) async throws -> [[UInt8]] {
    let graph = try example.graph()
    let read = try ComputationGraph(jsonData: graph.jsonData())
    let picture = try await Diagram(read).picture
    return [
      graph.jsonData(), Array(read.dot().utf8), Array(try NodeTable(read).text.utf8),
      Array(try picture.svg().utf8), Array(try picture.svg(text: .outlines).utf8),
      try picture.png(), try picture.pdf(),
    ]
  }

  /// Scalars with a gate, vectors, matrices.
  private static let examples = stride(from: 0, to: WorkedExample.lectures.count, by: 4).map {
    WorkedExample.lectures[$0]
  }

  @Test func tenTimesOver() async throws {
    for example in Self.examples {
      let first = try await Self.outputs(of: example)
      for _ in 1..<10 {
        #expect(try await Self.outputs(of: example) == first, "\(example.id)")
      }
    }
  }

  @Test func fromEightTasksAtOnce() async throws {
    for example in Self.examples {
      let first = try await Self.outputs(of: example)
      try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
        for _ in 0..<8 { group.addTask { try await Self.outputs(of: example) } }
        for try await outputs in group { #expect(outputs == first, "\(example.id)") }
      }
    }
  }

  @Test func fromTwoProcesses() async throws {
    for arguments in [
      ["--format", "svg"], ["--format", "svg", "--text", "outlines"], ["--format", "png"],
      ["--format", "svg", "--embed-font"], ["--format", "pdf"], ["--format", "dot"],
      ["--format", "tex"], ["--format", "gif", "--steps"], ["--format", "webp", "--steps"],
      ["--format", "svg", "--steps"], ["--format", "pdf", "--steps"],
      ["--format", "tex", "--steps"],
      ["--format", "svg", "--isolate"],
    ] {
      let all = ["render", "-"] + arguments
      let first = try await run(vizbpPath, all, input: Array(lecture.utf8))
      #expect(first.status == 0)
      #expect(try await run(vizbpPath, all, input: Array(lecture.utf8)) == first)
    }
  }

  /// Panels have no order of their own, and addresses differ from process to process.
  @Test(arguments: [["--format", "svg", "--collapse", "none"], ["--format", "html"]])
  func panelsFromManyProcesses(arguments: [String]) async throws {
    let graph = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Examples/graphs/twelve-layers.json").standardizedFileURL.path
    let all = ["render", graph, "-o", "-"] + arguments
    let first = try await run(vizbpPath, all)
    #expect(first.status == 0 && first.bytes.count > 10_000)
    for _ in 1..<10 { #expect(try await run(vizbpPath, all) == first) }
  }

  @Test func graphsFromTwoProcesses() async throws {
    let json = ["eval", "tanh(W @ x)", "W=[[1, 2], [3, 4]]", "x=[0.1, -0.2]", "--json"]
    #expect(try await run(vizbpPath, json) == run(vizbpPath, json))
  }
}
