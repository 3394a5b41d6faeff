import VizTensor

// Operations that whole numbers steer; the numbers are an input, along which nothing moves. What an
// entry gives several times adds up in its gradient.
extension Primitive {
  static var selections: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry(gather),
      PrimitiveEntry("index_select") { .indexSelect(axis: try $0.int("axis", default: 0)) },
      PrimitiveEntry("gather_elements") {
        .takeAlong("gather_elements", axis: try $0.int("axis", default: 0), broadcasts: false)
      },
      PrimitiveEntry("take_along_dim") {
        .takeAlong("take_along_dim", axis: try $0.requiredInt("axis"), broadcasts: true)
      },
      PrimitiveEntry("scatter_add") { .scatterAdd(axis: try $0.int("axis", default: 0)) },
      PrimitiveEntry("embedding") { try embedding(&$0) },
    ]
  }

  /// The entries along the first axis of x that the indices number: an embedding, where x is the
  /// table. Inputs: x `[n, …]` and whole numbers from 0 to n - 1.
  private static var gather: Primitive {
    Primitive(
      "gather", arity: 2...2, choices: { _ in [1] }, kernel: nil, cost: .selection,
      value: { try $0[0].gathering($0[1]) },
      vjp: { g, call, position in
        position == 0
          ? try g.scattering(to: call.inputs[1], of: call.inputs[0])
          : .zeros(call.inputs[1].shape)
      },
      jvp: { t, call in try t[0].map { try $0.gathering(call.inputs[1]) } })
  }

  /// The entries along an axis of x that a vector of indices numbers. Attribute: `axis` (0).
  static func indexSelect(axis: Int) -> Primitive {
    rearranging("index_select", axis: axis) { inputs in
      let (x, index) = (inputs[0].shape, inputs[1])
      let axis = try x.axis(axis, for: "index_select")
      guard index.shape.rank <= 1 else {
        throw ShapeError(
          op: "index_select", shapes: inputs.map(\.shape), reason: "the indices are a vector")
      }
      let numbers = try index.positions(
        below: x.extents[axis], op: "index_select", noun: "index", of: x)
      var sources = x.extents.map { Array(0..<$0) }
      sources[axis] = numbers
      return try Rearrangement(of: x, byAxis: sources)
    }
  }

  /// For each index the element of x with the same coordinates but for the one along an axis, which
  /// is the index: `x[index[i, j], j]` along axis 0. Attribute: `axis`.
  ///
  /// The indices have as many axes as x, and, but for the one, at most its extents; where they
  /// broadcast, extents are equal or one of them is 1.
  static func takeAlong(_ op: String, axis: Int, broadcasts: Bool) -> Primitive {
    rearranging(op, axis: axis, isDefault: !broadcasts && axis == 0) { inputs in
      let (x, index) = (inputs[0].shape, inputs[1])
      let axis = try x.axis(axis, for: op)
      var extents = index.shape.extents
      if broadcasts, extents.count == x.rank {
        for other in extents.indices where other != axis && extents[other] == 1 {
          extents[other] = x.extents[other]
        }
      }
      let fits =
        extents.count == x.rank
        && extents.indices.allSatisfy {
          $0 == axis
            || (broadcasts
              ? x.extents[$0] == 1 || extents[$0] == x.extents[$0] : extents[$0] <= x.extents[$0])
        }
      guard fits else {
        throw ShapeError(
          op: op, shapes: [x, index.shape],
          reason: "but for axis \(axis), the indices have "
            + (broadcasts ? "the extents of the input, or 1" : "at most the extents of the input"))
      }
      let whole = try index.broadcast(to: Shape(extents))
      let numbers = try whole.positions(below: x.extents[axis], op: op, noun: "index", of: x)
      // Where only one can be chosen, its stride does not matter.
      return Rearrangement(
        positions: x.positions(along: whole.shape, axis: axis, numbers: numbers),
        shape: whole.shape)
    }
  }

  /// Takes elements of the first input by where the second says.
  private static func rearranging(
    _ op: String, axis: Int, isDefault: Bool? = nil,
    _ plan: @escaping @Sendable ([Tensor<Scalar>]) throws -> Rearrangement
  ) -> Primitive {
    Primitive(
      op, arity: 2...2,
      attributes: ["axis": isDefault ?? (axis == 0) ? nil : .int(axis)], choices: { _ in [1] },
      kernel: nil, cost: .selection,
      value: { try $0[0].rearranged(plan($0)) },
      vjp: { g, call, position in
        position == 0
          ? g.rearranged(backFrom: try plan(call.inputs), to: call.inputs[0].shape)
          : .zeros(call.inputs[1].shape)
      },
      jvp: { t, call in try t[0].map { $0.rearranged(try plan(call.inputs)) } })
  }

  /// x with sources added where indices say. Inputs: x, indices and sources; each source goes to the
  /// element with its coordinates but for the one along an axis, which is the index. Attribute:
  /// `axis` (0).
  static func scatterAdd(axis: Int) -> Primitive {
    let op = "scatter_add"
    // Of each index: the index in x that it adds to, and that of what it adds.
    let plan:
      @Sendable ([Tensor<Scalar>]) throws -> (targets: Rearrangement, sources: Rearrangement)
    plan = { inputs in
      let (x, index, source) = (inputs[0].shape, inputs[1], inputs[2].shape)
      let axis = try x.axis(axis, for: op)
      let extents = index.shape.extents
      guard extents.count == x.rank, source.rank == x.rank,
        extents.indices.allSatisfy({
          extents[$0] <= source.extents[$0] && ($0 == axis || extents[$0] <= x.extents[$0])
        })
      else {
        throw ShapeError(
          op: op, shapes: inputs.map(\.shape),
          reason: "the indices have at most the extents of the sources, and, but for axis \(axis),"
            + " of the input")
      }
      let numbers = try index.positions(below: x.extents[axis], op: op, noun: "index", of: x)
      return (
        Rearrangement(
          positions: x.positions(along: index.shape, axis: axis, numbers: numbers),
          shape: index.shape),
        Rearrangement(positions: source.positions(along: index.shape), shape: index.shape)
      )
    }
    return Primitive(
      op, arity: 3...3, attributes: ["axis": axis == 0 ? nil : .int(axis)], choices: { _ in [1] },
      kernel: nil,
      cost: CostRule(
        value: { .of(0, $0.inputs[1].elementCount + $0.m, 0) },
        cotangent: { call, position in
          .of(0, position == 2 ? call.inputs[1].elementCount : 0, 0)
        }),
      value: { inputs in
        let (targets, sources) = try plan(inputs)
        return try inputs[0]
          + inputs[2].rearranged(sources).rearranged(backFrom: targets, to: inputs[0].shape)
      },
      vjp: { g, call, position in
        switch position {
        case 0: return g
        case 1: return .zeros(call.inputs[1].shape)
        default:
          let (targets, sources) = try plan(call.inputs)
          return g.rearranged(targets).rearranged(
            backFrom: sources, to: call.inputs[2].shape)
        }
      },
      jvp: { t, call in
        let (targets, sources) = try plan(call.inputs)
        return try sum([
          t[0],
          t[2].map {
            $0.rearranged(sources).rearranged(backFrom: targets, to: call.output.shape)
          },
        ])
      })
  }

  /// The rows of a table that the indices number. Inputs: whole numbers, and the table `[n, …]`.
  /// Attribute: `padding_idx`, a row that no gradient goes to.
  private static func embedding(_ reader: inout AttributeReader) throws -> Primitive {
    let padding = try reader.int("padding_idx")
    // How a gradient is stored is nothing to us; what is scaled is no derivative.
    _ = try reader.bool("sparse")
    guard try reader.bool("scale_grad_by_freq") != true else {
      throw AutodiffError.attribute(
        op: "embedding", name: "scale_grad_by_freq",
        reason: "it asks for something else than the derivative")
    }
    return embedding(padding: padding, heldRow: nil)
  }

  /// Every use of the row `padding` gives `heldRow`, where there is one.
  private static func embedding(padding: Int?, heldRow: Tensor<Scalar>?) -> Primitive {
    let holding: @Sendable ([Tensor<Scalar>]) throws -> Primitive = { inputs in
      let table = inputs[1]
      guard let padding, let extent = table.shape.extents.first, -extent..<extent ~= padding else {
        return embedding(padding: padding, heldRow: nil)
      }
      let row = try table.gathering(Tensor(Scalar(padding < 0 ? padding + extent : padding)))
      return embedding(padding: padding, heldRow: row)
    }
    return Primitive(
      "embedding", arity: 2...2, attributes: ["padding_idx": padding.map(Attribute.int)],
      choices: { _ in [0] }, kernel: nil, cost: .selection,
      holding: padding == nil ? nil : holding,
      value: { inputs in
        let rows = try inputs[1].gathering(inputs[0])
        guard let heldRow else { return rows }
        return try rows.replacing(
          padding, by: heldRow, indices: inputs[0], table: inputs[1].shape)
      },
      vjp: { g, call, position in
        let (indices, table) = (call.inputs[0], call.inputs[1])
        guard position == 1 else { return .zeros(indices.shape) }
        return try g.replacing(padding, by: 0, indices: indices, table: table.shape)
          .scattering(to: indices, of: table)
      },
      jvp: { t, call in
        let (indices, table) = (call.inputs[0], call.inputs[1].shape)
        return try t[1].map {
          try $0.gathering(indices).replacing(padding, by: 0, indices: indices, table: table)
        }
      })
  }
}

extension Tensor {
  /// `row` in the place of what was gathered from the row `padding` of a table.
  fileprivate func replacing(
    _ padding: Int?, by row: Tensor, indices: Tensor, table: Shape
  ) throws -> Tensor {
    guard let padding, let extent = table.extents.first else { return self }
    let paddingIndex = Scalar(padding < 0 ? padding + extent : padding)
    let tail = [Int](repeating: 1, count: table.rank - 1)
    let isPadding = try indices.map { $0 == paddingIndex ? 1 : 0 }.reshaped(
      to: Shape(indices.shape.extents + tail))
    return try .choosing(by: isPadding, row, self)
  }
}
