import VizTensor

// Products, linear in each argument: the tangents follow the product rule, and each cotangent is
// a product with the other argument, transposed.
extension Primitive {
  static var linear: [PrimitiveEntry<Scalar>] {
    [PrimitiveEntry(dot()), PrimitiveEntry(matmul())]
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func dot() -> Primitive {
    Primitive(
      "dot", arity: 2...2, kernel: nil,
      cost: CostRule(
        value: { .of($0.n, $0.n, 0) }, cotangent: { call, _ in .of(call.n, 0, 0) }),
      written: .product, functions: ["dot"],
      definition: { x in
        // Multiplying alone would broadcast what a dot product refuses.
        _ = try Tensor.dot(x[0].value, x[1].value)
        return try VizAutodiff.sum(x[0] * x[1])
      },
      value: { try .dot($0[0], $0[1]) },
      vjp: { g, call, position in try g * call.inputs[1 - position] },
      jvp: { t, call in try productRule(t, call) { try .dot($0, $1) } })
  }

  /// NumPy's `@`, with vectors and with batches that broadcast.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func matmul() -> Primitive {
    Primitive(
      "matmul", arity: 2...2, kernel: .matmul,
      cost: CostRule(value: { products($0) }, cotangent: { products($0) + overBatch($0, $1) }),
      written: .product, value: { try .matmul($0[0], $0[1]) },
      vjp: { g, call, position in
        // With vectors as the row or column that @ takes them for: Ā = Ȳ Bᵀ and B̄ = Aᵀ Ȳ, summed
        // over the batch that broadcasting repeated.
        let shapes = try MatrixProduct(call.inputs[0].shape, call.inputs[1].shape)
        var (a, b) = (try call.inputs[0].asLeftMatrix(), try call.inputs[1].asRightMatrix())
        var y = try g.reshaped(to: shapes.matrices)
        if position == 0 {
          let product = try Tensor.matmul(y, b, transposingRight: true)
          return try product.sum(to: a.shape).reshaped(to: call.inputs[0].shape)
        }
        if shapes.rightBatch.isScalar {
          // One matrix for the whole batch: the product sums the batch on its way.
          let rows = shapes.leftBatch.elementCount * shapes.m
          a = try a.reshaped(to: Shape([rows, shapes.k]))
          y = try y.reshaped(to: Shape([rows, shapes.n]))
        }
        b = try Tensor.matmul(a, y, transposingLeft: true).sum(to: b.shape)
        return try b.reshaped(to: call.inputs[1].shape)
      },
      jvp: { t, call in try productRule(t, call) { try .matmul($0, $1) } })
  }

  private static func products(_ call: CallShapes) -> OperationCount {
    let products = call.m * (call.x.extents.last ?? 1)
    return .of(products, products, 0)
  }

  /// The sum over the batch that broadcasting repeated.
  private static func overBatch(_ call: CallShapes, _ position: Int) -> OperationCount {
    guard let product = try? MatrixProduct(call.inputs[0], call.inputs[1]),
      position == 0 || !product.rightBatch.isScalar
    else { return .of(0, 0, 0) }
    let own = position == 0 ? product.leftBatch : product.rightBatch
    let matrix = product.k * (position == 0 ? product.m : product.n)
    let (repeated, kept) = (product.batch.elementCount * matrix, own.elementCount * matrix)
    return .of(0, OperationCount.additions(repeated, to: kept), 0)
  }

  /// `d(a b) = da b + a db`, for the first two inputs.
  static func productRule(
    _ t: [Tensor<Scalar>?], _ call: Call<Scalar>,
    _ product: (Tensor<Scalar>, Tensor<Scalar>) throws -> Tensor<Scalar>
  ) throws -> Tensor<Scalar>? {
    try sum([
      t[0].map { try product($0, call.inputs[1]) },
      t[1].map { try product(call.inputs[0], $0) },
    ])
  }
}
