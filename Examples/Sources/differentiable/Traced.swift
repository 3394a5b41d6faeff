import Foundation
import VizBP
import _Differentiation

/// What the compiler's derivative ran, as a graph: each operation with its value, and with the gradient
/// that its pullback was given.
final class Recording {
  private(set) var graph = ComputationGraph(nodes: [], outputs: [])

  func add(_ op: String, _ inputs: [Traced<Double>], _ value: Double, named name: String? = nil)
    -> Int
  {
    let index = graph.nodes.count
    graph.nodes.append(
      Node(
        id: name ?? "\(op)\(index)", op: op, inputs: inputs.map { graph.nodes[$0.node].id },
        value: .scalar(value), role: op == "input" ? .data : nil))
    return index
  }

  func note(_ gradient: Double, at node: Int) { graph.nodes[node].gradient = .scalar(gradient) }

  /// The whole graph, for the gradients of its leaves and the node that they are of.
  func finished(_ output: Traced<Double>, _ leaves: [(Traced<Double>, Double)]) -> ComputationGraph
  {
    for (leaf, gradient) in leaves { note(gradient, at: leaf.node) }
    var graph = graph
    graph.outputs = [graph.nodes[output.node].id]
    return graph
  }
}

/// A number that writes down what is done with it, and that Swift's own derivatives go through.
struct Traced<Scalar: BinaryFloatingPoint>: Differentiable
where Scalar: Differentiable, Scalar.TangentVector == Scalar {
  typealias TangentVector = Scalar

  private(set) var value: Scalar
  let node: Int
  let recording: Recording

  mutating func move(by offset: Scalar) { value += offset }
}

extension Traced<Double> {
  init(_ value: Double, named name: String, in recording: Recording) {
    self.init(
      value: value, node: recording.add("input", [], value, named: name), recording: recording)
  }

  fileprivate init(_ op: String, _ inputs: [Traced], _ value: Double) {
    let recording = inputs[0].recording
    self.init(value: value, node: recording.add(op, inputs, value), recording: recording)
  }

  static func + (a: Traced, b: Traced) -> Traced { Traced("add", [a, b], a.value + b.value) }
  static func * (a: Traced, b: Traced) -> Traced { Traced("mul", [a, b], a.value * b.value) }
  func squashed() -> Traced { Traced("tanh", [self], tanh(value)) }

  @derivative(of: +)
  static func addition(
    _ a: Traced, _ b: Traced
  ) -> (value: Traced, pullback: (Double) -> (Double, Double)) {
    let sum = a + b
    return (
      sum,
      { v in
        sum.recording.note(v, at: sum.node)
        return (v, v)
      }
    )
  }

  @derivative(of: *)
  static func multiplication(
    _ a: Traced, _ b: Traced
  ) -> (value: Traced, pullback: (Double) -> (Double, Double)) {
    let product = a * b
    return (
      product,
      { v in
        product.recording.note(v, at: product.node)
        return (v * b.value, v * a.value)
      }
    )
  }

  @derivative(of: squashed)
  func squashing() -> (value: Traced, pullback: (Double) -> Double) {
    let f = squashed()
    return (
      f,
      { v in
        f.recording.note(v, at: f.node)
        return v * (1 - f.value * f.value)
      }
    )
  }
}
