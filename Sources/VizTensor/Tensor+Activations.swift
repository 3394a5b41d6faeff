// Elementwise functions with a parameter, and their slopes.
extension Tensor {
  /// x where it is positive, `slope * x` elsewhere.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func leakyReLU(slope: Scalar) -> Tensor { map { $0 > 0 ? $0 : slope * $0 } }

  /// 1 where x is positive, `slope` elsewhere, at 0 too.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func leakyReLUSlope(slope: Scalar) -> Tensor {
    map { $0.isNaN ? $0 : $0 > 0 ? 1 : slope }
  }

  /// x where it is positive, `alpha (exp(x) - 1)` elsewhere.
  ///
  /// Clevert, Unterthiner and Hochreiter, "Fast and Accurate Deep Network Learning by Exponential
  /// Linear Units (ELUs)", 2015.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func elu(alpha: Scalar) -> Tensor { map { $0 > 0 ? $0 : alpha * Scalar.expMinusOne($0) } }

  /// 1 where x is positive, `alpha exp(x)` elsewhere, at 0 too.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func eluSlope(alpha: Scalar) -> Tensor { map { $0 > 0 ? 1 : alpha * Scalar.exp($0) } }

  /// Zeros with probability `p`, and `1 / (1 - p)` elsewhere: the same for the same seed.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public static func dropoutMask(_ shape: Shape, p: Double, seed: UInt64) -> Tensor {
    var generator = SplitMix64(seed: seed)
    let kept = p < 1 ? Scalar(1 / (1 - p)) : 0
    var mask: [Scalar] = []
    mask.reserveCapacity(shape.count)
    for _ in 0..<shape.count {
      // The upper 53 bits as a fraction of 1.
      let draw = Double(generator.next() >> 11) * 0x1p-53
      mask.append(draw < p ? 0 : kept)
    }
    return Tensor(unchecked: mask, shape: shape)
  }
}
