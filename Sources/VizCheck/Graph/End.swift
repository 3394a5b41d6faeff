import VizAutodiff
import VizTensor
import VizTrace

/// The outputs that a graph's gradients are those of, with their weights: one function for
/// differences of the whole.
struct End {
  let outputs: [Int]
  private let seeds: [Tensor<Double>]

  /// Nil where an output that counts cannot be recomputed, or its weight is not known.
  init?(_ flow: GradientFlow) {
    let replay = flow.replay
    var (outputs, seeds) = ([Int](), [Tensor<Double>]())
    for index in replay.outputs where !outputs.contains(index) {
      guard let value = replay.computed[index], !flow.seeds.unknown.contains(index) else {
        return nil
      }
      guard
        let seed = flow.seeds[index] ?? replay.gradients[index] ?? (value.shape.isScalar ? 1 : nil),
        seed.shape == value.shape
      else { return nil }
      // What is not weighted need not be moved.
      guard seed.greatest != 0 else { continue }
      outputs.append(index)
      seeds.append(seed)
    }
    guard !outputs.isEmpty else { return nil }
    self.outputs = outputs
    self.seeds = seeds
  }

  /// The weights of the elements of what is ``joined(_:)``.
  func seed<Scalar: TensorScalar>() -> Tensor<Scalar> {
    guard seeds.count > 1 else { return seeds[0].converted(to: Scalar.self) }
    return Tensor(seeds.flatMap(\.elements)).converted(to: Scalar.self)
  }

  /// The output, or the elements of all of them, one after the other.
  func joined<Scalar: TensorScalar>(
    _ variables: [Int: Variable<Scalar>]
  ) throws -> Variable<Scalar>? {
    let ends = outputs.compactMap { variables[$0] }
    guard ends.count == outputs.count, let first = ends.first else { return nil }
    guard ends.count > 1 else { return first }
    return try concat(ends.map { try reshape($0, to: [-1]) }, axis: 0)
  }
}
