import Testing
import VizAutodiff
import VizCapture
import VizCheck
import VizTensor
import VizTrace

/// A whole network, with labels and indices that nothing moves along, passes the check.
@Suite struct NetworkCheckTests {
  static func graph() throws -> ComputationGraph {
    var generator = SplitMix64(seed: 11)
    let tape = Tape<Double>()
    func parameter(_ name: String, _ extents: Int...) throws -> Variable<Double> {
      tape.parameter(.random(try Shape(extents), using: &generator), named: name)
    }
    let x = tape.input(.random(try Shape([2, 2, 5, 5]), using: &generator), named: "x")
    let labels = tape.input(Tensor([2, 0]), named: "labels")
    var h = try conv2d(x, parameter("w1", 4, 1, 3, 3), parameter("b1", 4), padding: 1, groups: 2)
    h = try batchNorm(h, scale: parameter("scale", 4), shift: parameter("shift", 4))
    h = try maxPool2d(gelu(h), kernel: 2, padding: 1)
    h = try reshape(h, to: [2, -1])
    h = try layerNorm(h, scale: parameter("s2", 36), shift: parameter("t2", 36))
    let words = tape.input(Tensor([1, 1]), named: "words")
    h = try concat([dropout(h, p: 0.2, seed: 3), gather(parameter("table", 3, 4), words)], axis: 1)
    let scores = try matmul(leakyReLU(h), parameter("w2", 40, 3))
    let loss = try crossEntropy(scores, labels: labels) + hinge(scores, labels: labels)
    return try ComputationGraph(capturing: loss, name: "network")
  }

  @Test func passes() throws {
    let graph = try ComputationGraph(jsonText: Self.graph().jsonText())
    let check = try GraphCheck(graph)
    #expect(check.isOK, "\(check.suspects)")
    #expect(check.nodes.allSatisfy { $0.status == .ok })
    let leaves = Set(try #require(check.differences).entries.map(\.leaf))
    #expect(leaves.isSuperset(of: ["x", "w1", "table", "w2"]))
    #expect(leaves.isDisjoint(with: ["labels", "words"]))
  }

  @Test func blamesTheConvolution() throws {
    var graph = try Self.graph()
    let index = try #require(graph.nodes.firstIndex { $0.id == "w1" })
    let gradient = try #require(graph.nodes[index].gradient)
    guard case .elements(let elements, let shape) = gradient else { return }
    graph.nodes[index].gradient = .elements(elements.map { 2 * $0 }, shape: shape)
    let check = try GraphCheck(graph)
    #expect(check.suspects == ["conv2d1"])
  }
}
