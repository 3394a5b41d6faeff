/// A number for the rows and one for the columns of an image; a literal stands for both.
public struct Extent2D: Sendable, Hashable, ExpressibleByIntegerLiteral {
  /// Along the axis before the last.
  public var rows: Int
  /// Along the last axis.
  public var columns: Int

  /// A pair of numbers, one for each of the last two axes.
  public init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// The same number for both axes.
  public init(integerLiteral value: Int) { self.init(value, value) }

  /// As files write it.
  public var list: [Int] { [rows, columns] }
}

/// How a window moves over the last two axes of a batch of images `[n, c, rows, columns]`.
///
/// The output has `(extent + padding - dilation (kernel - 1) - 1) / stride + 1` places along each
/// axis. Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016.
public struct Window: Sendable, Hashable {
  /// The window's height and width, in elements.
  public var kernel: Extent2D
  /// How far the window moves at a time, in elements.
  public var strides: Extent2D
  /// The rows and columns of zeros before the image and after it.
  public var before, after: Extent2D
  /// The distance between the window's neighbours in the image.
  public var dilations: Extent2D

  /// A window of `kernel`, moved by `strides` over the input with its padding.
  public init(
    kernel: Extent2D, strides: Extent2D = 1, before: Extent2D = 0, after: Extent2D = 0,
    dilations: Extent2D = 1
  ) {
    self.kernel = kernel
    self.strides = strides
    self.before = before
    self.after = after
    self.dilations = dilations
  }

  /// How often the window fits along the rows and columns of the images of `shape`; throws ``ShapeError`` naming `op` unless that
  /// has four axes and the window fits at least once.
  public func counts(on shape: Shape, for op: String) throws(ShapeError) -> Extent2D {
    guard shape.rank == 4 else {
      throw ShapeError(
        op: op, shapes: [shape], reason: "images have four axes: batch, channels, rows, columns")
    }
    let rows = try counts(on: shape, 2, kernel.rows, strides.rows, dilations.rows, op)
    let columns = try counts(
      on: shape, 3, kernel.columns, strides.columns, dilations.columns, op)
    return Extent2D(rows, columns)
  }

  private func counts(
    on shape: Shape, _ axis: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ op: String
  ) throws(ShapeError) -> Int {
    let (before, after) =
      axis == 2 ? (before.rows, after.rows) : (before.columns, after.columns)
    // Sums and products of two numbers below this do not overflow.
    let limit = Int(Int32.max)
    for (name, value, least) in [
      ("kernel", kernel, 1), ("strides", stride, 1), ("dilations", dilation, 1),
      ("padding", before, 0), ("padding", after, 0),
    ] where value < least || value > limit {
      throw ShapeError(
        op: op, shapes: [shape], reason: "\(name) must be from \(least) to \(limit), not \(value)")
    }
    let (padded, overflow) = shape.extents[axis].addingReportingOverflow(before + after)
    let reach = dilation * (kernel - 1) + 1
    guard !overflow, reach <= padded else {
      let name = axis == 2 ? "rows" : "columns"
      let padding = before + after > 0 ? " with padding" : ""
      throw ShapeError(
        op: op, shapes: [shape],
        reason: "the kernel reaches over \(reach) \(name), and there are \(padded)\(padding)")
    }
    return (padded - reach) / stride + 1
  }
}
