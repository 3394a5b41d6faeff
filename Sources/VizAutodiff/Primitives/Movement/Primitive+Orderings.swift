import VizTensor

// Operations that choose elements of x along an axis by their size, NaN coming after all numbers. Of
// each the value is the elements; where a library gives their indices as well, those are a second
// output, which nothing flows back from. Attribute of each: `axis` (-1, the last).
//
// At kinks, where elements are equal, the first of them goes first.
extension Primitive {
  static var orderings: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("sort") { .sort(axis: try $0.int("axis", default: -1), try sorting(&$0)) },
      PrimitiveEntry("topk") { try topk(&$0) },
      PrimitiveEntry("kthvalue") {
        .kth(
          try positive("kthvalue", $0.requiredInt("k")), axis: try $0.int("axis", default: -1),
          keepdims: try $0.bool("keepdims", default: false))
      },
      PrimitiveEntry("median") {
        .median(axis: try $0.int("axis"), keepdims: try $0.bool("keepdims", default: false))
      },
      PrimitiveEntry("cummax") { .running(.max, axis: try $0.int("axis", default: -1)) },
      PrimitiveEntry("cummin") { .running(.min, axis: try $0.int("axis", default: -1)) },
    ]
  }

  /// Whether it goes down. Equal elements stay in order whether that is asked for or not.
  private static func sorting(_ reader: inout AttributeReader) throws -> Bool {
    _ = try reader.bool("stable")
    return try reader.bool("descending", default: false)
  }

  private static func positive(_ op: String, _ k: Int) throws -> Int {
    guard k > 0 else {
      throw AutodiffError.attribute(op: op, name: "k", reason: "it must be above 0, not \(k)")
    }
    return k
  }

  /// All elements along an axis, from the least to the greatest. Attribute besides: `descending`
  /// (false).
  static func sort(axis: Int, _ isDescending: Bool) -> Primitive {
    choosing(
      "sort", axis: axis, attributes: ["descending": isDescending ? .bool(true) : nil],
      count: { extent, _ in extent },
      choose: { x, line in x.sorted(line, isDescending: isDescending) })
  }

  /// So many of the greatest elements along an axis, the greatest first. Attributes besides: `k`
  /// (required), and `largest` (true; false takes the least).
  private static func topk(_ reader: inout AttributeReader) throws -> Primitive {
    let (k, axis) = (try reader.requiredInt("k"), try reader.int("axis", default: -1))
    let isLargest = try reader.bool("largest", default: true)
    guard try reader.bool("sorted", default: true) else {
      throw AutodiffError.attribute(
        op: "topk", name: "sorted", reason: "where it is false, any order would be right")
    }
    guard k >= 0 else {
      throw AutodiffError.attribute(op: "topk", name: "k", reason: "it must not be below 0: \(k)")
    }
    return choosing(
      "topk", axis: axis,
      attributes: ["k": .int(k), "largest": isLargest ? nil : .bool(false)],
      count: { extent, shape in try fitting(k, extent, "topk", shape) },
      choose: { x, line in Array(x.sorted(line, isDescending: isLargest).prefix(k)) })
  }

  /// The element of a rank along an axis, counted from 1 for the least. Attributes besides: `k`
  /// (required) and `keepdims` (false).
  static func kth(_ k: Int, axis: Int, keepdims: Bool) -> Primitive {
    choosing(
      "kthvalue", axis: axis,
      attributes: ["k": .int(k), "keepdims": keepdims ? .bool(true) : nil], dropsAxis: !keepdims,
      count: { extent, shape in
        _ = try fitting(k, extent, "kthvalue", shape)
        return 1
      }, choose: { x, line in [x.sorted(line, isDescending: false)[k - 1]] })
  }

  private static func fitting(
    _ k: Int, _ extent: Int, _ op: String, _ shape: Shape
  ) throws(ShapeError) -> Int {
    guard k <= extent else {
      throw ShapeError(op: op, shapes: [shape], reason: "it asks for \(k) of \(extent)")
    }
    return k
  }

  /// The element in the middle along an axis, of two the lesser; NaN where there is one. Attributes:
  /// `axis` (all of them where it is missing) and `keepdims` (false).
  static func median(axis: Int?, keepdims: Bool) -> Primitive {
    choosing(
      "median", axis: axis,
      attributes: ["axis": axis.map(Attribute.int), "keepdims": keepdims ? .bool(true) : nil],
      dropsAxis: !keepdims,
      count: { extent, shape in
        guard extent > 0 else {
          throw ShapeError(op: "median", shapes: [shape], reason: "it needs at least one element")
        }
        return 1
      },
      choose: { x, line in
        let order = x.sorted(line, isDescending: false)
        let last = order[order.count - 1]
        return [x.elements[last].isNaN ? last : order[(order.count - 1) / 2]]
      })
  }

  /// The greatest (or least) of the elements up to each along an axis.
  static func running(_ extreme: Tensor<Scalar>.Extreme, axis: Int) -> Primitive {
    choosing(
      "cum\(extreme.rawValue)", axis: axis, count: { extent, _ in extent },
      choose: { x, line in x.running(extreme, line) })
  }

  /// Of each line along an axis, or of all elements, those that `choose` takes; a scalar counts as a
  /// vector of one.
  private static func choosing(
    _ op: String, axis: Int?, attributes: [String: Attribute?] = [:], dropsAxis: Bool = false,
    count: @escaping @Sendable (_ extent: Int, _ shape: Shape) throws -> Int,
    choose: @escaping @Sendable (_ x: Tensor<Scalar>, _ line: [Int]) -> [Int]
  ) -> Primitive {
    let plan: @Sendable (Tensor<Scalar>) throws -> Rearrangement = { x in
      let shape = x.shape
      let isWhole = axis == nil || shape.isScalar
      let lines = isWhole ? .vector(shape.elementCount) : shape
      let along = try lines.axis(axis ?? 0, for: op)
      let taken = lines.choosing(
        along: along, count: try count(lines.extents[along], shape)
      ) { choose(x, $0) }
      let axes = axis == nil ? Array(shape.extents.indices) : [along]
      guard !shape.isScalar else {
        guard taken.positions.count == 1 else {
          throw ShapeError(
            op: op, shapes: [shape], reason: "of one number it takes \(taken.positions.count)")
        }
        return Rearrangement(positions: taken.positions, shape: .scalar)
      }
      guard dropsAxis || isWhole else { return taken }
      let kept = shape.reduced(over: axes)
      return Rearrangement(
        positions: taken.positions, shape: dropsAxis ? kept.removing(axes) : kept)
    }
    return Primitive(
      op, arity: 1...1,
      attributes: ["axis": axis == -1 || axis == nil ? nil : axis.map(Attribute.int)].merging(
        attributes
      ) { own, other in other ?? own }, kernel: nil, cost: .selection,
      value: { try $0[0].rearranged(plan($0[0])) },
      vjp: { g, call, _ in
        g.rearranged(backFrom: try plan(call.inputs[0]), to: call.inputs[0].shape)
      },
      jvp: { t, call in try t[0].map { $0.rearranged(try plan(call.inputs[0])) } })
  }
}
