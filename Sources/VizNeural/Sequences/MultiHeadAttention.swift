public import VizAutodiff
public import VizTensor

/// Each step of sequences `[batch, steps, features]` looks at the others: of the values of all steps
/// the mean, weighted by the softmax of the products of its query with their keys, in several heads
/// side by side.
///
/// Masked steps (``ForwardPass/mask``) are not looked at.
///
/// Vaswani et al., "Attention Is All You Need", 2017, section 3.2.
public struct MultiHeadAttention: Layer {
  /// How many heads there are; they share the features.
  public let heads: Int
  /// Whether a step sees only itself and those before it.
  public let isCausal: Bool
  /// The scope of its parameters; nil for `attention1`, `attention2` and so on.
  public let name: String?

  /// A layer of so many heads.
  public init(heads: Int, isCausal: Bool = false, name: String? = nil) {
    self.heads = heads
    self.isCausal = isCausal
    self.name = name
  }

  /// What is added to products that are not to count: its softmax is 0, and it is a number.
  static let hidden = -1e9

  /// Records the layer for `x`; throws ``NeuralError`` where its features do not fall into the heads.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("attention", name: name) {
      guard x.shape.rank == 3, heads > 0, x.shape.extents[2].isMultiple(of: heads) else {
        throw NeuralError.layer(
          pass.path("W"),
          reason: "\(heads) heads take [batch, steps, a multiple of as many], and get \(x.shape)")
      }
      let (steps, size) = (x.shape.extents[1], x.shape.extents[2])
      let each = size / heads
      func split(_ name: String, _ order: [Int]) throws -> Variable<Scalar> {
        try transpose(
          reshape(Dense(size, name: name)(x, in: pass), to: [-1, steps, heads, each]),
          permutation: order)
      }
      let queries = try split("query", [0, 2, 1, 3])
      let keys = try split("key", [0, 2, 3, 1])
      let values = try split("value", [0, 2, 1, 3])
      var scores = try matmul(queries, keys) * Scalar(1 / Double(each).squareRoot())
      if isCausal {
        let later = (0..<steps * steps).map {
          Scalar($0 % steps > $0 / steps ? Self.hidden : 0)
        }
        scores = try scores + pass.tape.constant(Tensor(later, shape: Shape([steps, steps])))
      }
      if let mask = pass.mask {
        scores = try scores + reshape((mask - 1) * Scalar(-Self.hidden), to: [-1, 1, 1, steps])
      }
      let weights = try softmax(scores).named(pass.label("weights"))
      let seen = try reshape(
        transpose(matmul(weights, values), permutation: [0, 2, 1, 3]), to: [-1, steps, size])
      return try Dense(size, name: "out")(seen, in: pass)
    }
  }
}
