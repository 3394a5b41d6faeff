import Foundation
import Testing
import VizCapture
import VizDrawing
import VizLectures
import VizTestSupport
import VizTrace

@testable import VizDiagram

@Suite struct DiagramTests {
  private static func bytes(_ graph: ComputationGraph) async throws -> [[UInt8]] {
    let picture = try await Diagram(graph).picture
    return [
      Array(try picture.svg().utf8), Array(try picture.svg(text: .outlines).utf8),
      try picture.png(), try picture.pdf(),
    ]
  }

  @Test(arguments: ["sigmoid-neuron", "mlp-two-layers"])
  func theSameGraphGivesTheSameBytes(id: String) async throws {
    let example = try #require(WorkedExample.lectures.first { $0.id == id })
    let graph = try example.graph()
    let expected = try await Self.bytes(graph)
    for _ in 0..<10 { #expect(try await Self.bytes(graph) == expected) }
    try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
      for _ in 0..<8 { group.addTask { try await Self.bytes(graph) } }
      for try await bytes in group { #expect(bytes == expected) }
    }
  }

  @Test func aGraphThatIsNoneIsRefused() async {
    await #expect(throws: GraphError.self) {
      try await Diagram(ComputationGraph(nodes: [], outputs: []))
    }
  }

  @Test func cancellingEndsAnIsolatedDrawing() async throws {
    let folder = try TemporaryFolder()
    let options = DiagramOptions.with {
      $0.isolation = .always
      $0.worker = .script("touch '\(folder.path)/begun'; sleep 1000")
    }
    let task = Task { try await Diagram(Graphs.chain(3), options: options) }
    while !FileManager.default.fileExists(atPath: folder.path + "/begun") {
      try await Task.sleep(for: .milliseconds(5))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func aGraphOfOneNodeIsDrawn() async throws {
    let graph = ComputationGraph(nodes: [Node(id: "x", op: "input")], outputs: ["x"])
    let picture = try await Diagram(graph).picture
    #expect(picture.title == "Computational graph")
    #expect(picture.summary == "A computational graph of 0 operations on 1 input.")
    #expect(Ink(picture, theme: .light).faults.isEmpty)
  }

  @Test func thePictureSaysItsMessageInWords() async throws {
    let graph = try Graphs.formula("q = x + y; f = q * z", ["x": "-2", "y": "5", "z": "-4"])
    #expect(
      try await Diagram(graph).picture.summary
        == "A computational graph of 2 operations on 3 inputs. f = −12. The gradient is −4 for x, "
        + "−4 for y, 3 for z.")
  }

  @Test func hostileNamesStayReadable() async throws {
    let names = [
      String(repeating: "long", count: 500), "a\u{0}b\nc", "مرحبا", "权重矩阵", "<b>&\"'", "👩‍👩‍👧", " ",
    ]
    var nodes = names.enumerated().map {
      Node(id: "leaf\($0)", op: "input", label: $1, value: .scalar(1), gradient: .scalar(1))
    }
    for (index, name) in names.enumerated() {
      nodes.append(
        Node(
          id: "op\(index)", op: name.isEmpty ? "exp" : name, inputs: ["leaf\(index)"], label: name,
          scope: name, value: .scalar(1)))
    }
    let graph = ComputationGraph(name: names[0], nodes: nodes, outputs: ["op0"])
    let picture = try await Diagram(graph).picture
    #expect(XMLCheck.isWellFormed(Array(try picture.svg().utf8)))
    #expect(picture.size.width < 3000)
  }

  /// Two foreign readers see the four kinds of files at one size with the ink in one place.
  @Test func allKindsAgree() async throws {
    let example = try #require(WorkedExample.lectures.first { $0.id == "mlp-two-layers" })
    let picture = try await Diagram(example.graph()).picture
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vizbp-kinds-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(picture.png()).write(to: folder.appending(path: "png.png"))
    try Data(picture.svg(embedFont: true).utf8).write(to: folder.appending(path: "live.svg"))
    try Data(picture.svg(text: .outlines).utf8).write(to: folder.appending(path: "outlines.svg"))
    try Data(picture.pdf()).write(to: folder.appending(path: "pdf.pdf"))
    try run("rsvg-convert", ["live.svg", "-o", "live.png"], folder)
    try run("rsvg-convert", ["outlines.svg", "-o", "outlines.png"], folder)
    try run("pdftoppm", ["-r", "72", "-png", "-singlefile", "pdf.pdf", "pdf"], folder)
    for name in ["png", "live", "outlines", "pdf"] {
      let header = try Data(contentsOf: folder.appending(path: "\(name).png")).prefix(24).suffix(8)
      let sides = stride(from: 0, to: 8, by: 4).map { start in
        header.dropFirst(start).prefix(4).reduce(0) { $0 << 8 | Int($1) }
      }
      #expect(sides == [Int(picture.size.width), Int(picture.size.height)], "\(name)")
    }
  }

  private func run(_ tool: String, _ arguments: [String], _ folder: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(tool) failed or is missing")
  }
}
