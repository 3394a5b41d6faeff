import VizAutodiff
import VizTensor

/// Attention: Vaswani et al., "Attention Is All You Need", 2017.
extension OperatorTable {
  static let attention: OperatorRules = [
    "Attention": { call in
      let isFlat = try call.value(0).shape.rank == 3
      let (ownHeads, sharedHeads) = (call.int("q_num_heads", 1), call.int("kv_num_heads", 1))
      let q = try heads(call, 0, isFlat ? ownHeads : nil)
      var k = try heads(call, 1, isFlat ? sharedHeads : nil)
      var v = try heads(call, 2, isFlat ? sharedHeads : nil)
      var past = 0
      if let cache = call.optional(4)?.variable {
        guard cache.shape.rank == 4 else { throw call.misfit("its past has not four axes") }
        past = cache.shape.extents[2]
        k = try concat([cache, k], axis: 2)
      }
      if let cache = call.optional(5)?.variable { v = try concat([cache, v], axis: 2) }
      let present = (k, v)
      let own = q.shape.extents[1]
      (k, v) = (try repeated(k, for: own), try repeated(v, for: own))
      let scale =
        call.has("scale")
        ? call.double("scale", 1) : 1 / Double(q.shape.extents[3]).squareRoot()
      var scores = try matmul(q, transpose(k, permutation: [0, 1, 3, 2])) * scale
      var shown = scores
      let mode = call.int("qk_matmul_output_mode", 0)
      let cap = call.double("softcap", 0)
      if cap > 0 { scores = try call.apply("tanh", [scores / cap]) * cap }
      if mode == 1 { shown = scores }
      let bias = try mask(call, scores.shape, past: past)
      if let bias { scores = try scores + bias }
      if mode == 2 { shown = scores }
      // Rows of which nothing is seen give nothing, not NaN.
      let seen = rowsSeen(scores.value)
      var weights = try call.apply("softmax", [seen.map { try $0.of(scores) } ?? scores])
      if let seen { weights = try seen.of(weights) }
      if mode == 3 { shown = weights }
      var y = try matmul(weights, v)
      if isFlat {
        let e = y.shape.extents
        y = try reshape(transpose(y, permutation: [0, 2, 1, 3]), to: [e[0], e[2], e[1] * e[3]])
      }
      return try call.like(y) + call.like(present.0) + call.like(present.1) + call.like(shown)
    },
    "RotaryEmbedding": { call in
      let x = try call.value(0)
      let isFlat = x.shape.rank == 3
      let count = call.int("num_heads", 0)
      // [batch, heads, length, size].
      let h = try heads(call, 0, isFlat ? max(1, count) : nil)
      let size = h.shape.extents[3]
      let turned =
        call.int("rotary_embedding_dim", 0) == 0
        ? size : call.int("rotary_embedding_dim", 0)
      guard 0...size ~= turned, turned % 2 == 0 else {
        throw call.misfit("it turns \(turned) of \(size)")
      }
      let isInterleaved = call.bool("interleaved")
      let first = isInterleaved ? (0..<turned / 2).map { 2 * $0 } : Array(0..<turned / 2)
      let second = isInterleaved ? first.map { $0 + 1 } : first.map { $0 + turned / 2 }
      let angle = { (index: Int) throws -> Variable<Double> in
        let table = try call.value(index)
        let (batch, length) = (h.shape.extents[0], h.shape.extents[2])
        guard let ids = call.optional(3) else {
          return try reshape(table.variable, to: [batch, 1, length, turned / 2])
        }
        let chosen = try ids.integers.map {
          try OperatorTable.index($0, table.shape.extents.first ?? 0, call)
        }
        return try reshape(
          Selection(of: table.shape).taking(chosen, along: 0).of(table.variable),
          to: [batch, 1, length, turned / 2])
      }
      let (cos, sin) = (try angle(1), try angle(2))
      let whole = Selection(of: h.shape)
      let a = try whole.taking(first, along: 3).of(h)
      let b = try whole.taking(second, along: 3).of(h)
      let joined = try concat([a * cos - b * sin, a * sin + b * cos], axis: 3)
      // Back where the pairs came from, and the rest as it is.
      var from = [Int](repeating: 0, count: turned)
      for (index, offset) in (first + second).enumerated() { from[offset] = index }
      var y = try Selection(of: joined.shape).taking(from, along: 3).of(joined)
      if turned < size {
        y = try concat([y, whole.taking(Array(turned..<size), along: 3).of(h)], axis: 3)
      }
      if isFlat {
        y = try reshape(transpose(y, permutation: [0, 2, 1, 3]), to: x.shape.extents)
      }
      return try call.like(y)
    },
  ]

  /// `[batch, heads, …]` with as many heads as there are queries: each serves as many neighbours.
  static func repeated(_ x: Variable<Double>, for own: Int) throws -> Variable<Double> {
    let shared = x.shape.extents[1]
    guard shared > 0, own % shared == 0 else {
      throw ONNXError(.damaged, "its heads do not fit")
    }
    if own == shared { return x }
    return try Selection(of: x.shape).taking((0..<own).map { $0 / (own / shared) }, along: 1).of(x)
  }

  /// `[batch, length, heads × size]` as `[batch, heads, length, size]`; nil for what has heads.
  private static func heads(
    _ call: OperatorCall, _ index: Int, _ count: Int?
  ) throws -> Variable<Double> {
    let x = try call.x(index)
    let e = x.shape.extents
    guard let count else {
      guard e.count == 4 else { throw call.misfit("its input \(index + 1) has \(e.count) axes") }
      return x
    }
    guard count > 0, e.count == 3, e[2] % count == 0 else {
      throw call.misfit("its heads do not fit")
    }
    return try transpose(
      reshape(x, to: [e[0], e[1], count, e[2] / count]), permutation: [0, 2, 1, 3])
  }

  /// What is added to the scores, minus infinity where nothing is seen; nil where all is.
  private static func mask(
    _ call: OperatorCall, _ shape: Shape, past: Int
  ) throws -> Variable<Double>? {
    let (rows, columns) = (shape.extents[2], shape.extents[3])
    var bias: Variable<Double>?
    if let given = call.optional(3) {
      var variable = given.variable
      if given.type == .bool {
        variable = call.tape.constant(given.tensor.map { $0 == 0 ? -.infinity : 0 })
      }
      if let width = variable.shape.extents.last, width < columns {
        let indices = (0..<columns).map { $0 < width ? $0 : -1 }
        variable = try Selection(of: variable.shape)
          .taking(indices, along: variable.shape.rank - 1).of(variable, fill: -.infinity)
      }
      bias = variable
    }
    func add(_ numbers: @autoclosure () -> [Double], _ extents: [Int]) throws {
      let shape = try Shape(extents)
      let more = call.tape.constant(try Tensor(numbers(), shape: shape))
      bias = try bias.map { try $0 + more } ?? more
    }
    // Beyond what there is, a length is as good as any other there.
    let lengths = call.integers(6)?.map { min(max($0, -Shape.mostElements), Shape.mostElements) }
    if call.bool("is_causal") {
      if let lengths {
        try add(
          lengths.flatMap { length in
            (0..<rows * columns).map { position in
              position % columns > position / columns + length - rows ? -Double.infinity : 0
            }
          }, [lengths.count, 1, rows, columns])
      } else {
        try add(
          (0..<rows * columns).map {
            $0 % columns > $0 / columns + past ? -Double.infinity : 0
          }, [rows, columns])
      }
    }
    let (left, right) = (call.int("left_window_size", -1), call.int("right_window_size", -1))
    if left >= 0 || right >= 0 {
      let offsets = lengths?.map { $0 - rows } ?? [past]
      try add(
        offsets.flatMap { offset in
          (0..<rows * columns).map { position in
            let distance = position % columns - (position / columns + offset)
            let isSeen = (left < 0 || distance >= -left) && (right < 0 || distance <= right)
            return isSeen ? 0 : -Double.infinity
          }
        }, [offsets.count, 1, rows, columns])
    }
    if let lengths {
      try add(
        lengths.flatMap { length in
          (0..<columns).map { $0 < length ? 0 : -Double.infinity }
        }, [lengths.count, 1, 1, columns])
    }
    return bias
  }

  /// The rows of scores that see anything, zeros for the others; nil where all do.
  private static func rowsSeen(_ scores: Tensor<Double>) -> Selection? {
    let columns = scores.shape.extents.last ?? 1
    var selection = Selection(of: scores.shape)
    var isAll = true
    for start in stride(from: 0, to: scores.shape.elementCount, by: max(1, columns))
    where !scores.elements[start..<start + columns].contains(where: { $0 > -.infinity }) {
      isAll = false
      for position in start..<start + columns { selection.positions[position] = -1 }
    }
    return isAll ? nil : selection
  }
}
