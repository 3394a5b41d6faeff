public import VizTensor

/// What an operation costs, from the shapes of a call alone.
///
/// It stands beside the rules in the table of primitives, and is read beside them: it says in which
/// order they go over the elements, and what each pass does. The shapes are those of a call that
/// can be computed. Where a branch decides, the costlier one counts.
public struct CostRule: Sendable {
  /// The cost of the value, by the shapes of a call.
  public typealias Value = @Sendable (_ call: CallShapes) -> OperationCount
  /// The cost of the cotangent for the input at a position, by the shapes of a call.
  public typealias Cotangent = @Sendable (_ call: CallShapes, _ position: Int) -> OperationCount

  let value: Value
  /// Of the cotangent for the input at a position.
  let cotangent: Cotangent

  /// A rule by the cost of the value, and of the cotangent for each input.
  public init(value: @escaping Value, cotangent: @escaping Cotangent) {
    self.value = value
    self.cotangent = cotangent
  }

  /// Of an operation that does the same for each element of its output, forward and for each input
  /// backward.
  public static func perElement(value: OperationCount, cotangent: OperationCount) -> CostRule {
    CostRule(
      value: { value.times($0.m) }, cotangent: { call, _ in cotangent.times(call.m) })
  }

  /// Of an operation that only moves elements, also backward unless `cotangent` says otherwise.
  static func movement(
    cotangent: @escaping @Sendable (_ call: CallShapes) -> OperationCount = { _ in .of(0, 0, 0) }
  ) -> CostRule {
    CostRule(value: { _ in .of(0, 0, 0) }, cotangent: { call, _ in cotangent(call) })
  }

  /// Of an operation that moves elements and adds those that come back to one.
  static let selection = movement { .of(0, $0.m, 0) }

  /// Of elementwise formulas.
  static func formulas(value: ElementwiseTerm, cotangents: [ElementwiseTerm]) -> CostRule {
    CostRule(
      value: { value.cost($0.inputs, $0.output).count },
      cotangent: { cotangents[$1].cost($0.inputs, $0.output).count })
  }

  /// Of an operation that nothing is known of: a multiplication and an addition an element.
  static let unknown = CostRule(
    value: { .of($0.m, $0.m, 0) }, cotangent: { call, _ in .of(call.m, call.m, 0) })
}

/// The shapes of one use of a primitive.
public struct CallShapes: Sendable {
  /// Those of the inputs, in argument order.
  public let inputs: [Shape]
  /// That of the output.
  public let output: Shape

  /// How many elements the first input has.
  var n: Int { inputs.first?.elementCount ?? 0 }
  /// How many elements the output has.
  var m: Int { output.elementCount }
  /// The first input's.
  var x: Shape { inputs.first ?? .scalar }
}

/// How many numbers a reduction takes, leaves, and adds.
struct ReductionCount {
  let n: Int
  let cells: Int
  let additions: Int

  /// Of sums of elements of `shape` to `kept`, to which it broadcasts.
  init(_ shape: Shape, to kept: Shape) {
    n = shape.elementCount
    cells = kept.elementCount
    additions = OperationCount.additions(shape, to: kept)
  }

  var softmax: OperationCount { .of(n, n + additions, n) }
  var logSoftmax: OperationCount { .of(0, 2 * n + additions, n + cells) }
}

extension OperationCount {
  static func of(_ m: Int, _ a: Int, _ t: Int) -> OperationCount {
    OperationCount(multiplications: m, additions: a, transcendentals: t)
  }

  func times(_ n: Int) -> OperationCount {
    .of(multiplications * n, additions * n, transcendentals * n)
  }

  /// How many additions sum `shape` to `sum`, to which it broadcasts.
  static func additions(_ shape: Shape, to sum: Shape) -> Int {
    if shape == sum { return 0 }
    return sum.isScalar ? shape.elementCount : additions(shape.elementCount, to: sum.elementCount)
  }

  /// How many additions make `sums` of `count` numbers.
  static func additions(_ count: Int, to sums: Int) -> Int { count == sums ? 0 : count }
}
