import VizAutodiff

// The samples of operations that are made of others, and of transposed convolutions.
extension Sample {
  static var composed: [Sample] {
    convolutionsAlongOtherAxes + transposedConvolutions + normalizations + attentions + einsums
      + resamplings + cells
  }

  private static func all(
    _ op: String, _ cases: [([String: Attribute], [[Int]])], choices: Int = 1
  ) -> [Sample] {
    cases.map { Sample(op: op, attributes: $0, shapes: $1, choices: choices) }
  }

  private static var convolutionsAlongOtherAxes: [Sample] {
    all(
      "conv1d",
      [
        ([:], [[2, 2, 5], [3, 2, 2]]), ([:], [[2, 4], [1, 2, 3], [1]]),
        (["strides": 2, "padding": 1, "dilations": 2], [[1, 2, 6], [2, 2, 2], [2]]),
        (["groups": 2, "padding": [1, 0]], [[1, 4, 3], [4, 2, 2]]),
        (["padding": "same", "dilations": 3], [[1, 1, 5], [2, 1, 2], [2]]),
        ([:], [[0, 2, 3], [2, 2, 1], [2]]),
      ])
      + all(
        "conv3d",
        [
          ([:], [[2, 1, 2, 3, 3], [2, 1, 2, 2, 2]]), ([:], [[1, 2, 2, 2], [2, 1, 1, 2, 1], [2]]),
          (
            ["strides": [2, 1, 2], "padding": [1, 0, 1], "dilations": [2, 1, 1]],
            [[1, 2, 3, 2, 3], [2, 2, 2, 2, 2], [2]]
          ),
          (["groups": 2, "padding": "same"], [[1, 2, 2, 3, 2], [2, 1, 2, 1, 3]]),
          (["padding": [1, 0, 0, 0, 1, 2]], [[1, 1, 1, 2, 2], [1, 1, 2, 1, 1]]),
          ([:], [[0, 1, 2, 2, 2], [1, 1, 1, 1, 1]]),
        ])
      + all(
        "conv2d",
        [
          (["padding": "same"], [[2, 2, 3, 4], [1, 2, 2, 3], [1]]),
          (
            ["padding": "same", "dilations": [2, 1], "groups": 2], [[1, 2, 4, 3], [2, 1, 2, 2]]
          ),
        ])
  }

  private static var transposedConvolutions: [Sample] {
    all(
      "conv_transpose2d",
      [
        ([:], [[2, 2, 2, 3], [2, 3, 2, 2]]), ([:], [[1, 1, 3, 3], [1, 1, 3, 3], [1]]),
        (
          ["strides": 2, "padding": [1, 0], "output_padding": [1, 0]],
          [[1, 2, 2, 3], [2, 1, 3, 2], [1]]
        ),
        (
          ["groups": 2, "strides": [2, 3], "dilations": [1, 2]],
          [[2, 4, 2, 2], [4, 2, 2, 2], [4]]
        ),
        (["padding": [1, 0, 0, 2]], [[1, 1, 3, 3], [1, 2, 2, 3]]),
        ([:], [[0, 2, 3, 3], [2, 2, 2, 2], [2]]),
      ])
      + all(
        "conv_transpose1d",
        [
          ([:], [[2, 2, 3], [2, 3, 2]]), ([:], [[2, 3], [2, 1, 2], [1]]),
          (
            ["strides": 3, "padding": 1, "output_padding": 2, "dilations": 2, "groups": 2],
            [[1, 2, 3], [2, 1, 2], [2]]
          ),
        ])
  }

  private static var normalizations: [Sample] {
    all(
      "group_norm",
      [
        (["num_groups": 2], [[2, 4, 3]]), (["num_groups": 1], [[2, 2, 2], [2], [2]]),
        (["num_groups": 3, "epsilon": 0.01], [[1, 3, 2, 2], [3]]),
        (["num_groups": 1], [[2, 3], [3], [3]]), (["num_groups": 2], [[0, 2, 3], [2], [2]]),
      ])
      + all(
        "instance_norm",
        [
          ([:], [[2, 2, 3]]), ([:], [[1, 2, 2, 2], [2], [2]]),
          (["epsilon": 0.1], [[2, 1, 2, 1, 2], [1]]), ([:], [[1, 0, 3], [0], [0]]),
        ])
      + all(
        "rms_norm",
        [
          ([:], [[4]]), ([:], [[2, 3], [3]]),
          (["axis": 1, "epsilon": 0.01], [[2, 2, 3], [2, 3]]), (["axis": 0], [[2, 3], [2, 3]]),
          ([:], [[0, 3], [3]]),
        ])
  }

  private static var attentions: [Sample] {
    let op = "scaled_dot_product_attention"
    return all(
      op,
      [
        ([:], [[3, 2], [4, 2], [4, 3]]), ([:], [[2, 2, 3], [2, 4, 3], [2, 4, 1], [2, 4]]),
        (["is_causal": true], [[2, 3, 2], [2, 3, 2], [2, 3, 2]]),
        (["is_causal": true, "scale": 0.5], [[2, 2], [4, 2], [4, 1]]),
        ([:], [[1, 2, 3, 2], [2, 1, 2, 2], [2, 1, 2, 2], [2, 1, 1, 2]]),
      ])
      + all(
        op,
        [
          (["mask": "keep"], [[3, 2], [4, 2], [4, 3], [3, 4]]),
          (["mask": "keep"], [[2, 2, 3, 2], [2, 2, 4, 2], [2, 2, 4, 2], [2, 1, 1, 4]]),
        ], choices: 2)
  }

  private static var einsums: [Sample] {
    func each(_ equation: String, _ shapes: [Int]...) -> Sample {
      Sample(op: "einsum", attributes: ["equation": .string(equation)], shapes: shapes)
    }
    return [
      each("ij,jk->ik", [2, 3], [3, 2]), each("ij,jk", [2, 3], [3, 2]), each("i,i", [3], [3]),
      each("i,j->ji", [2], [3]), each("bhqd,bhkd->bhqk", [2, 1, 2, 3], [2, 1, 3, 3]),
      each("ii->i", [3, 3]), each("ii", [2, 2]), each("iji->j", [2, 3, 2]), each("ij->", [2, 3]),
      each("...ij,...jk->...ik", [2, 1, 2, 2], [3, 2, 1]), each("...i->i...", [2, 2, 3]),
      each("ij,ij->ij", [1, 3], [2, 3]), each("ij,ij->", [2, 1], [2, 3]),
      each("ab,bc,cd->ad", [2, 2], [2, 3], [3, 1]), each("a,a,a->a", [2], [2], [2]),
      each("ij,k->i", [2, 3], [2]), each("i->i", [3]), each(",i->i", [], [2]), each("->", []),
      each("ij,jk->ik", [2, 0], [0, 3]), each("ba,  cb -> ca", [2, 1], [3, 2]),
    ]
  }

  private static var resamplings: [Sample] {
    all(
      "upsample_nearest",
      [
        (["size": 5], [[1, 2, 3]]), (["scale_factor": 2], [[2, 1, 2, 3]]),
        (["size": [3, 2]], [[1, 1, 2, 4]]),
        (["scale_factor": .doubles([1.5, 2.5])], [[1, 1, 3, 2]]),
        (["scale_factor": 2], [[1, 1, 1, 2, 2]]), (["size": 2], [[0, 1, 3]]),
      ])
      + all(
        "upsample_nearest_exact",
        [(["size": 5], [[1, 2, 3]]), (["scale_factor": 1.5], [[1, 1, 2, 3]])])
      + all(
        "upsample_linear",
        [
          (["size": 5], [[1, 2, 3]]), (["size": 2], [[1, 1, 5]]),
          (["scale_factor": 1.6], [[1, 1, 4]]), (["size": 3, "align_corners": true], [[1, 1, 4]]),
          (["scale_factor": 1.6, "recompute_scale_factor": true], [[1, 1, 4]]),
        ])
      + all(
        "upsample_bilinear",
        [
          (["scale_factor": 2], [[2, 1, 2, 3]]), (["size": [5, 1]], [[1, 2, 2, 3]]),
          (["size": 4, "align_corners": true], [[1, 1, 2, 3]]), (["size": 3], [[1, 1, 3, 3]]),
          (["size": [1, 3], "align_corners": true], [[1, 1, 2, 1]]),
        ])
      + all("upsample_trilinear", [(["size": [2, 3, 3]], [[1, 1, 3, 2, 2]])])
      + all(
        "adaptive_avg_pool1d",
        [(["output_size": 2], [[2, 5]]), (["output_size": 3], [[1, 1, 3]])])
      + all(
        "adaptive_avg_pool2d",
        [
          (["output_size": 1], [[1, 2, 2, 3]]), (["output_size": [3, 2]], [[2, 1, 5, 4]]),
          (["output_size": [4, 2]], [[1, 3, 3]]), (["output_size": 1], [[0, 1, 2, 2]]),
        ])
      + all("adaptive_avg_pool3d", [(["output_size": [1, 2, 2]], [[1, 1, 2, 3, 2]])])
  }

  private static var cells: [Sample] {
    all(
      "gru_cell",
      [
        ([:], [[2, 3], [2, 2], [6, 3], [6, 2], [6], [6]]), ([:], [[1], [2], [6, 1], [6, 2]]),
        ([:], [[0, 1], [0, 1], [3, 1], [3, 1]]), ([:], [[1, 1], [1, 0], [0, 1], [0, 0]]),
      ])
      + all(
        "lstm_cell",
        [
          ([:], [[2, 3], [2, 2], [2, 2], [8, 3], [8, 2], [8], [8]]),
          ([:], [[2], [1], [1], [4, 2], [4, 1]]),
          ([:], [[0, 1], [0, 1], [0, 1], [4, 1], [4, 1]]),
        ])
  }
}
