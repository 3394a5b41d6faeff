import VizBase

// Windows over images.
extension Operation {
  static let convolutions = [
    convolution("conv1d", "sequences"), convolution("conv2d", "images"),
    convolution("conv3d", "volumes"), transposedConvolution("conv_transpose1d", "sequences"),
    transposedConvolution("conv_transpose2d", "images"),
    Operation(
      "max_pool2d", .reduction, "max pool", .router, meaning: "the largest element of each window",
      gradients: ["{g} at the largest of each window"],
      rule: "routes: of each window only the largest element gets the gradient"),
    Operation(
      "avg_pool2d", .reduction, "avg pool", .distributor, meaning: "the mean of each window",
      gradients: ["{g} / n, n elements in a window"],
      rule: "distributes: each element of a window gets an equal share", traits: [.cancels]),
  ]

  private static func convolution(_ name: String, _ what: String) -> Operation {
    Operation(
      name, .product, "conv", .switcher,
      meaning: "each kernel slides over the \(what) and takes a dot product at every place",
      gradients: [
        "{g} ∗ {y}, its kernels turned around", "{x} ⋆ {g}",
        "Σ over examples and places of {g}",
      ],
      rule: "switches: the \(what) get the gradient times the kernels, the kernels the gradient"
        + " times the \(what), at every place", traits: [.cancels, .addsBias])
  }

  private static func transposedConvolution(_ name: String, _ what: String) -> Operation {
    Operation(
      name, .product, "convᵀ", .switcher,
      meaning: "each element of the \(what) is spread by the kernels, and what meets is added",
      gradients: [
        "{g} ⋆ {y}: a convolution", "{g} ⋆ {x}", "Σ over examples and places of {g}",
      ],
      rule: "switches: the \(what) get the gradient's convolution with the kernels, the kernels"
        + " the gradient times the \(what)", traits: [.cancels, .addsBias])
  }
}
