// Windows over images.
extension Operation {
  static let convolutions = [
    Operation(
      "conv2d", .product, "conv", .switcher,
      meaning: "each kernel slides over the images and takes a dot product at every place",
      gradients: [
        "{g} ∗ {y}, its kernels turned around", "{x} ⋆ {g}",
        "Σ over examples and places of {g}",
      ],
      rule: "switches: the images get the gradient times the kernels, the kernels the gradient"
        + " times the images, at every place", traits: [.cancels, .addsBias]),
    Operation(
      "max_pool2d", .reduction, "max pool", .router, meaning: "the largest element of each window",
      rule: "routes: of each window only the largest element gets the gradient"),
    Operation(
      "avg_pool2d", .reduction, "avg pool", .distributor, meaning: "the mean of each window",
      rule: "distributes: each element of a window gets an equal share", traits: [.cancels]),
  ]
}
