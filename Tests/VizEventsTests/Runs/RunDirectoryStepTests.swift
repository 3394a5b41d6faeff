import Testing
import VizBase
import VizTestSupport
import VizTrace

@testable import VizEvents

@Suite struct RunDirectoryStepTests {
  static let base = ComputationGraph(
    nodes: [
      Node(
        id: "x", op: "input", shape: [4, 2],
        value: .elements([Double](repeating: 1, count: 8), shape: [4, 2])),
      Node(id: "two", op: "constant", value: .scalar(2)),
      Node(id: "b", op: "parameter", shape: [1], value: .elements([9], shape: [1])),
      Node(
        id: "loss", op: "mean", inputs: ["x"], shape: [], value: .scalar(3), local: [.number(1)]),
    ], outputs: ["loss"])

  static func run(_ folder: TemporaryFolder, steps: Int) throws -> RunDirectory {
    let run = RunDirectory(folder.path)
    try run.write(base)
    let log = try EventLog(folder: folder.path)
    for step in 0..<steps {
      let rows = step == 2 ? 3 : 4
      log.nodes(
        [
          NodeRecord(
            node: "x", value: Statistics(of: [Double](repeating: Double(step), count: 2 * rows))),
          NodeRecord(
            node: "b", value: Statistics(of: [Double(step) / 2]),
            gradient: Statistics(of: [-1]), updateRatio: 0.5, distance: Double(step)),
          NodeRecord(
            node: "loss", value: Statistics(of: [step == 1 ? .nan : Double(10 - step)])),
        ], step: step)
    }
    log.close()
    return run
  }

  @Test func aLogGivesTheGraphAtManySteps() throws {
    let folder = try TemporaryFolder()
    let run = try Self.run(folder, steps: 4)
    let log = try run.log()
    let graphs = try log.graphs(Self.base, at: [0, 1, 2, 3])
    #expect(try log.graphs(Self.base, at: [3, 0, 3]) == [graphs[3], graphs[0], graphs[3]])
    for (step, graph) in graphs.enumerated() {
      // NaN is like nothing else.
      let alone = try run.graph(at: step)
      #expect(step == 1 || alone == graph)
      #expect(throws: Never.self) { try graph.verify() }
    }
    #expect(graphs.map { $0.nodes[0].shape } == [[4, 2], [4, 2], [3, 2], [4, 2]])
    #expect(graphs[3].nodes[0].value?.summary.mean == 3)
    // What never changes is not recorded, and stays.
    #expect(graphs[3].nodes[1].value == .scalar(2))
    #expect(graphs[3].nodes[2].value == .elements([1.5], shape: [1]))
    #expect(graphs[3].nodes[2].attributes["distance"] == JSONValue(3))
    #expect(graphs[0].nodes[3].value == .scalar(10))
    #expect(graphs[1].nodes[3].value?.scalar?.isNaN == true)
    // It was another step's.
    #expect(graphs[0].nodes[3].local == [nil])
  }

  @Test func aStepThatWasNotRecordedNamesTheNearest() throws {
    let folder = try TemporaryFolder()
    let run = try Self.run(folder, steps: 3)
    let error = #expect(throws: EventError.self) { try run.graph(at: 9) }
    #expect(error?.message == "nothing was recorded at step 9")
    #expect(error?.hint == "the nearest step is 2; there are 3")
    let log = try run.log()
    #expect(throws: try #require(error)) { try log.graphs(Self.base, at: [0, 9]) }
  }
}
