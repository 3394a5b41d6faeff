import VizTensor

extension Primitive {
  static var paddings: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("pad") {
        try .pad(
          $0.requiredInts("pad"), $0.word("mode", default: .constant),
          value: $0.double("value", default: 0))
      }
    ]
  }

  /// x with more places around it. Attributes: `pad` (required), how many before and behind along the
  /// last axis, then along the one before it, and so on, of a negative number as many fewer; `mode`,
  /// what they get: `"constant"` the number `value` (0), `"reflect"` what lies as far on the other side
  /// of the edge, `"replicate"` what lies at the edge, and `"circular"` what lies at the other end.
  static func pad(_ amounts: [Int], _ mode: PaddingMode, value filling: Double) throws -> Primitive
  {
    guard amounts.count.isMultiple(of: 2) else {
      throw AutodiffError.attribute(
        op: "pad", name: "pad",
        reason: "it must have two numbers an axis, before and behind, not \(amounts)")
    }
    let plan: @Sendable (Shape) throws -> Rearrangement = { shape in
      guard amounts.count <= 2 * shape.rank else {
        throw ShapeError(
          op: "pad", shapes: [shape],
          reason: "\(amounts) is for \(amounts.count / 2) axes, and there are \(shape.rank)")
      }
      var indices = shape.extents.map { Array(0..<$0) }
      for pair in 0..<amounts.count / 2 {
        let axis = shape.rank - 1 - pair
        indices[axis] = try mode.sources(
          shape.extents[axis], before: amounts[2 * pair], behind: amounts[2 * pair + 1],
          axis: axis, of: shape)
      }
      // Sizes are looked at before there are so many places.
      return try Rearrangement(of: shape, byAxis: indices)
    }
    return Primitive(
      "pad", arity: 1...1,
      attributes: [
        "pad": .ints(amounts), "mode": mode == .constant ? nil : .string(mode.rawValue),
        "value": filling == 0 ? nil : .double(filling),
      ], kernel: nil,
      cost: .movement { call in .of(0, (try? plan(call.x).taken) ?? 0, 0) },
      value: { try $0[0].rearranged(plan($0[0].shape), filling: Scalar(filling)) },
      vjp: { g, call, _ in
        let shape = call.inputs[0].shape
        return g.rearranged(backFrom: try plan(shape), to: shape)
      },
      jvp: { t, _ in try t[0].map { $0.rearranged(try plan($0.shape)) } })
  }
}

/// What the places around a tensor get.
public enum PaddingMode: String, Sendable, CaseIterable {
  /// One value; the elements mirrored at the edge; the one at the edge; those of the other end.
  case constant, reflect, replicate, circular

  /// Where the elements along an axis come from; -1 for nowhere.
  fileprivate func sources(
    _ extent: Int, before: Int, behind: Int, axis: Int, of shape: Shape
  ) throws(ShapeError) -> [Int] {
    let (part, isBefore) = extent.addingReportingOverflow(before)
    let (count, isBehind) = part.addingReportingOverflow(behind)
    guard !isBefore, !isBehind, count >= 0, count <= Shape.mostElements else {
      throw ShapeError(
        op: "pad", shapes: [shape],
        reason: "\(before) and \(behind) leave axis \(axis) no extent that can be computed with")
    }
    let most = Swift.max(before, behind)
    let limit =
      switch self {
      case .constant: Int.max
      case .reflect: extent - 1
      case .replicate: extent > 0 ? Int.max : 0
      case .circular: extent
      }
    guard most <= limit || most <= 0 else {
      throw ShapeError(
        op: "pad", shapes: [shape],
        reason: "\(rawValue) takes at most \(Swift.max(limit, 0)) along axis \(axis), not \(most)")
    }
    return (0..<count).map { index in
      let source = index - before
      if 0..<extent ~= source { return source }
      switch self {
      case .constant: return -1
      case .reflect: return source < 0 ? -source : 2 * (extent - 1) - source
      case .replicate: return source < 0 ? 0 : extent - 1
      case .circular: return source < 0 ? source + extent : source - extent
      }
    }
  }
}
