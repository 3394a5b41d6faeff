import VizTensor

// Variance, deviation and product over axes, with the attributes of all reductions, and running sums.
//
// At kinks: the deviation of equal numbers has slope 0.
extension Primitive {
  static var spreads: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("var") { try .variance(Reduction("var", &$0), Self.correction(&$0)) },
      PrimitiveEntry("std") { try .deviation(Reduction("std", &$0), Self.correction(&$0)) },
      PrimitiveEntry("prod") { .product(try Reduction("prod", &$0)) },
      PrimitiveEntry("cumsum") {
        try .cumulativeSum(axis: $0.requiredInt("axis"), $0.bool("reverse", default: false))
      },
    ]
  }

  /// How many fewer than the elements the sum of squares is divided by: 1, or what is said of it, also
  /// as whether the variance is `unbiased`.
  private static func correction(_ reader: inout AttributeReader) throws -> Double {
    let unbiased = try reader.bool("unbiased", default: true)
    return try reader.double("correction", default: unbiased ? 1 : 0)
  }

  /// The sum of the squared distances from the mean, over the number of elements less the correction.
  /// Attribute besides: `correction` (1).
  static func variance(_ over: Reduction, _ correction: Double) -> Primitive {
    weighted(
      over, attributes: ["correction": correction == 1 ? nil : .double(correction)],
      cost: over.cost(value: \.variance, cotangent: { $0.centred + .of(2 * $0.n, 0, 0) }),
      value: { x, kept in try x.variance(to: kept, less: correction) },
      weight: { x, f in
        let scale = 2 / x.freedom(to: f.shape, less: correction)
        return try (x - x.mean(to: f.shape)) * Tensor(Scalar(scale))
      })
  }

  /// The root of the variance. Attribute besides: `correction` (1).
  static func deviation(_ over: Reduction, _ correction: Double) -> Primitive {
    weighted(
      over, attributes: ["correction": correction == 1 ? nil : .double(correction)],
      cost: over.cost(
        value: { $0.variance + .of(0, 0, $0.cells) },
        cotangent: { $0.centred + .of($0.cells + 2 * $0.n, 0, 0) }),
      value: { x, kept in try x.variance(to: kept, less: correction).map(.sqrt) },
      weight: { x, f in
        let freedom = x.freedom(to: f.shape, less: correction)
        return try .apply(.divOrZero, x - x.mean(to: f.shape), f * Tensor(Scalar(freedom)))
      })
  }

  /// The product of all elements; the slope in one is the product of the others.
  static func product(_ over: Reduction) -> Primitive {
    weighted(
      over, cost: over.cost(value: { .of($0.n, 0, 0) }, cotangent: { .of(4 * $0.n, 0, 0) }),
      value: { x, kept in x.product(to: kept) }, weight: { x, f in x.productsOfOthers(to: f.shape) }
    )
  }

  /// The sum of all elements up to each along an axis. Attributes: `axis` (required), `reverse`
  /// (false; true sums from each to the last).
  static func cumulativeSum(axis: Int, _ isReversed: Bool) -> Primitive {
    let additions: @Sendable (Shape) -> OperationCount = { shape in
      guard let axis = try? shape.axis(axis, for: "cumsum"), shape.elementCount > 0 else {
        return .of(0, 0, 0)
      }
      return .of(0, shape.elementCount - shape.elementCount / shape.extents[axis], 0)
    }
    return Primitive(
      "cumsum", arity: 1...1,
      attributes: ["axis": .int(axis), "reverse": isReversed ? .bool(true) : nil], kernel: nil,
      cost: CostRule(value: { additions($0.x) }, cotangent: { call, _ in additions(call.x) }),
      value: { try $0[0].cumulativeSum(axis: axis, isReversed: isReversed, for: "cumsum") },
      vjp: { g, _, _ in
        try g.cumulativeSum(axis: axis, isReversed: !isReversed, for: "cumsum")
      },
      jvp: { t, _ in
        try t[0].map { try $0.cumulativeSum(axis: axis, isReversed: isReversed, for: "cumsum") }
      })
  }
}

extension ReductionCount {
  /// The mean, and the distances from it.
  fileprivate var centred: OperationCount { .of(cells, additions + n, 0) }
  fileprivate var variance: OperationCount { centred + .of(n + cells, additions, 0) }
}

extension Tensor {
  /// By what a sum of squares is divided.
  fileprivate func freedom(to kept: Shape, less correction: Double) -> Double {
    Swift.max(0, Double(shape.elementCount / Swift.max(kept.elementCount, 1)) - correction)
  }

  fileprivate func variance(to kept: Shape, less correction: Double) throws -> Tensor {
    let centred = try self - mean(to: kept)
    return try (centred * centred).sum(to: kept)
      / Tensor(Scalar(freedom(to: kept, less: correction)))
  }
}
