public import VizAutodiff
public import VizTensor

/// Each example as one vector.
public struct Flatten: Layer {
  /// A layer without settings or parameters.
  public init() {}

  /// Records `x`, `[batch, …]`, as `[batch, features]`.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try reshape(x, to: [-1, Shape(Array(x.shape.extents.dropFirst())).elementCount])
  }
}

/// Each example under another shape with as many elements.
public struct Reshape: Layer {
  /// The extents of one example afterwards, without the batch.
  public let extents: [Int]

  /// The extents of one example.
  public init(_ extents: [Int]) { self.extents = extents }

  /// Records `x` as `[batch, …]` of these extents; throws where the elements are not as many.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try reshape(x, to: [-1] + extents)
  }
}

/// A vector for each whole number from 0 to `count - 1`, looked up in a table `[count, size]`.
public struct Embedding: Layer {
  /// How many entries the table has.
  public let count: Int
  /// How long each vector is.
  public let size: Int
  /// What the table starts from; nil for the network's choice, or a standard normal distribution.
  public let initializer: Initializer?
  /// The scope of the table; nil for `embedding1`, `embedding2` and so on.
  public let name: String?

  /// A table of `count` vectors of `size` numbers, which are learnt.
  public init(
    _ count: Int, size: Int, initializer: Initializer? = nil, name: String? = nil
  ) {
    self.count = count
    self.size = size
    self.initializer = initializer
    self.name = name
  }

  /// Records the vectors for the whole numbers in `x`, along a new last axis.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("embedding", name: name) {
      let table = try pass.parameter(
        "table", try Shape([count, size]), initializer, standard: .normal(deviation: 1),
        fans: (count, size), isDecayed: true)
      return try gather(table, x)
    }
  }
}
