import Foundation
import Testing
import VizDrawing
import VizTestSupport
import VizTrace

@testable import VizDiagram

/// A process that draws all day holds no more in the evening.
@Suite(.enabled(if: Allocations.areCounted)) struct RenderMemoryTests {
  /// Draws a graph again and again, as SVG and as PNG, and expects nothing of it to stay.
  private static func drawMany(_ graph: ComputationGraph, _ options: DiagramOptions) async throws {
    func draw(_ times: Int) async throws {
      for _ in 0..<times {
        let picture = try await Diagram(graph, options: options).picture
        _ = try picture.svg()
        _ = try picture.png()
      }
    }
    let times = ProcessInfo.processInfo.environment["RENDERS"].flatMap { Int($0) } ?? 500
    // Fonts and the like are kept, and by the thread of layouts some of what it has freed: a kilobyte of
    // each size, which counts as in use.
    try await draw(600)
    let before = Allocations.bytesInUse
    try await draw(times)
    let growth = Allocations.bytesInUse - before
    // A megabyte in ten thousand.
    #expect(growth < 100 * max(times, 1000), "\(growth) bytes after \(times) pictures")
  }

  /// In a process of its own, where nothing else asks for memory. `RENDERS=10000` draws longer.
  @Test func manyPicturesLeaveNothing() async {
    await #expect(processExitsWith: .success) {
      try await Self.drawMany(Graphs.chain(2), .with { $0.isolation = .never })
    }
  }

  /// With a panel, of which Graphviz keeps some kilobytes: in a child process, and that ends.
  @Test func manyPicturesLaidOutInAChildLeaveNothing() async {
    await #expect(processExitsWith: .success) {
      let graph = try Graphs.formula("1 / (1 + exp(-x))", ["x": "1"])
      let options = DiagramOptions.with {
        $0.isolation = .always
        $0.worker = .built
      }
      try await Self.drawMany(graph, options)
    }
  }

  /// The graph file of a chain, in which every node takes two.
  private static func file(ofNodes count: Int) -> [UInt8] {
    let nodes = (0..<count).map { node in
      #"{"id": "n\#(node)", "op": "add""#
        + (node < 2 ? "}" : #", "inputs": ["n\#(node - 1)", "n\#(node - 2)"], "value": 0.5}"#)
    }
    return Array(
      #"{"format": "vizbp.graph", "version": 1, "nodes": [\#(nodes.joined(separator: ","))]}"#
        .utf8)
  }

  /// What is held of a graph while it is folded: a graph of a million nodes is drawn in some hundred bytes
  /// of each. In a process of its own, where nothing else asks for memory.
  @Test func aNodeTakesFewBytes() async {
    await #expect(processExitsWith: .success) {
      let count = 100_000
      _ = try GraphReading(ComputationGraph(jsonData: Self.file(ofNodes: 10)))
      let before = Allocations.bytesInUse
      let reading = try GraphReading(ComputationGraph(jsonData: Self.file(ofNodes: count)))
      let held = (Allocations.bytesInUse - before) / count
      #expect(reading.order.count == count && held < 400, "\(held) bytes a node")
    }
  }
}
