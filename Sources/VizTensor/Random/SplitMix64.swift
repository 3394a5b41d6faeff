/// A small seeded generator of random numbers: the same seed gives the same numbers everywhere.
///
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The sequence of `seed`: the same for the same seed on every machine.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits, by Steele, Lea and Flood's mix of a counter.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension Tensor {
  /// Elements drawn evenly from `range` with `generator`.
  public static func random(
    _ shape: Shape, in range: ClosedRange<Double> = -1...1, using generator: inout SplitMix64
  ) -> Tensor {
    Tensor(
      unchecked: (0..<shape.elementCount).map { _ in
        Scalar(Double.random(in: range, using: &generator))
      },
      shape: shape)
  }
}
