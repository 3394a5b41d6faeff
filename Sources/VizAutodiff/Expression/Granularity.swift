/// How finely an expression is traced into operations.
public enum Granularity: String, Sendable, CaseIterable {
  /// As it stands: a gate such as `sigmoid` is one node, an expression spelled out is many.
  case asWritten
  /// Gates that are spelled out become one node as well: `1 / (1 + exp(-u))` is `sigmoid`, and
  /// `log(1 + exp(u))` is `softplus`.
  case coarse
  /// Gates become the operations that define them: `sigmoid` is neg, exp, + 1, 1 / x.
  ///
  /// Unlike the gates, these overflow where `exp` does: sigmoid(-1000) is still 0, but
  /// softplus(1000), logsumexp and softmax at 1000 are infinite or NaN, and so are gradients. The
  /// slope of a norm at 0 is NaN instead of 0.
  case fine
}
