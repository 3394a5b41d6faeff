public import VizAutodiff
public import VizTensor

/// A block of a transformer, normalised before each half: `x ← x + attention(norm(x))`, then `x ← x +
/// feedForward(norm(x))`.
///
/// Vaswani et al., "Attention Is All You Need", 2017; Xiong et al., "On Layer Normalization in the
/// Transformer Architecture", 2020.
public struct TransformerBlock: Layer {
  /// How many heads its attention has.
  public let heads: Int
  /// How many units the middle of the feed-forward half has; nil for four times the features.
  public let hidden: Int?
  /// The function of those units.
  public let activation: Activation
  /// Whether a step sees only itself and those before it.
  public let isCausal: Bool
  /// The probability that a number of either half is dropped in training.
  public let dropout: Double
  /// The scope of its parameters; nil for `block1`, `block2` and so on.
  public let name: String?

  /// A block of so many heads.
  public init(
    heads: Int, hidden: Int? = nil, activation: Activation = .gelu, isCausal: Bool = false,
    dropout: Double = 0, name: String? = nil
  ) {
    self.heads = heads
    self.hidden = hidden
    self.activation = activation
    self.isCausal = isCausal
    self.dropout = dropout
    self.name = name
  }

  /// Records the block for `x`, `[batch, steps, features]`; throws as ``MultiHeadAttention``.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("block", name: name) {
      let size = x.shape.extents.last ?? 1
      let seen = try Sequential(
        LayerNorm(name: "norm1"),
        MultiHeadAttention(heads: heads, isCausal: isCausal, name: "attention"), Dropout(dropout)
      )(x, in: pass)
      let middle = try x + seen
      let made = try Sequential(
        LayerNorm(name: "norm2"), Dense(hidden ?? 4 * size, activation, name: "widen"),
        Dense(size, name: "narrow"), Dropout(dropout)
      )(middle, in: pass)
      return try middle + made
    }
  }
}
