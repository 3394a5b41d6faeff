import Foundation
public import VizAutodiff
public import VizTensor

/// Adds to each step of sequences `[batch, steps, features]` a vector that says which it is.
///
/// Vaswani et al., "Attention Is All You Need", 2017, section 3.5.
public struct Positions: Layer {
  /// Where the vectors come from.
  public enum Kind: Sendable, Hashable {
    /// Sines and cosines of wavelengths from 2π to 10,000 · 2π.
    case sinusoidal
    /// A table that is learnt, for so many steps at most.
    case learned(Int)
  }

  /// Where the vectors come from.
  public let kind: Kind
  /// The scope of the table; nil for `positions1`, `positions2` and so on.
  public let name: String?

  /// Vectors of a kind, by default sines.
  public init(_ kind: Kind = .sinusoidal, name: String? = nil) {
    self.kind = kind
    self.name = name
  }

  /// Records the sum; throws ``NeuralError`` for another rank, or more steps than the table has.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("positions", name: name) {
      guard x.shape.rank == 3 else {
        throw NeuralError.layer(
          pass.path("table"), reason: "it takes [batch, steps, features], and gets \(x.shape)")
      }
      let (steps, size) = (x.shape.extents[1], x.shape.extents[2])
      guard case .learned(let count) = kind else {
        return try x + pass.tape.constant(Self.sines(steps, size))
      }
      guard steps <= count else {
        throw NeuralError.layer(
          pass.path("table"), reason: "it has \(count) steps, and the sequences have \(steps)")
      }
      let table = try pass.parameter(
        "table", Shape([count, size]), standard: .normal(deviation: 0.02), fans: (count, size),
        isDecayed: true)
      return try x + (steps == count ? table : slice(table, starts: [0], stops: [steps]))
    }
  }

  private static func sines<Scalar: TensorScalar>(
    _ steps: Int, _ size: Int
  ) throws -> Tensor<Scalar> {
    let elements = (0..<steps * size).map { index -> Scalar in
      let (step, feature) = index.quotientAndRemainder(dividingBy: size)
      let angle = Double(step) / pow(10_000, Double(feature / 2 * 2) / Double(size))
      return Scalar(feature.isMultiple(of: 2) ? sin(angle) : cos(angle))
    }
    return try Tensor(elements, shape: Shape([steps, size]))
  }
}
