import Foundation
import Testing

@testable import VizTrace

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

enum Fixtures {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures")

  static func names(_ kind: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: kind).path)
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func bytes(_ kind: String, _ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: "\(kind)/\(name).json")))
  }

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  static func good(_ name: String) throws -> ComputationGraph {
    try ComputationGraph(jsonData: bytes("good", name))
  }
}

/// A graph file with these nodes; they begin on line 2.
func file(_ nodes: String..., rest: String = "") -> String {
  """
  {"format": "vizbp.graph", "version": 1, "nodes": [
  \(nodes.joined(separator: ",\n"))]\(rest)}
  """
}

/// The node `a` with this value, as it is read.
func value(_ text: String, fields: String = "") throws -> TensorData? {
  try ComputationGraph(
    jsonText: file(#"{"id": "a", "op": "input"\#(fields), "value": \#(text)}"#)
  ).nodes[0].value
}

/// The error of reading a graph file.
func refusal(_ text: String) -> GraphError? { refusal(text.utf8) }

func refusal(_ bytes: some Sequence<UInt8>) -> GraphError? {
  do {
    _ = try ComputationGraph(jsonData: bytes)
    return nil
  } catch {
    return error
  }
}

/// The error that verifying a graph throws.
func fault(_ graph: ComputationGraph) -> GraphError? {
  do {
    try graph.verify()
    return nil
  } catch {
    return error
  }
}

/// Whether two graphs are equal to the last bit: NaN equals itself, and -0 is not 0.
func areIdentical(_ a: ComputationGraph, _ b: ComputationGraph) -> Bool {
  withoutNumbers(a) == withoutNumbers(b) && bits(of: a) == bits(of: b)
}

private func bits(of graph: ComputationGraph) -> [UInt64] {
  let seeds = (graph.seeds ?? []).flatMap { $0.map(numbers) ?? [] }
  return
    (seeds
    + graph.nodes.flatMap { node in
      ([node.value, node.gradient] + (node.ports ?? []).flatMap { [$0.value, $0.gradient] })
        .flatMap { $0.map(numbers) ?? [] }
        + (node.local ?? []).compactMap { if case .number(let value) = $0 { value } else { nil } }
    }).map { ($0.isNaN ? Double.nan : $0).bitPattern }
}

private func numbers(_ data: TensorData) -> [Double] {
  switch data {
  case .elements(let elements, _): elements
  case .summary(let s): [s.mean, s.std, s.min, s.max, s.norm] + (s.histogram?.edges ?? [])
  }
}

/// The graph with 0 for every number, so that NaN does not make it differ from itself.
private func withoutNumbers(_ graph: ComputationGraph) -> ComputationGraph {
  func cleared(_ data: TensorData?) -> TensorData? {
    switch data {
    case .elements(let elements, let shape):
      return .elements(elements.map { _ in 0 }, shape: shape)
    case .summary(var s):
      (s.mean, s.std, s.min, s.max, s.norm) = (0, 0, 0, 0, 0)
      s.histogram = s.histogram.map {
        Histogram(edges: [], counts: $0.counts)
      }
      return .summary(s)
    case nil: return nil
    }
  }
  var graph = graph
  graph.seeds = graph.seeds?.map(cleared)
  for index in graph.nodes.indices {
    graph.nodes[index].value = cleared(graph.nodes[index].value)
    graph.nodes[index].gradient = cleared(graph.nodes[index].gradient)
    graph.nodes[index].ports = graph.nodes[index].ports?.map { port in
      var port = port
      (port.value, port.gradient) = (cleared(port.value), cleared(port.gradient))
      return port
    }
    graph.nodes[index].local = graph.nodes[index].local?.map {
      if case .number = $0 { .number(0) } else { $0 }
    }
  }
  return graph
}
