import Foundation
import VizCapture
import VizDrawing
import VizLectures
import VizTensor
import VizTrace

@testable import VizDiagram

/// Graphs that the tests draw.
enum Graphs {
  /// The graph of a formula at values, as the command line takes them.
  static func formula(
    _ formula: String, _ values: KeyValuePairs<String, String> = [:],
    seed: String? = nil
  ) throws -> ComputationGraph {
    try WorkedExample(
      "test", "test", formula, values, view: seed == nil ? .gradients : .forward, seed: seed,
      lesson: ""
    ).graph()
  }

  /// A chain of sines with values and gradients.
  static func chain(_ count: Int) -> ComputationGraph {
    var nodes = [
      Node(id: "x", op: "input", shape: [], value: .scalar(0.5), gradient: .scalar(0.25))
    ]
    for index in 1...count {
      nodes.append(
        Node(
          id: "sin\(index)", op: "sin", inputs: [nodes[index - 1].id], shape: [],
          value: .scalar(0.5), gradient: .scalar(0.25), local: [.number(0.875)]))
    }
    return ComputationGraph(name: "a chain", nodes: nodes, outputs: ["sin\(count)"])
  }

  /// A sum of many inputs.
  static func fan(_ count: Int) -> ComputationGraph {
    let leaves = (0..<count).map {
      Node(id: "x\($0)", op: "input", value: .scalar(1), gradient: .scalar(1))
    }
    let sum = Node(
      id: "f", op: "sum", inputs: leaves.map(\.id), value: .scalar(Double(count)),
      gradient: .scalar(1), local: leaves.map { _ in .number(1) })
    return ComputationGraph(nodes: leaves + [sum], outputs: ["f"])
  }

  /// Layers of sums of two, each row fed by two rows of the layer before.
  static func layers(_ depth: Int, width: Int, seed: UInt64 = 1) -> ComputationGraph {
    var random = SplitMix64(seed: seed)
    var nodes = (0..<width).map {
      Node(id: "x\($0)", op: "input", value: .scalar(1), gradient: .scalar(1))
    }
    for layer in 1...max(depth, 1) {
      for row in 0..<width {
        let inputs = [row, Int.random(in: 0..<width, using: &random)].map {
          layer == 1 ? "x\($0)" : "add\(layer - 1)_\($0)"
        }
        nodes.append(
          Node(
            id: "add\(layer)_\(row)", op: "add", inputs: inputs, value: .scalar(2),
            gradient: .scalar(0.5), local: [.number(1), .number(1)]))
      }
    }
    return ComputationGraph(nodes: nodes, outputs: ["add\(depth)_0"])
  }

  /// A network of layers with scopes: `encoder/layer3`.
  static func scoped(layers: Int, operations: Int) -> ComputationGraph {
    var nodes = [Node(id: "x", op: "input", value: .scalar(1), gradient: .scalar(0.5))]
    for layer in 0..<layers {
      for operation in 0..<operations {
        nodes.append(
          Node(
            id: "l\(layer)o\(operation)", op: ["sin", "exp", "tanh"][operation % 3],
            inputs: [nodes.last?.id ?? "x"], scope: "encoder/layer\(layer)", value: .scalar(1),
            gradient: .scalar(Double(layer + 1)), local: [.number(1)]))
      }
    }
    return ComputationGraph(nodes: nodes, outputs: [nodes.last?.id ?? "x"])
  }

  /// A random graph of scalars whose every number is drawn anew from `numbers`, with the
  /// structure of `seed`.
  static func random(
    seed: UInt64, numbers: inout SplitMix64
  ) -> ComputationGraph {
    var random = SplitMix64(seed: seed)
    let odd: [Double] = [
      .nan, .infinity, -.infinity, 1e-300, -1e300, 0, .leastNonzeroMagnitude, 123_456.789,
    ]
    func number(_ numbers: inout SplitMix64) -> Double {
      Int.random(in: 0..<4, using: &numbers) == 0
        ? odd.randomElement(using: &numbers) ?? 0 : Double.random(in: -10...10, using: &numbers)
    }
    var nodes: [Node] = []
    for index in 0..<Int.random(in: 2...24, using: &random) {
      let arity = index < 2 ? 0 : Int.random(in: 0...2, using: &random)
      let inputs = (0..<arity).compactMap { _ in nodes.randomElement(using: &random)?.id }
      let op = [["input", "parameter"], ["exp", "relu"], ["add", "mul"]][arity]
        .randomElement(using: &random)
      let isTensor = Int.random(in: 0..<5, using: &random) == 0
      func data(_ numbers: inout SplitMix64) -> TensorData {
        guard isTensor else { return .scalar(number(&numbers)) }
        return .elements((0..<6).map { _ in number(&numbers) }, shape: [2, 3])
      }
      nodes.append(
        Node(
          id: "v\(index)", op: op ?? "input", inputs: inputs, value: data(&numbers),
          gradient: data(&numbers), local: inputs.map { _ in .number(number(&numbers)) }))
    }
    return ComputationGraph(nodes: nodes, outputs: [nodes.last?.id ?? "v0"])
  }
}

/// Programs that stand in for the child process.
extension LayoutWorker {
  /// A shell script.
  static func script(_ script: String, timeLimit: Duration = .seconds(900)) -> LayoutWorker {
    LayoutWorker(executable: "/bin/sh", arguments: ["-c", script], timeLimit: timeLimit)
  }

  /// The real one, which is built beside the tests.
  static let built: LayoutWorker = {
    let program = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    var folder = program.deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appending(path: "vizbp")
      if FileManager.default.isExecutableFile(atPath: candidate.path) {
        return LayoutWorker(executable: candidate.path, timeLimit: .seconds(3600))
      }
      folder.deleteLastPathComponent()
    }
    return LayoutWorker(executable: "vizbp", timeLimit: .seconds(3600))
  }()
}

extension DiagramOptions {
  /// Options with some changed.
  static func with(_ change: (inout DiagramOptions) -> Void) -> DiagramOptions {
    var options = DiagramOptions()
    change(&options)
    return options
  }
}
