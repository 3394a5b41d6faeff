import VizBP

/// What stays in memory after many pictures, as a server that draws on request would find.
struct MemoryBenchmark {
  private static let count = 10_000
  /// So many fill what is kept on purpose: fonts, measured words.
  private static let first = 500

  func run() async throws {
    let graph = try Samples.neuronGraph()
    for _ in 0..<Self.first { try await Self.draw(graph) }
    guard let before = Machine.memory else { return print("\nthe system does not say its memory") }
    for _ in 0..<Self.count { try await Self.draw(graph) }
    let growth = (Machine.memory ?? before) - before
    var table = Table(["memory after \(Self.count) pictures more", "measured", "aim"])
    table.add([
      "SVG and PNG in turns, in process", "\(growth / 1024) KB of \(before / 1_000_000) MB",
      "≤ 1 MB",
    ])
    print()
    table.show()
  }

  private static func draw(_ graph: ComputationGraph) async throws {
    let picture = try await Diagram(graph).picture
    _ = try picture.svg()
    _ = try picture.png()
  }
}
