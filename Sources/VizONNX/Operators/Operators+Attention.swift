import VizAutodiff
import VizTensor

/// Attention: Vaswani et al., "Attention Is All You Need", 2017.
extension OperatorTable {
  static let attention: OperatorRules = [
    "Attention": { call in
      guard call.node.output.filter({ !$0.isEmpty }).count <= 1, call.optional(4) == nil else {
        throw call.unsupported("attention with a cache, or that gives its scores,")
      }
      guard call.double("softcap", 0) == 0 else { throw call.unsupported("its softcap") }
      let isFlat = try call.value(0).shape.rank == 3
      let heads = (call.int("q_num_heads", 1), call.int("kv_num_heads", 1))
      let split = { (x: Variable<Double>, count: Int) throws -> Variable<Double> in
        guard isFlat else { return x }
        let e = x.shape.extents
        guard count > 0, e.count == 3, e[2] % count == 0 else { throw call.misfit("its heads do not fit") }
        return try transpose(reshape(x, to: [e[0], e[1], count, e[2] / count]), permutation: [0, 2, 1, 3])
      }
      let q = try split(call.x(0), heads.0)
      var (k, v) = (try split(call.x(1), heads.1), try split(call.x(2), heads.1))
      let (own, shared) = (q.shape.extents[1], k.shape.extents[1])
      guard shared > 0, own % shared == 0 else { throw call.misfit("its heads do not fit") }
      if own != shared {
        let indices = (0..<own).map { $0 / (own / shared) }
        k = try Selection(of: k.shape).taking(indices, along: 1).of(k)
        v = try Selection(of: v.shape).taking(indices, along: 1).of(v)
      }
      let scale = call.has("scale")
        ? call.double("scale", 1) : 1 / Double(q.shape.extents[3]).squareRoot()
      var scores = try matmul(q, transpose(k, permutation: [0, 1, 3, 2])) * scale
      let (rows, columns) = (scores.shape.extents[2], scores.shape.extents[3])
      if call.bool("is_causal") {
        let mask = (0..<rows * columns).map { $0 % columns > $0 / columns ? -Double.infinity : 0 }
        scores = try scores + call.tape.constant(Tensor(mask, shape: Shape([rows, columns])))
      }
      if let mask = call.optional(3) {
        scores = try scores
          + (mask.type == .bool
            ? call.tape.constant(mask.tensor.map { $0 == 0 ? -.infinity : 0 }) : mask.variable)
      }
      let y = try matmul(call.apply("softmax", [scores]), v)
      guard isFlat else { return try call.like(y) }
      let e = y.shape.extents
      return try call.like(
        reshape(transpose(y, permutation: [0, 2, 1, 3]), to: [e[0], e[2], e[1] * e[3]]))
    },
  ]
}
