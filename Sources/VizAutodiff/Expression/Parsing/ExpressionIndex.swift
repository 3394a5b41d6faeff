import VizTensor

/// What stands in the brackets of `W[1:3, 0]`, an item an axis.
struct ExpressionIndex: Sendable, Equatable {
  enum Item: Sendable, Equatable {
    /// One position of the axis, which goes; below 0 it counts from the end.
    case at(Int)
    /// `start:stop:step`, as in NumPy.
    case slice(start: Int?, stop: Int?, step: Int?)
    /// All the axes that the other items leave.
    case ellipsis
    /// Whole numbers that an operand has, in whose shape the axis ends.
    case computed
  }

  var items: [Item]
}

extension ExpressionIndex {
  /// A slice along some axes, those of one position taken away, and then the axis along which an
  /// operand chooses.
  struct Plan {
    var slice: TensorSlice?
    var squeezed: [Int]
    /// The axis after the others are gone.
    var gathered: Int?
  }

  /// What the brackets take of a value of `shape`; throws `ShapeError` where they do not fit.
  func plan(on shape: Shape) throws(ShapeError) -> Plan {
    let axes = items.count { $0 != .ellipsis }
    guard axes <= shape.rank else {
      throw ShapeError(
        op: "index", shapes: [shape],
        reason: shape.isScalar
          ? "a scalar has no axis to choose from"
          : "there are \(axes) indices, and it has \(shape.rank) \(shape.rank == 1 ? "axis" : "axes")"
      )
    }
    var plan = Plan(squeezed: [])
    var slice = TensorSlice(starts: [], stops: [])
    var steps: [Int] = []
    var needed = 0
    var axis = 0
    for item in items {
      let extent = axis < shape.rank ? shape.extents[axis] : 0
      switch item {
      case .ellipsis:
        for axis in axis..<axis + shape.rank - axes {
          slice.starts.append(0)
          slice.stops.append(shape.extents[axis])
          steps.append(1)
        }
        axis += shape.rank - axes
        continue
      case .at(let position):
        let index = position < 0 ? position &+ extent : position
        guard 0..<extent ~= index else {
          let range = extent == 0 ? "there are none" : "they go from 0 to \(extent - 1)"
          throw ShapeError(
            op: "index", shapes: [shape],
            reason: "\(position) is no position of axis \(axis): \(range)")
        }
        slice.starts.append(index)
        slice.stops.append(index + 1)
        steps.append(1)
        plan.squeezed.append(axis)
      case .slice(let start, let stop, let step):
        let step = step ?? 1
        guard step != 0 else {
          throw ShapeError(op: "index", shapes: [shape], reason: "a step of 0 leads nowhere")
        }
        // Behind the last going up, before the first going down.
        slice.starts.append(start ?? (step > 0 ? 0 : extent))
        slice.stops.append(stop ?? (step > 0 ? extent : -extent - 1))
        steps.append(step)
      case .computed:
        plan.gathered = axis - plan.squeezed.count
        slice.starts.append(0)
        slice.stops.append(extent)
        steps.append(1)
      }
      axis += 1
      if item != .computed { needed = axis }
    }
    guard needed > 0 || plan.gathered == nil else { return plan }
    // What follows stays whole, as it does without being said.
    slice.starts.removeSubrange(needed...)
    slice.stops.removeSubrange(needed...)
    if steps[..<needed].contains(where: { $0 != 1 }) { slice.steps = Array(steps[..<needed]) }
    plan.slice = slice
    return plan
  }
}
