import Foundation
import VizBP
import VizBase
import VizTrace

extension Target {
  /// A graph's JSON: read, listed, recomputed, explained and laid out as text.
  static func graph() -> Target {
    Target(name: "graph", form: .json, allowance: (1 << 30, 1 << 16)) { bytes in
      let graph = try ComputationGraph(jsonData: bytes)
      let text = graph.jsonText()
      guard try ComputationGraph(jsonData: text.utf8).jsonText() == text else {
        fault("a graph that is not what was written of it")
      }
      _ = graph.dot(options: DiagramOptions())
      _ = try NodeTable(graph).text
      _ = try GraphCheck(graph).isOK
      do { _ = try Circuit(of: graph) } catch is CircuitError {}
      for node in graph.nodes.prefix(2) {
        do { _ = try GradientExplanation(of: node.id, in: graph) } catch is ExplanationError {}
      }
      _ = try GraphComparison(graph, graph)
    }
  }

  /// An expression, and behind a line of two hashes a value in each line; a name without one is 0.5.
  static func expression() -> Target {
    Target(
      name: "expression", form: .bytes, allowance: (8 << 30, 1 << 16)
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let parts = text.split(separator: "\n##\n", maxSplits: 1)
      let formula = try MathExpression(String(parts.first ?? ""))
      var inputs: [String: Tensor<Double>] = [:]
      for line in parts.dropFirst().joined().split(separator: "\n") {
        let (name, value) = try MathExpression.assignment(String(line))
        if case .tensor(let tensor) = value, formula.inputs.contains(name) { inputs[name] = tensor }
      }
      for name in formula.inputs where inputs[name] == nil { inputs[name] = 0.5 }
      let granularity = [Granularity.asWritten, .fine, .coarse][bytes.count % 3]
      let trace = try formula.trace(inputs: inputs, granularity: granularity)
      let graph = try ComputationGraph(
        capturing: trace.output, name: formula.typeset(),
        seed: trace.output.shape.isScalar ? nil : .ones(trace.output.shape))
      try graph.verify()
      _ = try NodeTable(graph).text
    }
  }

  /// The settings of a training.
  static func toml() -> Target {
    Target(name: "toml", form: .bytes, allowance: (16 << 20, 1 << 13)) { bytes in
      let settings = try TOMLSettings(tomlData: bytes)
      try TrainingConfiguration.check(keys: settings.settings.map(\.key))
      let text = JSONValue.object(settings.object).jsonText()
      _ = try JSONValue(jsonText: text)
      _ = try JSONDecoder().decode(TrainingConfiguration.self, from: Data(text.utf8))
    }
  }

  /// A file of LeCun's database of digits, as images and as labels.
  static func idx() -> Target {
    Target(name: "idx", form: .bytes, allowance: (16 << 20, 1 << 16)) { bytes in
      let file = try IDXFile(bytes, name: "in.idx")
      _ = try file.tensor(as: Float.self)
      let one: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]
      let two: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 9, 7]
      let labels = try IDXFile(one, name: "labels.idx")
      let images = try IDXFile(two, name: "images.idx")
      if file.shape.rank == 1 {
        _ = try Dataset<Float>(images: images, labels: file, name: "in.idx")
      }
      _ = try Dataset<Float>(images: file, labels: labels, name: "in.idx")
    }
  }
}
