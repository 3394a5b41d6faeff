import VizTensor

extension Primitive {
  /// The cosine of the angle between x and y along an axis, after broadcasting:
  /// `x · y / (max(‖x‖, epsilon) max(‖y‖, epsilon))`. Attributes: `axis` (1), `epsilon` (1e-8).
  ///
  /// A norm that is no more than epsilon stands still.
  static func cosineSimilarity(axis: Int, epsilon: Double) -> Primitive {
    let op = "cosine_similarity"
    let shapes: @Sendable ([Shape]) throws -> (whole: Shape, kept: Shape, output: Shape) = {
      let whole = try Shape.broadcast($0[0], $0[1], for: op)
      let axis = try whole.axis(axis, for: op)
      return (whole, whole.reduced(over: [axis]), whole.removing([axis]))
    }
    let directions: @Sendable ([Tensor<Scalar>]) throws -> [Direction<Scalar>] = { inputs in
      let (whole, kept, _) = try shapes(inputs.map(\.shape))
      return try inputs.map {
        try Direction($0.broadcast(to: whole), to: kept, least: Scalar(epsilon))
      }
    }
    // With x̂ = x / ‖x‖, the slope in x is (ŷ - f x̂) / ‖x‖.
    let slope: @Sendable (Call<Scalar>, Int) throws -> Tensor<Scalar> = { call, position in
      let kept = try shapes(call.inputs.map(\.shape)).kept
      let all = try directions(call.inputs)
      let (own, other) = (all[position], all[1 - position])
      let part = try Tensor.choosing(by: own.moves, call.output.reshaped(to: kept), 0)
      return try (other.unit - part * own.unit) / own.length
    }
    return Primitive(
      op, arity: 2...2,
      attributes: [
        "axis": axis == 1 ? nil : .int(axis), "epsilon": epsilon == 1e-8 ? nil : .double(epsilon),
      ], kernel: nil,
      cost: CostRule(
        value: { call in
          guard let (whole, kept, _) = try? shapes(call.inputs) else { return .of(0, 0, 0) }
          let count = ReductionCount(whole, to: kept)
          return directionsCost(count) + .of(count.n, count.additions, 0)
        },
        cotangent: { call, position in
          guard let (whole, kept, _) = try? shapes(call.inputs) else { return .of(0, 0, 0) }
          let count = ReductionCount(whole, to: kept)
          return directionsCost(count)
            + .of(
              3 * count.n,
              count.n + OperationCount.additions(whole, to: call.inputs[position]), 0)
        }),
      value: { inputs in
        let (_, kept, output) = try shapes(inputs.map(\.shape))
        let all = try directions(inputs)
        return try (all[0].unit * all[1].unit).sum(to: kept).reshaped(to: output)
      },
      vjp: { g, call, position in
        let kept = try shapes(call.inputs.map(\.shape)).kept
        return try g.reshaped(to: kept) * slope(call, position)
      },
      jvp: { t, call in
        let (_, kept, output) = try shapes(call.inputs.map(\.shape))
        return try sum(
          t.enumerated().map { position, t in
            try t.map { try ($0 * slope(call, position)).sum(to: kept).reshaped(to: output) }
          })
      })
  }

  /// Of the norms of two inputs, and the quotients by them.
  private static func directionsCost(_ count: ReductionCount) -> OperationCount {
    .of(4 * count.n, 2 * count.n, count.n == 0 ? 0 : 2 * count.cells)
  }
}

/// A vector of length 1, or less where a vector is next to nothing.
private struct Direction<Scalar: TensorScalar> {
  let unit, length: Tensor<Scalar>
  /// 1 where the length is the vector's own, and moves with it.
  let moves: Tensor<Scalar>

  init(_ x: Tensor<Scalar>, to kept: Shape, least: Scalar) throws {
    let norm = try x.norm(to: kept)
    length = norm.map { $0 > least ? $0 : least }
    moves = norm.map { $0 > least ? 1 : 0 }
    unit = try x / length
  }
}
