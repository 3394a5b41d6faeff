import RealModule

extension SplitMix64 {
  /// A generator of its own for every list of `purposes`, such as a step and a layer.
  ///
  /// What is drawn for one purpose does not depend on what was drawn for others before, so that
  /// work that is taken up again in the middle draws what it would have drawn.
  public init(seed: UInt64, for purposes: UInt64...) {
    var state = seed
    for purpose in purposes {
      var generator = SplitMix64(seed: state ^ (purpose &* 0xd1b5_4a32_d192_ed03))
      state = generator.next()
    }
    self.init(seed: state)
  }

  /// A number from 0 to 1, without 1: the upper 53 bits as a fraction.
  public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Two independent numbers of the standard normal distribution.
  ///
  /// Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958.
  public mutating func normals() -> (Double, Double) {
    // 1 minus the fraction is never 0, whose logarithm is infinite.
    let radius = (-2 * Double.log(1 - fraction())).squareRoot()
    let angle = 2 * Double.pi * fraction()
    return (radius * Double.cos(angle), radius * Double.sin(angle))
  }
}

extension Tensor {
  /// Elements drawn from a normal distribution with `generator`.
  public static func randomNormal(
    _ shape: Shape, mean: Double = 0, deviation: Double = 1, using generator: inout SplitMix64
  ) -> Tensor {
    var elements: [Scalar] = []
    elements.reserveCapacity(shape.elementCount + 1)
    while elements.count < shape.elementCount {
      let (first, second) = generator.normals()
      elements.append(Scalar(mean + deviation * first))
      elements.append(Scalar(mean + deviation * second))
    }
    if elements.count > shape.elementCount { elements.removeLast() }
    return Tensor(unchecked: elements, shape: shape)
  }
}
