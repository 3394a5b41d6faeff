import VizTensor

// Reductions over axes. Attributes of each: `axes` (all of them where it is missing, none where it
// is empty; -1 is the last) and `keepdims` (false; true leaves the reduced axes with extent 1).
//
// At kinks: max and min give the whole gradient to the first extreme element; norm at 0 has
// gradient 0.
extension Primitive {
  static var reductions: [PrimitiveEntry<Scalar>] {
    [
      reductionEntry("sum") { .sum($0) }, reductionEntry("mean") { .mean($0) },
      reductionEntry("max") { .extreme(.max, $0) }, reductionEntry("min") { .extreme(.min, $0) },
      reductionEntry("norm") { .norm($0) }, reductionEntry("logsumexp") { .logsumexp($0) },
    ]
  }

  private static func reductionEntry(
    _ name: String, _ make: @escaping @Sendable (Reduction) -> Primitive
  ) -> PrimitiveEntry<Scalar> {
    PrimitiveEntry(name) { make(try Reduction(name, &$0)) }
  }

  static func sum(_ over: Reduction) -> Primitive {
    reduction(
      over, kernel: .sum(over),
      cost: over.cost(value: { .of(0, $0.additions, 0) }, cotangent: { _ in .of(0, 0, 0) }),
      value: { x, kept in try x.sum(to: kept) },
      vjp: { g, x, _ in try g.broadcast(to: x.shape) },
      jvp: { t, _, f in try t.sum(to: f.shape) })
  }

  static func mean(_ over: Reduction) -> Primitive {
    reduction(
      over, kernel: .mean(over),
      cost: over.cost(
        value: { .of($0.cells, $0.additions, 0) }, cotangent: { .of($0.cells, 0, 0) }),
      definition: { try VizAutodiff.sum($0[0]) / Scalar($0[0].shape.elementCount) },
      value: { x, kept in try x.mean(to: kept) },
      vjp: { g, x, f in
        // Where there are no elements, there is nothing to share among.
        let count = x.shape.elementCount / Swift.max(f.shape.elementCount, 1)
        return try (g / Tensor(Scalar(count))).broadcast(to: x.shape)
      },
      jvp: { t, _, f in try t.mean(to: f.shape) })
  }

  /// The Euclidean norm; its gradient is x / |x|, and 0 where the norm is.
  static func norm(_ over: Reduction) -> Primitive {
    weighted(
      over,
      cost: over.cost(
        value: { .of($0.n, $0.n, $0.n == 0 ? 0 : $0.cells) }, cotangent: { .of(2 * $0.n, 0, 0) }),
      definition: { try sqrt(VizAutodiff.sum(.pow($0[0], 2))) },
      value: { x, kept in try x.norm(to: kept) },
      weight: { x, f in try .apply(.divOrZero, x, f) })
  }

  /// `log(sum(exp(x)))`; its gradient is the softmax.
  static func logsumexp(_ over: Reduction) -> Primitive {
    weighted(
      over,
      cost: over.cost(
        value: { .of(0, $0.n + $0.additions + $0.cells, $0.n + $0.cells) },
        cotangent: { $0.softmax + .of($0.n, 0, 0) }),
      definition: { try log(VizAutodiff.sum(exp($0[0]))) },
      value: { x, kept in try x.logsumexp(to: kept) },
      weight: { x, f in try x.softmax(to: f.shape) })
  }

  /// A reduction whose gradient is `weight`, of the shape of x: both modes multiply by it.
  /// `value` and `weight` see the reduced axes with extent 1.
  static func weighted(
    _ over: Reduction, attributes: [String: Attribute?] = [:], cost: CostRule,
    definition: Definition? = nil,
    value: @escaping @Sendable (_ x: Tensor<Scalar>, _ kept: Shape) throws -> Tensor<Scalar>,
    weight:
      @escaping @Sendable (
        _ x: Tensor<Scalar>, _ f: Tensor<Scalar>
      ) throws -> Tensor<Scalar>
  ) -> Primitive {
    reduction(
      over, attributes: attributes, cost: cost, definition: definition, value: value,
      vjp: { g, x, f in try g * weight(x, f) },
      jvp: { t, x, f in try (t * weight(x, f)).sum(to: f.shape) })
  }

  /// The greatest or the least element.
  static func extreme(_ extreme: Tensor<Scalar>.Extreme, _ over: Reduction) -> Primitive {
    reduction(
      over, cost: .selection,
      value: { x, kept in try x.taking(extreme, to: kept) },
      vjp: { g, x, f in try g.placing(at: extreme, of: x, to: f.shape) },
      jvp: { t, x, f in t.taking(try x.positions(of: extreme, to: f.shape), shape: f.shape) })
  }

  private typealias ReductionRule =
    @Sendable (
      _ moving: Tensor<Scalar>, _ x: Tensor<Scalar>, _ f: Tensor<Scalar>
    ) throws -> Tensor<Scalar>

  /// A reduction whose rules see the reduced axes with extent 1.
  private static func reduction(
    _ over: Reduction, attributes: [String: Attribute?] = [:], kernel: ProgramKernel? = nil,
    cost: CostRule,
    definition: Definition? = nil,
    value: @escaping @Sendable (_ x: Tensor<Scalar>, _ kept: Shape) throws -> Tensor<Scalar>,
    vjp: @escaping ReductionRule, jvp: @escaping ReductionRule
  ) -> Primitive {
    Primitive(
      over.op, arity: 1...1, attributes: over.attributes.merging(attributes) { own, _ in own },
      kernel: kernel, cost: cost,
      functions: [over.op], definition: definition,
      value: { inputs in
        let (kept, shape) = try over.shapes(of: inputs[0].shape)
        return try value(inputs[0], kept).reshaped(to: shape)
      },
      vjp: { g, call, _ in
        let kept = try over.shapes(of: call.inputs[0].shape).kept
        return try vjp(g.reshaped(to: kept), call.inputs[0], call.output.reshaped(to: kept))
      },
      jvp: { t, call in
        let kept = try over.shapes(of: call.inputs[0].shape).kept
        return try t[0].map {
          try jvp($0, call.inputs[0], call.output.reshaped(to: kept))
            .reshaped(to: call.output.shape)
        }
      })
  }
}

/// Which axes a reduction takes away.
struct Reduction: Sendable {
  let op: String
  /// All of them for nil.
  let axes: [Int]?
  /// Whether they stay, with extent 1.
  let keepdims: Bool

  init(_ op: String, axes: [Int]? = nil, keepdims: Bool = false) {
    self.op = op
    self.axes = axes
    self.keepdims = keepdims
  }

  /// As a node's attributes say.
  init(_ op: String, _ reader: inout AttributeReader) throws {
    self.init(
      op, axes: try reader.ints("axes"), keepdims: try reader.bool("keepdims", default: false))
  }

  var attributes: [String: Attribute?] {
    ["axes": axes.map(Attribute.ints), "keepdims": keepdims ? .bool(true) : nil]
  }

  /// The shape with the reduced axes at extent 1, and the output's.
  func shapes(of shape: Shape) throws(ShapeError) -> (kept: Shape, output: Shape) {
    let axes = try shape.axes(axes, for: op)
    let kept = shape.reduced(over: axes)
    return (kept, keepdims ? kept : shape.removing(axes))
  }

  /// What it costs, by how many numbers it takes, leaves and adds.
  func cost(
    value: @escaping @Sendable (ReductionCount) -> OperationCount,
    cotangent: @escaping @Sendable (ReductionCount) -> OperationCount
  ) -> CostRule {
    let count: @Sendable (CallShapes) -> ReductionCount = { call in
      ReductionCount(call.x, to: (try? shapes(of: call.x).kept) ?? call.x)
    }
    return CostRule(value: { value(count($0)) }, cotangent: { call, _ in cotangent(count(call)) })
  }
}
