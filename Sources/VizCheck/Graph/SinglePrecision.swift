import VizAutodiff
import VizTensor
import VizTrace

/// How far the gradients of leaves move when a graph is computed in single precision: a measure of
/// what its rounding, and what cancels or has a kink, do to the gradients of a file.
struct SinglePrecision {
  private let gaps: [Int: Tensor<Double>]
  /// How many times coarser than single precision the coarsest numbers of the graph are.
  private let coarseness: Double

  /// Nothing moves where no node is of single precision, or where it cannot be computed.
  init(_ replay: GraphReplay, leaves: [Int], ancestors: [Int], _ end: End) {
    let bits = replay.nodes.lazy.compactMap { $0.dtype?.significandBits }.min() ?? 53
    coarseness = Double(sign: .plus, exponent: max(0, 24 - bits), significand: 1)
    guard bits <= 24,
      let double = try? Self.gradients(replay, leaves, ancestors, end, of: Double.self),
      let single = try? Self.gradients(replay, leaves, ancestors, end, of: Float.self)
    else {
      gaps = [:]
      return
    }
    gaps = double.merging(single) { exact, rounded in
      // What is too great for single precision is not known at all.
      let gap = try? Tensor.zip(exact, rounded, for: "gap") { exact, rounded in
        let gap = (exact - rounded).magnitude
        return gap.isFinite || !exact.isFinite ? gap.finite : .infinity
      }
      return gap ?? exact
    }
  }

  /// Whether some numbers of the graph are coarser than those of single precision.
  var isCoarse: Bool { coarseness > 1 }

  /// How far a derivative in one element of a leaf may be off.
  func noise(of leaf: Int) -> Double { coarseness * Self.margin * (gaps[leaf]?.greatest ?? 0) }

  /// How far a derivative in one direction may be off.
  func noise(of leaf: Int, along direction: Tensor<Double>) -> Double {
    let moved = gaps[leaf].flatMap { try? $0 * direction }
    return coarseness * Self.margin * (moved?.norm().scalar ?? 0)
  }

  /// One computation is a sample of the rounding; another engine adds in another order.
  private static let margin = 8.0

  private static func gradients<Scalar: TensorScalar>(
    _ replay: GraphReplay, _ leaves: [Int], _ ancestors: [Int], _ end: End, of _: Scalar.Type
  ) throws -> [Int: Tensor<Double>] {
    let tape = Tape<Scalar>()
    var variables: [Int: Variable<Scalar>] = [:]
    for index in ancestors {
      if replay.isLeaf(index) {
        variables[index] = replay.computed[index].map { tape.input($0.converted(to: Scalar.self)) }
      } else if let rule: Primitive<Scalar> = replay.rule(at: index) {
        variables[index] = try tape.apply(
          rule, replay.index.inputs(of: index).compactMap { variables[$0] })
      }
    }
    guard let output = try end.joined(variables) else { return [:] }
    let derivatives = try tape.gradient(
      of: output, seed: end.seed(), withRespectTo: leaves.compactMap { variables[$0] })
    return leaves.reduce(into: [:]) { found, leaf in
      found[leaf] = variables[leaf].map { derivatives[$0].converted(to: Double.self) }
    }
  }
}
