import Foundation
import Testing
import VizAutodiff
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// Training steps of another engine, in its own single precision: `Tests/Oracles/training_graphs.py`.
@Suite struct ForeignTrainingTests {
  private func graph(_ name: String) throws -> ComputationGraph {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/\(name).json")
    return try ComputationGraph(jsonData: [UInt8](Data(contentsOf: file)))
  }

  @Test(arguments: ["convnet", "residual"])
  func areOK(_ name: String) throws {
    let check = try GraphCheck(graph(name))
    let odd = check.nodes.filter { $0.status != .ok }
    #expect(check.isOK && odd.isEmpty, "\(check.suspects) \(odd)")
    #expect(try #require(check.differences?.worst).relativeError < 1e-4)
  }

  /// By PyTorch: `Tests/Oracles/operation_graphs.py`. What is detached stands still in differences.
  @Test func manyOperationsAreOK() throws {
    let graph = try graph("operations")
    let check = try GraphCheck(graph)
    let leaves: Set = ["mask", "still"]
    let odd = check.nodes.filter { $0.status != .ok && !leaves.contains($0.id) }
    #expect(check.isOK && odd.isEmpty, "\(check.suspects) \(odd)")
    let differences = try #require(check.differences)
    #expect(Set(differences.entries.map(\.leaf)) == ["x", "y"])
    #expect(try #require(differences.worst).relativeError < 1e-4)
  }

  /// One percent of one parameter's gradient is the fault of the rule that sent it.
  @Test(arguments: [
    ("convnet", "conv/W", "conv"), ("convnet", "shift", "norm"), ("convnet", "W", "scores"),
    ("residual", "W", "z"),
  ])
  func aFaultIsFound(_ name: String, _ leaf: String, _ rule: String) throws {
    var graph = try graph(name)
    let index = try #require(graph.nodes.firstIndex { $0.id == leaf })
    guard case .elements(let elements, let shape)? = graph.nodes[index].gradient else {
      Issue.record("no gradient")
      return
    }
    graph.nodes[index].gradient = .elements(elements.map { 1.01 * $0 }, shape: shape)
    #expect(try GraphCheck(graph).suspects == [rule])
  }

  /// What went through the dropout unscaled is neither dropped nor kept.
  @Test func aDropoutThatDoesNotScaleIsFound() throws {
    var graph = try graph("convnet")
    let index = try #require(graph.nodes.firstIndex { $0.id == "drop" })
    guard case .elements(let elements, let shape)? = graph.nodes[index].value else { return }
    graph.nodes[index].value = .elements(elements.map { 0.7 * $0 }, shape: shape)
    #expect(try GraphCheck(graph).suspects == ["drop"])
  }
}
