import VizBase

// Images of another size.
extension Operation {
  static let resamplings =
    [
      Operation(
        "upsample_nearest", .other, "nearest", .adder, gradients: ["Σ over the copies of {g}"],
        rule: "adds up the gradients of the copies"),
      Operation(
        "upsample_nearest_exact", .other, "nearest", .adder,
        gradients: ["Σ over the copies of {g}"],
        rule: "adds up the gradients of the copies"),
    ]
    + ["linear", "bilinear", "trilinear"].map { name in
      Operation(
        "upsample_\(name)", .other, name, .adder,
        meaning: "means of neighbours, by how near they are",
        rule: "adds up the gradients of the places between, by how near they are",
        traits: [.cancels])
    }
    + ["1d", "2d", "3d"].map { axes in
      Operation(
        "adaptive_avg_pool\(axes)", .reduction, "avg pool", .distributor,
        meaning: "the mean of each of as many areas as were asked for",
        rule: "distributes: each element of an area gets an equal share", traits: [.cancels])
    }
}
