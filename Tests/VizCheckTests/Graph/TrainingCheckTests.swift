import Foundation
import Testing
import VizAutodiff
import VizCapture
import VizEvents
import VizNeural
import VizTensor
import VizTrace
import VizTraining

@testable import VizCheck

/// What a training recorded, in single precision with all its rounding, passes the check; a fault
/// in it is found.
@Suite struct TrainingCheckTests {
  /// A training of a few steps.
  struct Plan: Sendable {
    var dataset = "moons"
    var activation: String
    var norm: String?
    var dropout = 0.0
    var loss: String?
    var conv: [Int] = []
    var precision = "float32"

    func graph() throws -> ComputationGraph {
      var configuration = TrainingConfiguration()
      configuration.dataset = dataset
      configuration.activation = activation
      configuration.norm = norm
      configuration.dropout = dropout
      configuration.loss = loss
      configuration.conv = conv
      configuration.precision = precision
      configuration.layers = [6, 5]
      // A debug build convolves slowly, and a fault is as well found in three images.
      configuration.batch = conv.isEmpty ? 12 : 3
      configuration.steps = 3
      configuration.evaluate = 0
      configuration.seed = 3
      if dataset != "digits" { configuration.examples = 40 }
      return precision == "float64"
        ? try trained(configuration, as: Double.self) : try trained(configuration, as: Float.self)
    }

    private func trained<Scalar: CheckpointScalar>(
      _ configuration: TrainingConfiguration, as _: Scalar.Type
    ) throws -> ComputationGraph {
      let folder = FileManager.default.temporaryDirectory.appending(path: "check-\(UUID())").path
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let run = try TrainingRun<Scalar>(TrainingPlan(configuration), folder: folder) { _ in [] }
      _ = try run.train(stop: StopFlag()) { _, _ in }
      return try #require(try RunDirectory(folder).graph())
    }
  }

  static let plans = [
    Plan(activation: "relu", norm: "batch", dropout: 0.3),
    Plan(dataset: "spiral", activation: "tanh", norm: "layer", loss: "multiclass-hinge"),
    Plan(dataset: "linear", activation: "gelu", loss: "mse"),
    Plan(dataset: "blobs", activation: "maxout", norm: "batch", dropout: 0.5),
    Plan(dataset: "xor", activation: "sigmoid", loss: "binary-cross-entropy"),
    Plan(dataset: "sine", activation: "elu", norm: "layer", dropout: 0.2, loss: "mse"),
    Plan(dataset: "circles", activation: "leaky_relu", norm: "batch", loss: "hinge"),
    Plan(dataset: "checkerboard", activation: "softplus", dropout: 0.4, loss: "mse"),
    Plan(activation: "softmax", norm: "layer"), Plan(activation: "identity", norm: "batch"),
    Plan(activation: "relu", norm: "batch", dropout: 0.3, precision: "float64"),
    Plan(dataset: "digits", activation: "relu", norm: "batch", dropout: 0.3, conv: [2]),
    Plan(dataset: "digits", activation: "gelu", norm: "layer", conv: [2, 3]),
  ]

  @Test(arguments: plans.indices)
  func isOKAndFaultsAreFound(_ number: Int) throws {
    let graph = try Self.plans[number].graph()
    try expectOK(graph)
    try expectWrongGradientsFound(graph, seed: UInt64(number))
    try expectWrongValuesFound(graph, seed: UInt64(number))
  }

  private func expectOK(_ graph: ComputationGraph) throws {
    let check = try GraphCheck(graph)
    let odd = check.nodes.filter { $0.status != .ok }
    #expect(check.isOK && odd.isEmpty && !check.isEmpty, "\(check.suspects) \(odd)")
    let worst = try #require(check.differences?.worst)
    #expect(worst.relativeError < 1e-4, "\(worst)")
  }

  /// One percent, or the sign, of the gradient of a leaf is the fault of its consumer's rule, and
  /// of another node's gradient that or its own.
  private func expectWrongGradientsFound(_ graph: ComputationGraph, seed: UInt64) throws {
    let index = NodeIndex(graph)
    let used: (Int) -> Bool = { !index.consumers(of: $0).isEmpty }
    for (factor, node) in Self.faults(graph, seed: seed, among: used) {
      guard let elements = Self.elements(graph.nodes[node].gradient),
        let sent = index.consumers(of: node)
          .compactMap({ Self.elements(graph.nodes[$0].gradient)?.map(\.magnitude).max() }).max()
      else { continue }
      // Of a bias before a normalisation the gradient is 0, but for rounding.
      guard (elements.map(\.magnitude).max() ?? 0) > 1e-3 * sent else { continue }
      var faulty = graph
      faulty.nodes[node].gradient = .elements(
        elements.map { factor * $0 }, shape: graph.nodes[node].shape ?? [])
      let check = try GraphCheck(faulty)
      let (id, consumers) = (graph.nodes[node].id, index.consumers(of: node))
      #expect(check.nodes[node].status == .wrong, "\(id) × \(factor)")
      let isLeaf = graph.nodes[node].inputs.isEmpty
      let candidates = Set((consumers + (isLeaf ? [] : [node])).map { graph.nodes[$0].id })
      #expect(
        !candidates.isDisjoint(with: check.suspects), "\(id) × \(factor): \(check.suspects)")
    }
  }

  private func expectWrongValuesFound(_ graph: ComputationGraph, seed: UInt64) throws {
    let computed: (Int) -> Bool = { !graph.nodes[$0].inputs.isEmpty }
    for (factor, index) in Self.faults(graph, seed: seed, among: computed) {
      guard let elements = Self.elements(graph.nodes[index].value),
        elements.contains(where: { $0 != 0 })
      else { continue }
      var faulty = graph
      faulty.nodes[index].value = .elements(
        elements.map { factor * $0 }, shape: graph.nodes[index].shape ?? [])
      let check = try GraphCheck(faulty)
      let id = graph.nodes[index].id
      #expect(check.nodes[index].status == .wrong, "\(id) × \(factor)")
      #expect(check.suspects == [id], "\(id) × \(factor): \(check.suspects)")
    }
  }

  /// Some nodes, and what is done to their numbers.
  private static func faults(
    _ graph: ComputationGraph, seed: UInt64, among isChosen: (Int) -> Bool
  ) -> [(factor: Double, index: Int)] {
    var random = SplitMix64(seed: seed)
    let indices = graph.nodes.indices.filter { isChosen($0) && graph.nodes[$0].gradient != nil }
    return indices.shuffled(using: &random).prefix(2).enumerated().map { number, index in
      (number.isMultiple(of: 2) ? 1.01 : -1, index)
    }
  }

  private static func elements(_ data: TensorData?) -> [Double]? {
    if case .elements(let elements, _)? = data { elements } else { nil }
  }
}
