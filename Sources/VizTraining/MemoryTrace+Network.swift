import Foundation
import VizAutodiff
public import VizNeural
public import VizTensor
public import VizTrace

extension MemoryTrace {
  /// What a network with a memory does with the first of some sequences; nil for a network without.
  ///
  /// - Parameters:
  ///   - network: The network, as it is after `step` steps.
  ///   - data: The sequences.
  ///   - loss: How answers are judged.
  ///   - step: The number of the step.
  /// - Throws: `NeuralError` or `ShapeError` where the data do not fit the network.
  public init?<Scalar: TensorScalar>(
    of network: Network<Scalar>, on data: Dataset<Scalar>, _ loss: Loss, step: Int
  ) throws {
    let pass = network.pass(.evaluation)
    let inputs = try data.inputs.rows(at: [0])
    let output = try network.layer(pass.tape.input(inputs, named: "x"), in: pass)
    guard let memory = pass.kept["memory"]?.last else { return nil }
    let isBits = loss == .sequenceBits
    let target = try data.targets(for: loss).rows(at: [0])
    self.init(
      step: step, task: data.name, inputs: Self.rows(inputs),
      outputs: Self.rows(output.value).map { row in
        isBits ? row.map { Self.rounded(1 / (1 + exp(-$0))) } : row
      },
      targets: Self.rows(target).map { isBits && $0.contains { $0 < 0 } ? [] : $0 },
      heads: Self.heads(pass), memory: Self.rows(memory.value),
      payments: isBits ? try Self.payments(output, target, pass) : [])
  }

  private static func heads<Scalar>(_ pass: ForwardPass<Scalar>) -> [Head] {
    let names = pass.kept.keys.filter { $0.hasSuffix("/weighting") }
      .map { String($0.dropLast("/weighting".count)) }
    // Those that write first, each kind by its numbers.
    let order = names.sorted {
      let (a, b) = ($0.hasPrefix("write"), $1.hasPrefix("write"))
      return a != b ? a : ($0.count, $0) < ($1.count, $1)
    }
    return order.map { name in
      let vectors = pass.kept["\(name)/add"] ?? pass.kept["\(name)/vector"] ?? []
      return Head(
        name: name,
        weightings: (pass.kept["\(name)/weighting"] ?? []).flatMap { rows($0.value) },
        vectors: vectors.flatMap { rows($0.value) })
    }
  }

  /// One backward pass for each step that has an answer.
  private static func payments<Scalar>(
    _ output: Variable<Scalar>, _ target: Tensor<Scalar>, _ pass: ForwardPass<Scalar>
  ) throws -> [[Double]] {
    let writes = pass.kept.keys.sorted().filter { $0.hasSuffix("/add") }
      .compactMap { pass.kept[$0] }
    let width = output.shape.extents.last ?? 1
    let steps = output.shape.elementCount / max(width, 1)
    return try (0..<steps).map { step in
      let range = step * width..<(step + 1) * width
      guard target.elements[range].contains(where: { $0 >= 0 }) else { return [] }
      var seed = [Scalar](repeating: 0, count: output.shape.elementCount)
      // The slope of the cross-entropy of a bit in its score.
      for index in range {
        let score = output.value.elements[index].asDouble
        seed[index] = Scalar(1 / (1 + exp(-score)) - target.elements[index].asDouble)
      }
      let gradients = try pass.tape.gradient(
        of: output, seed: Tensor(seed, shape: output.shape), withRespectTo: writes.flatMap { $0 })
      return (0..<steps).map { past in
        let squares = writes.reduce(0.0) { sum, adds in
          sum + gradients[adds[past]].elements.reduce(0) { $0 + $1.asDouble * $1.asDouble }
        }
        return rounded(squares.squareRoot(), digits: 6)
      }
    }
  }

  /// All but the first axis but one as rows: of a batch of one.
  private static func rows<Scalar>(_ tensor: Tensor<Scalar>) -> [[Double]] {
    let width = max(tensor.shape.extents.last ?? 1, 1)
    return stride(from: 0, to: tensor.elements.count, by: width).map { start in
      tensor.elements[start..<start + width].map { rounded($0.asDouble) }
    }
  }

  /// Pictures need no more digits.
  private static func rounded(_ value: Double, digits: Int = 4) -> Double {
    guard value.isFinite, value != 0 else { return value.isFinite ? 0 : value }
    let scale = pow(10, Double(digits) - 1 - log10(abs(value)).rounded(.down))
    return scale.isFinite ? (value * scale).rounded() / scale : 0
  }
}
