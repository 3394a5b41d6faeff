public import VizTensor

/// How a parameter gets its first value. All draws are seeded.
///
/// The variance is set by the number of a unit's inputs (the fan-in) or also of its outputs (the
/// fan-out), so that signals neither die nor explode on their way through the layers.
public enum Initializer: Sendable, Hashable {
  /// All 0.
  case zeros
  /// All the same number.
  case constant(Double)
  /// The elements in as many equal parts, each of one number; those left over are 0.
  case blocks([Double])
  /// A normal distribution around 0.
  case normal(deviation: Double)
  /// Even on ±√(6 / (in + out)): for tanh and sigmoid.
  ///
  /// Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural
  /// Networks", 2010.
  case xavierUniform
  /// Normal with variance 2 / (in + out).
  case xavierNormal
  /// Even on ±√(6 / in): for rectifiers.
  ///
  /// He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015.
  case heUniform
  /// Normal with variance 2 / in.
  case heNormal
  /// Even on ±√(3 / in).
  ///
  /// LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998.
  case lecunUniform
  /// Normal with variance 1 / in.
  case lecunNormal

  /// A tensor of first values.
  ///
  /// - Parameters:
  ///   - shape: Its shape.
  ///   - fans: How many inputs a unit has, and how many outputs an input reaches.
  ///   - generator: Where the draws come from.
  public func values<Scalar: TensorScalar>(
    _ shape: Shape, fans: (in: Int, out: Int), using generator: inout SplitMix64
  ) -> Tensor<Scalar> {
    let (fanIn, fans) = (Double(max(fans.in, 1)), Double(max(fans.in + fans.out, 1)))
    func even(_ variance: Double) -> Tensor<Scalar> {
      let bound = (3 * variance).squareRoot()
      return .random(shape, in: -bound...bound, using: &generator)
    }
    func normal(_ variance: Double) -> Tensor<Scalar> {
      .randomNormal(shape, deviation: variance.squareRoot(), using: &generator)
    }
    return switch self {
    case .zeros: .zeros(shape)
    case .constant(let value): Tensor(repeating: Scalar(value), shape: shape)
    case .blocks(let parts): blocks(parts, shape)
    case .normal(let deviation):
      .randomNormal(shape, deviation: deviation, using: &generator)
    case .xavierUniform: even(2 / fans)
    case .xavierNormal: normal(2 / fans)
    case .heUniform: even(2 / fanIn)
    case .heNormal: normal(2 / fanIn)
    case .lecunUniform: even(1 / fanIn)
    case .lecunNormal: normal(1 / fanIn)
    }
  }

  private func blocks<Scalar: TensorScalar>(_ parts: [Double], _ shape: Shape) -> Tensor<Scalar> {
    let size = max(shape.elementCount / max(parts.count, 1), 1)
    let elements = (0..<shape.elementCount).map {
      $0 / size < parts.count ? Scalar(parts[$0 / size]) : 0
    }
    return (try? Tensor(elements, shape: shape)) ?? .zeros(shape)
  }

  /// The initialisers that configurations know, by name.
  public static let named: [(name: String, initializer: Initializer)] = [
    ("xavier", .xavierUniform), ("xavier-uniform", .xavierUniform),
    ("xavier-normal", .xavierNormal), ("he", .heNormal), ("he-uniform", .heUniform),
    ("he-normal", .heNormal), ("lecun", .lecunNormal), ("lecun-uniform", .lecunUniform),
    ("lecun-normal", .lecunNormal), ("zeros", .zeros),
  ]
}
