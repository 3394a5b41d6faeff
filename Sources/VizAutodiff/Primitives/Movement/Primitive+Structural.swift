public import VizTensor

// Operations that only move or repeat elements: linear, so that tangents go through the operation
// itself, and cotangents through its adjoint.
extension Primitive {
  static var structural: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("transpose") { .transpose(try $0.ints("permutation")) },
      PrimitiveEntry("reshape") { .reshape(to: try $0.requiredInts("shape")) },
      PrimitiveEntry("broadcast") {
        let extents = try $0.requiredInts("shape")
        return .broadcast(to: try Shape(extents))
      },
      PrimitiveEntry("concat") { .concat(axis: try $0.int("axis", default: 0)) },
      PrimitiveEntry("slice") {
        .slice(
          TensorSlice(
            starts: try $0.requiredInts("starts"), stops: try $0.requiredInts("stops"),
            steps: try $0.ints("steps") ?? []), squeezing: try $0.ints("squeeze") ?? [])
      },
    ]
  }

  private static func linear(
    _ name: String, attributes: [String: Attribute?], kernel: ProgramKernel? = nil,
    cost: CostRule = .movement(), functions: [String] = [],
    value: @escaping @Sendable (_ x: Tensor<Scalar>) throws -> Tensor<Scalar>,
    adjoint:
      @escaping @Sendable (
        _ g: Tensor<Scalar>, _ x: Tensor<Scalar>
      ) throws -> Tensor<Scalar>
  ) -> Primitive {
    Primitive(
      name, arity: 1...1, attributes: attributes, kernel: kernel, cost: cost,
      functions: functions, value: { try value($0[0]) },
      vjp: { g, call, _ in try adjoint(g, call.inputs[0]) },
      jvp: { t, _ in try t[0].map(value) })
  }

  /// The axes in another order: axis `i` of the output is axis `permutation[i]` of the input.
  /// Attribute: `permutation` (the axes reversed).
  static func transpose(_ permutation: [Int]?) -> Primitive {
    linear(
      "transpose", attributes: ["permutation": permutation.map(Attribute.ints)],
      kernel: .plan { try GridPlan($0[0], permutation: permutation) },
      functions: ["transpose"],
      value: { try $0.transposed(permutation) },
      adjoint: { g, _ in try g.transposed(backFrom: permutation) })
  }

  /// The same elements under another shape with as many. Attribute: `shape` (required; one extent
  /// may be -1, and is what the others leave).
  static func reshape(to extents: [Int]) -> Primitive {
    linear(
      "reshape", attributes: ["shape": .ints(extents)], kernel: .reshape,
      value: { try $0.reshaped(to: $0.shape.filling(extents)) },
      adjoint: { g, x in try g.reshaped(to: x.shape) })
  }

  /// Gives its input another shape with as many elements.
  public static func reshape(to shape: Shape) -> Primitive { reshape(to: shape.extents) }

  /// Repeats its input along axes of extent 1 and missing axes. Attribute: `shape` (required).
  static func broadcast(to shape: Shape) -> Primitive {
    linear(
      "broadcast", attributes: ["shape": .ints(shape.extents)],
      cost: .movement { .of(0, OperationCount.additions($0.output, to: $0.x), 0) },
      value: { try $0.broadcast(to: shape) }, adjoint: { g, x in try g.sum(to: x.shape) })
  }

  /// Joins its inputs along an axis; along axis 0, a scalar counts as a vector of one. Attribute:
  /// `axis` (0).
  static func concat(axis: Int) -> Primitive {
    Primitive(
      "concat", arity: nil, attributes: ["axis": axis == 0 ? nil : .int(axis)], kernel: nil,
      cost: .movement(),
      value: { try .concatenate($0, axis: axis) },
      vjp: { g, call, position in
        let axis = try g.shape.axis(axis, for: "concat")
        let start = call.inputs[..<position].reduce(0) {
          $0 + ($1.shape.isScalar ? 1 : $1.shape.extents[axis])
        }
        return try g.part(from: start, shape: call.inputs[position].shape, axis: axis)
      },
      jvp: { t, call in
        try .concatenate(zip(t, call.inputs).map { $0 ?? .zeros($1.shape) }, axis: axis)
      })
  }

  /// The elements from `starts` by `steps` before `stops`, axis by axis, as in NumPy. Attributes:
  /// `starts` and `stops` (required), `steps` (1 along each axis), `squeeze` (none): the axes that go,
  /// of which one position is taken.
  static func slice(_ slice: TensorSlice, squeezing axes: [Int] = []) -> Primitive {
    linear(
      "slice",
      attributes: [
        "starts": .ints(slice.starts), "stops": .ints(slice.stops),
        "steps": slice.steps.isEmpty ? nil : .ints(slice.steps),
        "squeeze": axes.isEmpty ? nil : .ints(axes),
      ], kernel: .plan { try GridPlan(slice, of: $0[0]) },
      value: { x in
        let part = try x[slice]
        return axes.isEmpty ? part : try part.reshaped(to: part.shape.squeezing(axes, for: "slice"))
      },
      adjoint: { g, x in
        try g.reshaped(to: slice.shape(in: x.shape)).placed(at: slice, in: x.shape)
      })
  }
}

extension Shape {
  /// Without some axes of extent 1; throws `ShapeError` where one has another.
  fileprivate func squeezing(_ axes: [Int], for op: String) throws(ShapeError) -> Shape {
    let axes = try self.axes(axes, for: op)
    guard let wide = axes.first(where: { extents[$0] != 1 }) else { return removing(axes) }
    throw ShapeError(
      op: op, shapes: [self],
      reason: "axis \(wide) has extent \(extents[wide]), and an axis of extent 1 alone can go")
  }
}
