import VizAutodiff
import VizBase
import VizTensor

/// Attention as a recurrence, and what stands before it: each computed step by step.
extension OperatorTable {
  static let linearAttention: OperatorRules = [
    "LinearAttention": { call in
      let (own, shared) = (call.int("q_num_heads", 0), call.int("kv_num_heads", 0))
      let rule = call.word("update_rule", "gated_delta")
      guard ["linear", "gated", "delta", "gated_delta"].contains(rule) else {
        throw call.unsupported("its update rule \(rule.quoted(limit: 20))")
      }
      guard shared > 0, own > 0, own % shared == 0 else {
        throw call.misfit("its heads do not fit")
      }
      let q = try steps(call, 0, own)
      let (k, v) = (try steps(call, 1, shared), try steps(call, 2, shared))
      let e = q.shape.extents
      let (batch, length, keys) = (e[0], e[1], e[3])
      let values = v.shape.extents[3]
      try call.expect(steps: length)
      guard k.shape.extents == [batch, length, shared, keys],
        Array(v.shape.extents[..<3]) == [batch, length, shared]
      else { throw call.misfit("its keys and values do not fit") }
      let scale = call.double("scale", 0)
      let factor = scale == 0 ? 1 / Double(max(1, keys)).squareRoot() : scale
      let decay = try call.optional(4).map { _ in try steps(call, 4, shared) }
      let beta = try call.optional(5).map { given -> Variable<Double> in
        let width = given.shape.extents.last ?? 0
        guard width == 1 || width == shared, given.shape.rank == 3 else {
          throw call.misfit("its rate does not fit")
        }
        return try reshape(given.variable, to: [batch, length, width, 1, 1])
      }
      if rule.hasPrefix("gated"), decay == nil { throw call.misfit("it has no decay") }
      if rule.hasSuffix("delta"), beta == nil { throw call.misfit("it has no rate") }
      var state =
        try call.optional(3)?.variable
        ?? call.tape.constant(.zeros(Shape([batch, shared, keys, values])))
      guard state.shape.extents == [batch, shared, keys, values] else {
        throw call.misfit("its state does not fit")
      }
      var outputs: [Variable<Double>] = []
      for step in 0..<length {
        let key = try at(step, k, [batch, shared, keys, 1])
        let value = try at(step, v, [batch, shared, 1, values])
        if rule.hasPrefix("gated"), let decay {
          let width = decay.shape.extents[3]
          guard width == 1 || width == keys else { throw call.misfit("its decay does not fit") }
          state = try state * call.apply("exp", [at(step, decay, [batch, shared, width, 1])])
        }
        var written = value
        if rule.hasSuffix("delta"), let beta {
          let rate = try at(step, beta, [batch, beta.shape.extents[2], 1, 1])
          let known = try matmul(transpose(key, permutation: [0, 1, 3, 2]), state)
          written = try (value - known) * rate
        }
        state = try state + matmul(key, written)
        let query = try at(step, q, [batch, own, 1, keys])
        let seen = try repeated(state, for: own)
        outputs.append(try reshape(matmul(query, seen) * factor, to: [batch, 1, own * values]))
      }
      guard !outputs.isEmpty else { throw call.misfit("its sequence is empty") }
      return try call.like(concat(outputs, axis: 1)) + call.like(state)
    },
    "CausalConvWithState": { call in
      let (x, w) = (try call.x(), try call.x(1))
      let e = x.shape.extents
      guard e.count == 3, w.shape.rank == 3, w.shape.extents[0] == e[1], w.shape.extents[1] == 1,
        w.shape.extents[2] > 0
      else { throw call.misfit("its kernel does not fit") }
      let width = w.shape.extents[2]
      let past =
        try call.optional(3)?.variable
        ?? call.tape.constant(.zeros(Shape([e[0], e[1], width - 1])))
      guard past.shape.extents == [e[0], e[1], width - 1] else {
        throw call.misfit("its state does not fit")
      }
      let all = width == 1 ? x : try concat([past, x], axis: 2)
      let operands = [all, w] + (call.optional(2).map { [$0.variable] } ?? [])
      var y = try call.apply("conv1d", operands, e[1] == 1 ? [:] : ["groups": .int(e[1])])
      switch call.word("activation", "none") {
      case "none": break
      case "silu", "swish": y = try call.apply("silu", [y])
      case let other: throw call.unsupported("its activation \(other.quoted(limit: 20))")
      }
      let last = Array(e[2]..<e[2] + width - 1)
      let state = try Selection(of: all.shape).taking(last, along: 2).of(all)
      return try call.like(y) + call.like(state)
    },
    "TensorScatter": { call in
      let (cache, update) = (try call.x(), try call.x(1))
      let axis = try call.axis(call.int("axis", -2), rank: cache.shape.rank)
      let e = cache.shape.extents
      var expected = e
      guard axis > 0, update.shape.rank == e.count else {
        throw call.misfit("its update does not fit")
      }
      let (room, length) = (e[axis], update.shape.extents[axis])
      expected[axis] = length
      guard update.shape.extents == expected, length <= room else {
        throw call.misfit("its update does not fit")
      }
      let starts = call.integers(2) ?? [Int](repeating: 0, count: e[0])
      guard starts.count == e[0], starts.allSatisfy({ $0 >= 0 }) else {
        throw call.misfit("its indices do not fit")
      }
      let isCircular = call.word("mode", "linear") == "circular"
      var from = [Int](repeating: -1, count: cache.shape.elementCount)
      let inner = e[(axis + 1)...].reduce(1, *)
      let outer = e[1..<axis].reduce(1, *)
      for block in 0..<e[0] * outer {
        for step in 0..<length {
          var index = starts[block / outer] &+ step
          if isCircular { index %= room }
          guard 0..<room ~= index else { throw call.misfit("its update does not fit") }
          for k in 0..<inner {
            from[(block * room + index) * inner + k] = (block * length + step) * inner + k
          }
        }
      }
      let kept = from.indices.map { from[$0] < 0 ? $0 : -1 }
      return try call.like(Selection(kept, e).of(cache) + Selection(from, e).of(update))
    },
  ]

  /// `[batch, length, heads × size]` as `[batch, length, heads, size]`.
  private static func steps(
    _ call: OperatorCall, _ index: Int, _ heads: Int
  ) throws -> Variable<Double> {
    let x = try call.x(index)
    let e = x.shape.extents
    guard e.count == 3, e[2] % heads == 0 else {
      throw call.misfit("its input \(index + 1) does not fit its heads")
    }
    return try reshape(x, to: [e[0], e[1], heads, e[2] / heads])
  }

  private static func at(
    _ step: Int, _ x: Variable<Double>, _ extents: [Int]
  ) throws -> Variable<Double> {
    try Selection(of: x.shape).taking([step], along: 1).reshaped(to: extents).of(x)
  }
}
