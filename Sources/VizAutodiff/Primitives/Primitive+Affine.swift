import VizTensor

// Products of matrices with something added, as one operation.
extension Primitive {
  static var affine: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry(affineLayer),
      PrimitiveEntry("addmm") {
        .product(
          Gemm(
            op: "addmm", product: 1, added: 0, alpha: try $0.double("alpha", default: 1),
            beta: try $0.double("beta", default: 1)))
      },
      PrimitiveEntry("gemm") {
        .product(
          Gemm(
            op: "gemm", product: 0, added: 2, alpha: try $0.double("alpha", default: 1),
            beta: try $0.double("beta", default: 1),
            transposesA: try $0.bool("transA", default: false),
            transposesB: try $0.bool("transB", default: false)))
      },
    ]
  }

  /// `x Wᵀ + b` of x `[…, k]`, W `[n, k]` and, if wanted, b `[n]`; W may be a single row, `[k]`, and b
  /// then is a number.
  private static var affineLayer: Primitive {
    Primitive(
      "linear", arity: 2...3, kernel: nil,
      cost: CostRule(
        value: { call in
          guard let layer = try? AffineLayer(call.inputs) else { return .of(0, 0, 0) }
          let products = layer.products
          return .of(products, products + (call.inputs.count > 2 ? call.m : 0), 0)
        },
        cotangent: { call, position in
          guard let layer = try? AffineLayer(call.inputs) else { return .of(0, 0, 0) }
          return position == 2
            ? .of(0, OperationCount.additions(call.output, to: call.inputs[2]), 0)
            : .of(layer.products, layer.products, 0)
        }),
      value: { inputs in
        let layer = try AffineLayer(inputs.map(\.shape))
        let product = try layer.product(inputs[0], inputs[1])
        return try inputs.count > 2 ? product + inputs[2] : product
      },
      vjp: { g, call, position in
        let layer = try AffineLayer(call.inputs.map(\.shape))
        let rows = try g.reshaped(to: layer.results)
        switch position {
        case 0:
          let weight = try call.inputs[1].reshaped(to: layer.weight)
          return try Tensor.matmul(rows, weight).reshaped(to: call.inputs[0].shape)
        case 1:
          let x = try call.inputs[0].reshaped(to: layer.examples)
          return try Tensor.matmul(rows, x, transposingLeft: true)
            .reshaped(to: call.inputs[1].shape)
        default: return try g.sum(to: call.inputs[2].shape)
        }
      },
      jvp: { t, call in
        let layer = try AffineLayer(call.inputs.map(\.shape))
        return try sum([
          t[0].map { try layer.product($0, call.inputs[1]) },
          t[1].map { try layer.product(call.inputs[0], $0) },
          t.count > 2 ? t[2].map { try $0.broadcast(to: call.output.shape) } : nil,
        ])
      })
  }

  /// `beta c + alpha (a @ b)` of matrices a and b, to which c broadcasts.
  fileprivate static func product(_ gemm: Gemm) -> Primitive {
    let op = gemm.op
    // The product of what stands for a and b, times alpha.
    let scaled: @Sendable (Tensor<Scalar>, Tensor<Scalar>) throws -> Tensor<Scalar> = { a, b in
      let product = try Tensor.matmul(
        a, b, transposingLeft: gemm.transposesA, transposingRight: gemm.transposesB)
      return try gemm.alpha == 1 ? product : product * Tensor(Scalar(gemm.alpha))
    }
    let added: @Sendable (Tensor<Scalar>) throws -> Tensor<Scalar> = { c in
      try gemm.beta == 1 ? c : c * Tensor(Scalar(gemm.beta))
    }
    return Primitive(
      op, arity: op == "gemm" ? 2...3 : 3...3, attributes: gemm.attributes, kernel: nil,
      cost: gemm.cost,
      value: { inputs in
        let shape = try gemm.shape(inputs.map(\.shape))
        let product = try scaled(inputs[gemm.product], inputs[gemm.product + 1])
        // What is multiplied by 0 is not looked at.
        guard inputs.count > 2, gemm.beta != 0 else { return product }
        return try (product + added(inputs[gemm.added])).reshaped(to: shape)
      },
      vjp: { g, call, position in
        if position == gemm.added {
          let sum = try g.sum(to: call.inputs[position].shape)
          return gemm.beta == 0 ? .zeros(sum.shape) : try added(sum)
        }
        let other = call.inputs[2 * gemm.product + 1 - position]
        let (left, right) = (gemm.transposesA, gemm.transposesB)
        let product =
          position == gemm.product
          ? left
            ? try Tensor.matmul(other, g, transposingLeft: right, transposingRight: true)
            : try Tensor.matmul(g, other, transposingRight: !right)
          : right
            ? try Tensor.matmul(g, other, transposingLeft: true, transposingRight: left)
            : try Tensor.matmul(other, g, transposingLeft: !left)
        return try gemm.alpha == 1 ? product : product * Tensor(Scalar(gemm.alpha))
      },
      jvp: { t, call in
        let (a, b) = (gemm.product, gemm.product + 1)
        let third = t.count > 2 && gemm.beta != 0 ? t[gemm.added] : nil
        return try sum([
          t[a].map { try scaled($0, call.inputs[b]) },
          t[b].map { try scaled(call.inputs[a], $0) },
          third.map { try added($0).broadcast(to: call.output.shape) },
        ])
      })
  }
}

/// The shapes of one use of `linear`.
private struct AffineLayer {
  /// x as the rows of a matrix, the weight as a matrix, and the results as rows.
  let examples, weight, results: Shape
  private let output: Shape

  init(_ inputs: [Shape]) throws(ShapeError) {
    let (x, w) = (inputs[0], inputs[1])
    guard let k = x.extents.last, w.rank == 1 || w.rank == 2, w.extents.last == k else {
      throw ShapeError(
        op: "linear", shapes: inputs,
        reason: "it takes […, k] and a weight [n, k], a row for each result")
    }
    let n = w.rank == 1 ? 1 : w.extents[0]
    let bias = w.rank == 1 ? Shape.scalar : .vector(n)
    guard inputs.count < 3 || inputs[2] == bias else {
      throw ShapeError(
        op: "linear", shapes: inputs,
        reason: "the bias must be \(bias), a number for each row of the weight")
    }
    let rows = x.extents.dropLast().reduce(1, *)
    examples = try Shape([rows, k])
    weight = try Shape([n, k])
    results = try Shape([rows, n])
    output = try Shape(x.extents.dropLast() + (w.rank == 1 ? [] : [n]))
  }

  var products: Int { results.elementCount * examples.extents[1] }

  func product<Scalar>(
    _ x: Tensor<Scalar>, _ w: Tensor<Scalar>
  ) throws(ShapeError) -> Tensor<Scalar> {
    try Tensor.matmul(
      x.reshaped(to: examples), w.reshaped(to: weight), transposingRight: true
    ).reshaped(to: output)
  }
}

/// A general product of matrices, as BLAS calls it, and where its operands stand.
///
/// Dongarra et al., "A Set of Level 3 Basic Linear Algebra Subprograms", 1990.
private struct Gemm: Sendable {
  let op: String
  /// The positions of the first factor, which the second follows, and of what is added.
  let product, added: Int
  let alpha, beta: Double
  var transposesA = false
  var transposesB = false

  var attributes: [String: Attribute?] {
    [
      "alpha": alpha == 1 ? nil : .double(alpha), "beta": beta == 1 ? nil : .double(beta),
      "transA": transposesA ? .bool(true) : nil, "transB": transposesB ? .bool(true) : nil,
    ]
  }

  /// The shape of the result; throws ``ShapeError`` where the operands do not fit.
  func shape(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    let (a, b) = (inputs[product], inputs[product + 1])
    guard a.rank == 2, b.rank == 2, a.extents[transposesA ? 0 : 1] == b.extents[transposesB ? 1 : 0]
    else {
      throw ShapeError(
        op: op, shapes: [a, b],
        reason: "it takes two matrices"
          + (transposesA || transposesB ? ", transposed as the attributes say" : "")
          + ", the first with as many columns as the second has rows")
    }
    let shape = try Shape([a.extents[transposesA ? 1 : 0], b.extents[transposesB ? 0 : 1]])
    guard inputs.count < 3 || (try? Shape.broadcast(inputs[added], shape, for: op)) == shape else {
      throw ShapeError(
        op: op, shapes: [inputs[added]],
        reason: "what is added must broadcast to the product, \(shape)")
    }
    return shape
  }

  var cost: CostRule {
    let scale: @Sendable (Int) -> OperationCount = { [alpha] in .of(alpha == 1 ? 0 : $0, 0, 0) }
    return CostRule(
      value: { call in
        let inner = call.inputs[product].extents[transposesA ? 0 : 1]
        let products = call.m * inner
        let isAdded = call.inputs.count > 2 && beta != 0
        return .of(products, products, 0) + scale(call.m)
          + .of(
            isAdded && beta != 1 ? call.inputs[added].elementCount : 0, isAdded ? call.m : 0, 0)
      },
      cotangent: { call, position in
        let own = call.inputs[position]
        if position == added {
          return .of(
            beta == 1 || beta == 0 ? 0 : own.elementCount,
            OperationCount.additions(call.output, to: own),
            0)
        }
        let products = call.m * call.inputs[product].extents[transposesA ? 0 : 1]
        return .of(products, products, 0) + scale(own.elementCount)
      })
  }
}
