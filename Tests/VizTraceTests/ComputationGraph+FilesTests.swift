import Foundation
import Testing
import VizBase
import VizTestSupport

@testable import VizTrace

@Suite struct ComputationGraphFilesTests {
  static let graph = ComputationGraph(
    name: "square",
    nodes: [Node(id: "x", op: "input"), Node(id: "y", op: "square", inputs: ["x"])],
    outputs: ["y"])

  @Test func aGraphIsReadAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/graph.json"
    try Self.graph.write(to: path)
    #expect(try ComputationGraph(contentsOf: path) == Self.graph)
    #expect(try Array(Data(contentsOf: URL(filePath: path))) == Self.graph.jsonData())
    let url = URL(filePath: folder.path + "/Other.JSON")
    try Self.graph.write(to: url)
    #expect(try ComputationGraph(contentsOf: url) == Self.graph)
  }

  @Test func aFailureLeavesWhatWasThere() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/graph.json"
    try Self.graph.write(to: path)
    let ending = #expect(throws: GraphError.self) {
      try Self.graph.write(to: folder.path + "/a.svg")
    }
    #expect(ending?.kind == .ending && ending?.message == "a graph file ends in .json")
    let nowhere = #expect(throws: GraphError.self) {
      try Self.graph.write(to: "/nowhere/at/a.json")
    }
    #expect(nowhere?.kind == .cannotCreate && nowhere?.kind.cause == .output)
    #expect(nowhere?.description == "/nowhere/at/a.json: there is no such file or folder")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["graph.json"])
    #expect(try ComputationGraph(contentsOf: path) == Self.graph)
  }

  @Test func whatIsWrongIsNamedWithItsFile() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: GraphError.self) {
      try ComputationGraph(contentsOf: folder.path + "/none.json")
    }
    #expect(missing?.kind == .unreadable && missing?.kind.cause == .input)
    #expect(missing?.description == folder.path + "/none.json: there is no such file or folder")
    let directory = #expect(throws: GraphError.self) {
      try ComputationGraph(contentsOf: folder.path)
    }
    #expect(directory?.description == folder.path + ": it is a directory")
    let path = folder.path + "/broken.json"
    let text = "{\"format\": \"vizbp.graph\", \"version\": 1, \"nodes\": [\n  {\"id\": 3}]}"
    try Data(text.utf8).write(to: URL(filePath: path))
    let broken = #expect(throws: GraphError.self) { try ComputationGraph(contentsOf: path) }
    #expect(broken?.description.hasPrefix(path + ":2:") == true, "\(String(describing: broken))")
  }
}
