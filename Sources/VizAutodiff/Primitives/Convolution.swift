import VizTensor

/// The shapes of one convolution, and its operands as the batched matrices whose product it is:
/// filters `[groups, filters, c kernel]` times columns `[n, groups, c kernel, windows]`, with the
/// filters and channels of one group.
struct Convolution {
  private let window: Window
  private let imageShape: Shape
  private let columnShape: Shape
  let filterShape: Shape
  /// The product, `[n, groups, filters, windows]`, before it is folded into images.
  let product: Shape
  let output: Shape
  let biasShape: Shape
  /// How it is computed over a whole batch.
  let plan: ConvolutionPlan

  /// Of images, weight and perhaps bias, perhaps with a function of the output in the same pass; throws
  /// ``ShapeError`` where they do not fit.
  init(
    _ moving: Window, _ groups: Int, _ shapes: [Shape], then function: ElementwiseFunction? = nil
  ) throws {
    func misfit(_ reason: String) -> ShapeError {
      ShapeError(op: "conv2d", shapes: shapes, reason: reason)
    }
    let (x, weight) = (shapes[0].extents, shapes[1].extents)
    guard x.count == 4, weight.count == 4 else {
      throw misfit(
        "images are [batch, channels, rows, columns], and the weight is "
          + "[filters, channels / groups, rows, columns]")
    }
    guard groups > 0, x[1].isMultiple(of: groups), weight[0].isMultiple(of: groups) else {
      throw misfit(
        "\(groups) groups do not divide \(x[1]) channels and \(weight[0]) filters evenly")
    }
    guard weight[1] == x[1] / groups else {
      let share = groups == 1 ? "" : " in each of \(groups) groups"
      throw misfit("the images have \(x[1] / groups) channels\(share), the weight \(weight[1])")
    }
    if shapes.count == 3, shapes[2].extents != [weight[0]] {
      throw misfit("the bias must be [\(weight[0])], a number for each filter")
    }
    var window = moving
    window.kernel = Extent2D(weight[2], weight[3])
    let windows = try window.counts(on: shapes[0], for: "conv2d")
    let filters = weight[0] / groups
    let windowCount = try Shape(windows.list).elementCount
    let depth = try Shape(Array(weight.dropFirst())).elementCount
    self.window = window
    imageShape = shapes[0]
    filterShape = try Shape([groups, filters, depth])
    columnShape = try Shape([x[0], groups, depth, windowCount])
    product = try Shape([x[0], groups, filters, windowCount])
    output = try Shape([x[0], weight[0], windows.rows, windows.columns])
    biasShape = try Shape([weight[0], 1, 1])
    plan = try ConvolutionPlan(
      window, on: imageShape, groups: groups, filters: filters, then: function)
  }

  func filters<Scalar>(_ weight: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try weight.reshaped(to: filterShape)
  }

  func columns<Scalar>(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try x.unfolded(window, for: "conv2d").reshaped(to: columnShape)
  }

  /// The images to which columns fold back: the adjoint of ``columns(_:)``.
  func images<Scalar>(_ columns: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try columns.folded(window, into: imageShape, for: "conv2d")
  }

  /// How many pixels the kernel sees in all windows together.
  var visibleCount: Int {
    get throws { try window.visibleCount(on: imageShape, for: "conv2d") }
  }

  func bias<Scalar>(_ bias: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try bias.reshaped(to: biasShape)
  }
}
