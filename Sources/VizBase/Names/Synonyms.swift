/// What other libraries call operations and their attributes, beside the names of graph files.
package enum Synonyms {
  /// The name in graph files of the operation that someone calls `name`; `name` itself where that is
  /// no synonym.
  package static func operation(_ name: String) -> String { operations[name] ?? name }

  /// What else the attribute `name` of an operation may be called.
  package static func attribute(_ name: String) -> [String] { attributes[name] ?? [] }

  /// The synonyms of operations: what they are called elsewhere, and in graph files.
  package static let operations = Dictionary(
    operationNames.flatMap { name, others in others.map { ($0, name) } }
  ) { first, _ in first }

  /// Those that take the same inputs in the same order.
  private static let operationNames: KeyValuePairs = [
    "abs": ["absolute", "fabs"],
    "add": ["plus"],
    "adaptive_avg_pool1d": ["adaptive_average_pool1d"],
    "adaptive_avg_pool2d": ["adaptive_average_pool2d"],
    "adaptive_avg_pool3d": ["adaptive_average_pool3d"],
    "bce": ["binary_cross_entropy", "bce_loss"],
    "bce_with_logits": ["binary_cross_entropy_with_logits", "bce_with_logits_loss"],
    "broadcast": ["broadcast_to", "expand"],
    "clamp": ["clip"],
    "concat": ["cat", "concatenate"],
    "conv_transpose1d": ["conv1d_transpose"],
    "conv_transpose2d": ["conv2d_transpose", "deconv2d"],
    "cross_entropy": ["cross_entropy_loss"],
    "cumsum": ["cumulative_sum"],
    "detach": ["stop_gradient"],
    "div": ["divide", "true_divide", "truediv"],
    "expm1": ["exp_minus_one"],
    "group_norm": ["group_normalization"],
    "gru_cell": ["grucell"],
    "hardswish": ["hard_swish"],
    "hardtanh": ["hard_tanh"],
    "huber": ["huber_loss"],
    "identity": ["clone", "copy", "contiguous"],
    "instance_norm": ["instance_normalization"],
    "kl_div": ["kl_div_loss"],
    "l1": ["l1_loss", "mae", "mean_absolute_error"],
    "log": ["ln"],
    "log1p": ["log_one_plus"],
    "logsumexp": ["log_sum_exp"],
    "lstm_cell": ["lstmcell"],
    "matmul": ["mm", "bmm", "mat_mul"],
    "max": ["amax"],
    "min": ["amin"],
    "mse": ["mse_loss", "mean_squared_error"],
    "mul": ["multiply", "times"],
    "neg": ["negative", "negate"],
    "nll": ["nll_loss"],
    "pow": ["power"],
    "prod": ["product"],
    "reciprocal": ["recip"],
    "rms_norm": ["rms_normalization"],
    "scaled_dot_product_attention": ["sdpa"],
    "sigmoid": ["logistic", "σ"],
    "silu": ["swish"],
    "smooth_l1": ["smooth_l1_loss"],
    "std": ["standard_deviation"],
    "sub": ["subtract"],
    "split": ["split_with_sizes"],
    "take_along_dim": ["take_along_axis"],
    "transpose": ["permute"],
    "upsample_bilinear": ["upsample_bilinear2d"],
    "upsample_linear": ["upsample_linear1d"],
    "upsample_nearest": ["upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d"],
    "upsample_nearest_exact": ["upsample_nearest-exact"],
    "upsample_trilinear": ["upsample_trilinear3d"],
    "var": ["variance"],
    "where": ["select"],
  ]

  private static let attributes = [
    "axes": ["dim", "dims", "axis"],
    "axis": ["dim"],
    "correction": ["ddof"],
    "dilations": ["dilation"],
    "epsilon": ["eps"],
    "groups": ["group"],
    "keepdims": ["keepdim"],
    "kernel": ["kernel_size", "kernel_shape"],
    "permutation": ["dims", "perm"],
    "num_groups": ["groups"],
    "scale_factor": ["scale_factors"],
    "sizes": ["split_size_or_sections", "split_sizes", "split_size"],
    "slope": ["negative_slope"],
    "strides": ["stride"],
  ]
}
