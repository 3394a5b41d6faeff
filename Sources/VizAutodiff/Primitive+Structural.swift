public import VizTensor

// Operations that only move elements.
extension Primitive {
  static var structural: [Primitive] { [concat] }

  /// Joins its inputs along the first axis; a scalar counts as a vector of one.
  static var concat: Primitive {
    Primitive(
      "concat", arity: nil, value: { try .concatenate($0) },
      vjp: { g, call, position in
        let start = call.inputs[..<position].reduce(0) { $0 + $1.shape.count }
        return try g.slice(from: start, shape: call.inputs[position].shape)
      },
      jvp: { t, call in
        try .concatenate(zip(t, call.inputs).map { $0 ?? .zeros($1.shape) })
      })
  }

  /// Gives its input another shape with as many elements.
  public static func reshape(to shape: Shape) -> Primitive {
    Primitive(
      "reshape", arity: 1, attributes: ["shape": shape.extents],
      value: { try $0[0].reshaped(to: shape) },
      vjp: { g, call, _ in try g.reshaped(to: call.inputs[0].shape) },
      jvp: { t, _ in try t[0]?.reshaped(to: shape) })
  }
}
