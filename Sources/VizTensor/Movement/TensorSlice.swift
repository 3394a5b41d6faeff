/// Which positions of each axis to take: `start, start + step, …` before `stop`, as in NumPy.
///
/// Starts and stops below 0 count from the end, and both are clamped to the axis: with a negative
/// step, a stop below `-extent` takes the first element too. Axes beyond the lists stay whole.
public struct TensorSlice: Sendable, Hashable {
  /// The first index that is taken, one for each axis.
  public var starts: [Int]
  /// The index behind the last that may be taken, one for each axis.
  public var stops: [Int]
  /// 1 along each axis where there are none.
  public var steps: [Int]

  /// Takes every `steps`-th index from `starts` up to `stops`; every one where `steps` is empty.
  public init(starts: [Int], stops: [Int], steps: [Int] = []) {
    self.starts = starts
    self.stops = stops
    self.steps = steps
  }

  /// The shape of the slice of a tensor of `shape`; throws ``ShapeError`` where it does not fit.
  public func shape(in shape: Shape) throws(ShapeError) -> Shape { try grid(in: shape).shape }

  /// The shape of the slice of a tensor of `shape`, with the position of its first element there
  /// and the distances between neighbours.
  func grid(
    in shape: Shape
  ) throws(ShapeError) -> (shape: Shape, offset: Int, strides: [Int]) {
    guard starts.count == stops.count, steps.isEmpty || steps.count == starts.count else {
      throw ShapeError(
        op: "slice", shapes: [shape],
        reason: "starts \(starts), stops \(stops) and steps \(steps) must be equally long")
    }
    guard starts.count <= shape.rank else {
      throw ShapeError(
        op: "slice", shapes: [shape],
        reason: "starts \(starts) are for \(starts.count) axes, and there are \(shape.rank)")
    }
    var (extents, strides, offset) = (shape.extents, shape.strides, 0)
    for axis in starts.indices {
      let step = steps.isEmpty ? 1 : steps[axis]
      guard step != 0 else {
        throw ShapeError(op: "slice", shapes: [shape], reason: "a step of 0 leads nowhere")
      }
      let extent = extents[axis]
      // Where a walk by the step can begin and end: one before the first going down.
      let (lowest, highest) = step > 0 ? (0, extent) : (-1, extent - 1)
      func clamped(_ index: Int) -> Int {
        min(max(index < 0 ? index + extent : index, lowest), highest)
      }
      let (start, stop) = (clamped(starts[axis]), clamped(stops[axis]))
      if step > 0 {
        extents[axis] = start < stop ? (stop - start - 1) / step + 1 : 0
      } else {
        extents[axis] = start > stop ? (stop - start + 1) / step + 1 : 0
      }
      offset += start * strides[axis]
      // A step beyond the axis is never taken, and must not overflow.
      strides[axis] *= min(max(step, -extent), extent)
    }
    return (try Shape(extents), offset, strides)
  }
}

extension Tensor {
  /// The elements that `slice` names; throws ``ShapeError`` where it does not fit.
  public subscript(slice: TensorSlice) -> Tensor {
    get throws(ShapeError) {
      try GridPlan(slice, of: shape).taken(from: self)
    }
  }

  /// Zeros of `shape` with this tensor at `slice`: the adjoint of taking the slice.
  public func placed(at slice: TensorSlice, in shape: Shape) throws(ShapeError) -> Tensor {
    let plan = try GridPlan(slice, of: shape)
    guard plan.shape == self.shape else {
      throw ShapeError(
        op: "slice", shapes: [self.shape], reason: "the slice of \(shape) is \(plan.shape)")
    }
    return plan.placed(self, in: shape)
  }
}
