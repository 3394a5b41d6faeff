extension Tensor {
  /// Zeros with probability `p`, and `1 / (1 - p)` elsewhere: the same for the same seed.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public static func dropoutMask(_ shape: Shape, p: Double, seed: UInt64) -> Tensor {
    var generator = SplitMix64(seed: seed)
    let kept = p < 1 ? Scalar(1 / (1 - p)) : 0
    var mask: [Scalar] = []
    mask.reserveCapacity(shape.elementCount)
    for _ in 0..<shape.elementCount {
      // The upper 53 bits as a fraction of 1.
      let draw = Double(generator.next() >> 11) * 0x1p-53
      mask.append(draw < p ? 0 : kept)
    }
    return Tensor(unchecked: mask, shape: shape)
  }
}
