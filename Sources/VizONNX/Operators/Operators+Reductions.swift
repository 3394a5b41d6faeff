import VizAutodiff
import VizTensor

extension OperatorTable {
  static let reductionOperations: OperationRules = [
    "ReduceSum": { try reduction($0, "sum", since: 13) },
    "ReduceMean": { try reduction($0, "mean", since: 18) },
    "ReduceMax": { try extremum($0, "max") }, "ReduceMin": { try extremum($0, "min") },
    "ReduceL2": { try reduction($0, "norm", since: 18) },
    "ReduceLogSumExp": { try reduction($0, "logsumexp", since: 18) },
    "ReduceProd": { try reduction($0, "prod", since: 18) },
  ]

  static let reductions: OperatorRules = [
    "CumProd": { call in
      let x = try call.value(0)
      let axis = try call.axis(call.integers(1)?.first ?? 0, rank: x.shape.rank)
      let extent = x.shape.extents[axis]
      try call.expect(steps: extent)
      let part = { (index: Int) in
        try Selection(of: x.shape).taking([index], along: axis).of(x.variable)
      }
      guard extent > 0 else { return try call.like(call.apply("identity", [x.variable])) }
      let order = call.bool("reverse") ? Array((0..<extent).reversed()) : Array(0..<extent)
      var parts = [Variable<Double>?](repeating: nil, count: extent)
      var running: Variable<Double>?
      for index in order {
        let next = try running.map { try $0 * part(index) } ?? part(index)
        parts[index] =
          call.bool("exclusive")
          ? running ?? call.tape.constant(.ones(next.shape)) : next
        running = next
      }
      return try call.like(concat(parts.compactMap { $0 }, axis: axis))
    },
    "ReduceMax": { call in try extremumOfNothing(call, -.infinity) },
    "ReduceMin": { call in try extremumOfNothing(call, .infinity) },
    "ReduceL1": { call in
      try reduce(call, since: 18) { try $0("sum", call.apply("abs", [$1])) }
    },
    "ReduceLogSum": { call in
      try reduce(call, since: 18) { try call.apply("log", [$0("sum", $1)]) }
    },
    "ReduceSumSquare": { call in try reduce(call, since: 18) { try $0("sum", $1 * $1) } },
    "ArgMax": { try extremum($0, largest: true) }, "ArgMin": { try extremum($0, largest: false) },
    "TopK": { call in
      let x = try call.value(0)
      let axis = try call.axis("axis", -1)
      let count = call.integers(1)?.first ?? call.int("k", 1)
      guard count >= 0, count <= x.shape.extents[axis] else {
        throw call.misfit("it asks for the first \(count) of \(x.shape.extents[axis])")
      }
      let top = try ranked(x.tensor, along: axis, count: count, largest: call.bool("largest", true))
      return [
        try call.like(Selection(top.positions, top.extents).of(x.variable, named: "top_k"))[0],
        try call.constant(top.indices.map(Double.init), top.extents, .int64)[0],
      ]
    },
    "CumSum": { call in
      let x = try call.value(0)
      let axis = try call.axis(call.integers(1)?.first ?? 0, rank: x.shape.rank)
      let isReverse = call.bool("reverse")
      var attributes: [String: Attribute] = ["axis": .int(axis)]
      if isReverse { attributes["reverse"] = true }
      let sums = try call.apply("cumsum", [x.variable], attributes)
      guard call.bool("exclusive") else { return try call.like(sums) }
      // Each without itself: the sum up to its neighbour, and nothing before the first.
      let extent = x.shape.extents[axis]
      let neighbours = (0..<extent).map { isReverse ? ($0 + 1 < extent ? $0 + 1 : -1) : $0 - 1 }
      return try call.like(Selection(of: x.shape).taking(neighbours, along: axis).of(sums))
    },
  ]

  /// Moves an axis to the end, works there, and moves it back.
  static func along(
    _ axis: Int, of x: Variable<Double>, _ body: (Variable<Double>) throws -> Variable<Double>
  ) throws -> Variable<Double> {
    let last = x.shape.rank - 1
    guard axis != last else { return try body(x) }
    var permutation = Array(0...last)
    permutation.swapAt(axis, last)
    let turned = try body(transpose(x, permutation: permutation))
    return try transpose(turned, permutation: permutation)
  }

  private static func reducedAxes(_ call: OperatorCall, since version: Int) throws -> [Int]? {
    call.opset >= version ? call.integers(1) : call.ints("axes")
  }

  /// The operation over the axes that are named, or over all.
  private static func reduction(
    _ call: OperatorCall, _ op: String, since version: Int
  ) throws -> TableOperation {
    var axes = try reducedAxes(call, since: version)
    if axes?.isEmpty == true {
      if call.bool("noop_with_empty_axes") { return TableOperation("identity") }
      axes = nil
    }
    var attributes: [String: Attribute] = [:]
    if let axes { attributes["axes"] = .ints(axes) }
    if call.bool("keepdims", true) { attributes["keepdims"] = true }
    return TableOperation(op, [0], attributes)
  }

  private static func reduce(
    _ call: OperatorCall, since version: Int,
    _ body: (
      _ reduced: (String, Variable<Double>) throws -> Variable<Double>, Variable<Double>
    ) throws -> Variable<Double>
  ) throws -> [ModelValue] {
    let operation = try reduction(call, "sum", since: version)
    if operation.op == "identity" { return [try call.apply(operation)] }
    return try call.like(
      body({ try call.apply($0, [$1], operation.attributes) }, call.x()))
  }

  private static func extremum(_ call: OperatorCall, _ op: String) throws -> TableOperation? {
    try call.value(0).shape.elementCount == 0 ? nil : reduction(call, op, since: 18)
  }

  /// The largest or smallest of nothing, by the standard.
  private static func extremumOfNothing(
    _ call: OperatorCall, _ none: Double
  ) throws -> [ModelValue] {
    let x = try call.value(0)
    let axes = try reducedAxes(call, since: 18) ?? []
    let reduced =
      try axes.isEmpty
      ? Array(0..<x.shape.rank) : axes.map { try call.axis($0, rank: x.shape.rank) }
    let extents = x.shape.extents.enumerated().compactMap { axis, extent -> Int? in
      guard reduced.contains(axis) else { return extent }
      return call.bool("keepdims", true) ? 1 : nil
    }
    let count = try Shape(extents).elementCount
    let least = x.type == .bool ? (none < 0 ? 0 : 1) : none
    return try call.constant([Double](repeating: least, count: count), extents, x.type)
  }

  private static func extremum(_ call: OperatorCall, largest: Bool) throws -> [ModelValue] {
    let x = try call.value(0)
    let axis = try call.axis("axis", 0)
    let top = try ranked(
      x.tensor, along: axis, count: 1, largest: largest,
      lastOfEqual: call.bool("select_last_index"))
    var extents = top.extents
    if !call.bool("keepdims", true) { extents.remove(at: axis) }
    return try call.constant(top.indices.map(Double.init), extents, .int64)
  }

  /// The positions of the first elements along an axis, ordered by size, and their indices there.
  static func ranked(
    _ x: Tensor<Double>, along axis: Int, count: Int, largest: Bool, lastOfEqual: Bool = false
  ) throws -> (positions: [Int], indices: [Int], extents: [Int]) {
    var extents = x.shape.extents
    let extent = extents[axis]
    let inner = extents[(axis + 1)...].reduce(1, *)
    extents[axis] = count
    let shape = try Shape(extents)
    var positions = [Int](repeating: 0, count: shape.elementCount)
    var indices = positions
    for outer in 0..<x.shape.extents[..<axis].reduce(1, *) {
      for offset in 0..<inner {
        let value = { x.elements[(outer * extent + $0) * inner + offset] }
        let order = (0..<extent).sorted {
          let (a, b) = (value($0), value($1))
          if a == b { return lastOfEqual ? $0 > $1 : $0 < $1 }
          return largest ? a > b : a < b
        }
        for (rank, index) in order.prefix(count).enumerated() {
          positions[(outer * count + rank) * inner + offset] =
            (outer * extent + index) * inner + offset
          indices[(outer * count + rank) * inner + offset] = index
        }
      }
    }
    return (positions, indices, extents)
  }
}
