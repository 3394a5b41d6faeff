import VizTensor

// Operations that cut a tensor into several, or join several along an axis of their own. Attribute of
// each: `axis` (0).
extension Primitive {
  static var splittings: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("split") { try split(&$0) }, PrimitiveEntry("chunk") { try chunk(&$0) },
      PrimitiveEntry("unbind") {
        let axis = try $0.int("axis", default: 0)
        return .splitting(
          "unbind", axis: axis, attributes: [:], dropsAxis: true,
          sizes: { [Int](repeating: 1, count: $0) })
      },
      PrimitiveEntry("stack") { .stack(axis: try $0.int("axis", default: 0)) },
    ]
  }

  /// The parts of x along an axis, one output each. Attribute besides: `sizes`, the extents of the
  /// parts, or one number for all parts but a shorter last one.
  private static func split(_ reader: inout AttributeReader) throws -> Primitive {
    let sizes = try reader.requiredInts("sizes")
    let isList = reader.isList("sizes")
    guard sizes.allSatisfy({ $0 >= 0 }), isList || sizes[0] > 0 else {
      throw AutodiffError.attribute(
        op: "split", name: "sizes", reason: "an extent is no \(sizes.min() ?? 0)")
    }
    return splitting(
      "split", axis: try reader.int("axis", default: 0),
      attributes: ["sizes": isList ? .ints(sizes) : .int(sizes[0])], dropsAxis: false,
      sizes: { isList ? sizes : pieces(of: $0, size: sizes[0]) })
  }

  /// So many parts of x along an axis, or fewer, all but the last of one extent. Attribute besides:
  /// `chunks`.
  private static func chunk(_ reader: inout AttributeReader) throws -> Primitive {
    let count = try reader.requiredInt("chunks")
    guard count > 0 else {
      throw AutodiffError.attribute(
        op: "chunk", name: "chunks", reason: "it must be above 0, not \(count)")
    }
    return splitting(
      "chunk", axis: try reader.int("axis", default: 0), attributes: ["chunks": .int(count)],
      dropsAxis: false,
      sizes: { extent in
        // Of nothing, each part is nothing, and so are all of them together.
        extent == 0
          ? [Int](repeating: 0, count: Swift.min(count, 2))
          : pieces(of: extent, size: (extent - 1) / count + 1)
      })
  }

  private static func pieces(of extent: Int, size: Int) -> [Int] {
    extent == 0 ? [0] : stride(from: 0, to: extent, by: size).map { Swift.min(size, extent - $0) }
  }

  /// Of one part the value is this part; of several it is the vector of their elements, one part after
  /// the other.
  private static func splitting(
    _ op: String, axis: Int, attributes: [String: Attribute?], dropsAxis: Bool,
    sizes: @escaping @Sendable (_ extent: Int) -> [Int]
  ) -> Primitive {
    let parts: @Sendable (Shape) throws -> [Shape] = { shape in
      let axis = try shape.axis(axis, for: op)
      let sizes = sizes(shape.extents[axis])
      let sum = sizes.reduce(0) { $0.addingReportingOverflow($1).partialValue }
      guard sum == shape.extents[axis] else {
        throw ShapeError(
          op: op, shapes: [shape],
          reason: "sizes \(sizes) make \(sum) together, and axis \(axis) has \(shape.extents[axis])"
        )
      }
      return try sizes.map { size in
        var extents = shape.extents
        extents[axis] = size
        return try Shape(extents)
      }
    }
    let take: @Sendable (Tensor<Scalar>) throws -> Tensor<Scalar> = { x in
      let (shapes, axis) = (try parts(x.shape), try x.shape.axis(axis, for: op))
      if shapes.count == 1 {
        return try dropsAxis ? x.reshaped(to: x.shape.removing([axis])) : x
      }
      var (elements, start) = ([Scalar](), 0)
      elements.reserveCapacity(x.shape.elementCount)
      for shape in shapes {
        elements += try x.part(from: start, shape: shape, axis: axis).elements
        start += shape.extents[axis]
      }
      return Tensor(elements)
    }
    return Primitive(
      op, arity: 1...1,
      attributes: attributes.merging(["axis": axis == 0 ? nil : .int(axis)]) { own, _ in own },
      isPacked: true, kernel: nil, cost: .movement(),
      value: { try take($0[0]) },
      vjp: { g, call, _ in
        let x = call.inputs[0].shape
        let (shapes, axis) = (try parts(x), try x.axis(axis, for: op))
        if shapes.count == 1 { return try g.reshaped(to: x) }
        var start = 0
        let all = try shapes.map { shape in
          defer { start += shape.elementCount }
          return try Tensor(Array(g.elements[start..<start + shape.elementCount]), shape: shape)
        }
        return try .concatenate(all, axis: axis)
      },
      jvp: { t, _ in try t[0].map(take) })
  }

  /// Its inputs, all of one shape, along a new axis.
  static func stack(axis: Int) -> Primitive {
    // The shape of an input with the new axis, and where that is.
    let widened: @Sendable ([Shape]) throws -> (shape: Shape, axis: Int) = { shapes in
      guard let first = shapes.first, shapes.allSatisfy({ $0 == first }) else {
        throw ShapeError(op: "stack", shapes: shapes, reason: "all must have one shape")
      }
      let shape = try Shape([1] + first.extents)
      let axis = try shape.axis(axis, for: "stack")
      var extents = first.extents
      extents.insert(1, at: axis)
      return (try Shape(extents), axis)
    }
    let join: @Sendable ([Tensor<Scalar>]) throws -> Tensor<Scalar> = { parts in
      let (shape, axis) = try widened(parts.map(\.shape))
      return try .concatenate(parts.map { try $0.reshaped(to: shape) }, axis: axis)
    }
    return Primitive(
      "stack", arity: nil, attributes: ["axis": axis == 0 ? nil : .int(axis)], kernel: nil,
      cost: .movement(), value: join,
      vjp: { g, call, position in
        let (shape, axis) = try widened(call.inputs.map(\.shape))
        return try g.part(from: position, shape: shape, axis: axis)
          .reshaped(to: call.inputs[position].shape)
      },
      jvp: { t, call in try join(zip(t, call.inputs).map { $0 ?? .zeros($1.shape) }) })
  }
}
