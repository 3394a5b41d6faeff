import VizTensor

extension Primitive {
  static var attentions: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("scaled_dot_product_attention") {
        for (name, isUnknown) in [
          ("dropout_p", try $0.double("dropout_p", default: 0) != 0),
          ("enable_gqa", try $0.bool("enable_gqa", default: false)),
        ] where isUnknown {
          throw AutodiffError.attribute(
            op: "scaled_dot_product_attention", name: name,
            reason: name == "dropout_p"
              ? "it must be 0, as nothing says what was dropped"
              : "keys and values of fewer heads than the queries are not known")
        }
        return .attention(
          mask: try $0.word("mask", default: .add),
          isCausal: try $0.bool("is_causal", default: false), scale: try $0.double("scale"))
      }
    ]
  }

  /// Of each query the mean of the values, weighted by the softmax of its products with the keys.
  /// Inputs: queries `[…, l, e]`, keys `[…, s, e]`, values `[…, s, v]` and, if wanted, a mask that
  /// broadcasts to `[…, l, s]`. Attributes: `mask` (`"add"`: to the products; `"keep"`: true where
  /// a query sees a key), `is_causal` (false; true: a query sees the keys up to its own place),
  /// `scale` (1 / √e) of the products. A query that sees no key gives zeros.
  ///
  /// Vaswani et al., "Attention Is All You Need", 2017, section 3.2.1.
  static func attention(mask kind: AttentionMask, isCausal: Bool, scale: Double?) -> Primitive {
    let choices: @Sendable ([Shape]) -> Set<Int> = { $0.count == 4 && kind == .keep ? [3] : [] }
    return composite(
      "scaled_dot_product_attention", arity: 3...4,
      attributes: [
        "mask": kind == .add ? nil : .string(kind.rawValue),
        "is_causal": isCausal ? .bool(true) : nil, "scale": scale.map(Attribute.double),
      ],
      choices: choices
    ) { x in
      let (queries, keys) = (x[0], x[1])
      let extents = x.prefix(3).map(\.extents)
      guard extents.allSatisfy({ $0.count >= 2 }) else {
        throw misfit("queries, keys and values have two axes at least: places and features")
      }
      let (features, positions) = (extents[0][extents[0].count - 1], extents[1].suffix(2).first)
      guard features == extents[1].last else {
        throw misfit("queries and keys must have as many features, their last axis")
      }
      guard positions == extents[2].suffix(2).first else {
        throw misfit("there must be as many keys as values, their last axis but one")
      }
      var order = Array(0..<keys.shape.rank)
      order.swapAt(order.count - 1, order.count - 2)
      let factor = scale ?? (features == 0 ? 1 : 1 / Double(features).squareRoot())
      var scores = try matmul(queries * Scalar(factor), keys.transposed(order))
      if isCausal {
        let (rows, columns) = (extents[0].suffix(2).first ?? 0, positions ?? 0)
        let hidden = (0..<rows * columns).map { Scalar($0 % columns > $0 / columns ? 1 : 0) }
        scores = try scores.hidden(
          where: scores.constant(Tensor(hidden, shape: Shape([rows, columns]))))
      }
      if x.count == 4 {
        guard try Shape.broadcast(scores.shape, x[3].shape, for: "") == scores.shape else {
          throw misfit("the mask must broadcast to \(scores.shape)")
        }
        if kind == .add {
          scores = try scores + x[3]
        } else {
          scores = try scores.hidden(where: x[3].constant(x[3].value.map { $0 == 0 ? 1 : 0 }))
        }
      }
      return try matmul(scores.weights(), x[2])
    }
  }
}

/// What the mask of an attention says.
enum AttentionMask: String, Sendable, CaseIterable {
  /// Is added to the products: minus infinity hides a key.
  case add
  /// Is true, and not 0, where a query sees a key.
  case keep
}

extension Variable {
  /// Minus infinity where the mask is true.
  fileprivate func hidden(where mask: Variable) throws -> Variable {
    try tape.apply(.maskedFill(-.infinity), [self, mask])
  }

  /// The softmax along the last axis, and zeros where all of it is minus infinity.
  fileprivate func weights() throws -> Variable {
    let kept = shape.reduced(over: [shape.rank - 1])
    let (elements, width) = (value.elements, extents[shape.rank - 1])
    let isHidden = (0..<kept.elementCount).map { row in
      elements[row * width..<(row + 1) * width].allSatisfy { $0 == -Scalar.infinity }
    }
    guard isHidden.contains(true) else { return try softmax(self) }
    let mask = constant(try Tensor(isHidden.map { $0 ? 1 : 0 }, shape: kept))
    let fill = try Primitive<Scalar>.maskedFill(0)
    return try tape.apply(fill, [softmax(tape.apply(fill, [self, mask])), mask])
  }
}
