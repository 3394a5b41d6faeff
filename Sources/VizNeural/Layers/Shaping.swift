public import VizAutodiff
public import VizTensor

/// Each example as one vector.
public struct Flatten: Layer {
  public init() {}

  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try reshape(x, to: [-1, Shape(Array(x.shape.extents.dropFirst())).count])
  }
}

/// Each example under another shape with as many elements.
public struct Reshape: Layer {
  public let extents: [Int]

  /// The extents of one example.
  public init(_ extents: [Int]) { self.extents = extents }

  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try reshape(x, to: [-1] + extents)
  }
}

/// A vector for each whole number from 0 to `count - 1`, looked up in a table `[count, size]`.
public struct Embedding: Layer {
  public let count: Int
  public let size: Int
  public let initializer: Initializer?
  public let name: String?

  public init(
    _ count: Int, size: Int, initializer: Initializer? = nil, name: String? = nil
  ) {
    self.count = count
    self.size = size
    self.initializer = initializer
    self.name = name
  }

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
