import VizAutodiff
import VizBase
import VizTensor

/// Elements that indices choose.
extension OperatorTable {
  static let selections: OperatorRules = [
    "Gather": { call in
      let (x, indices) = (try call.x(), try call.value(1))
      let axis = try call.axis("axis", 0)
      let extent = x.shape.extents[axis]
      let chosen = try indices.integers.map { try index($0, extent, call) }
      if axis == 0, try call.value(0).type.isFloating, zip(chosen, indices.integers).allSatisfy(==)
      {
        return try call.like(call.apply("gather", [x, indices.variable]))
      }
      let taken = try Selection(of: x.shape).taking(chosen, along: axis)
      let e = x.shape.extents
      return try call.like(
        taken.reshaped(to: Array(e[..<axis]) + indices.shape.extents + Array(e[(axis + 1)...])).of(
          x))
    },
    "GatherElements": { call in
      let (x, indices) = (try call.x(), try call.value(1))
      let axis = try call.axis("axis", 0)
      let positions = try elementPositions(call, indices, axis, in: x.shape)
      return try call.like(Selection(positions, indices.shape.extents).of(x))
    },
    "GatherND": { call in
      let (x, indices) = (try call.x(), try call.value(1))
      let batch = call.int("batch_dims", 0)
      let (positions, extents) = try blockPositions(call, indices, batch, in: x.shape)
      return try call.like(Selection(positions, extents).of(x))
    },
    "ScatterElements": { try scatterElements($0) }, "Scatter": { try scatterElements($0) },
    "ScatterND": { call in
      let (positions, _) = try blockPositions(call, call.value(1), 0, in: call.value(0).shape)
      return try scattered(call, positions)
    },
    "Compress": { call in
      let x = try call.x()
      guard let choice = call.integers(1) else { throw call.misfit("it has no condition") }
      let axis = call.has("axis") ? try call.axis("axis", 0) : nil
      let flat =
        axis == nil
        ? Selection(of: x.shape).reshaped(to: [x.shape.elementCount]) : Selection(of: x.shape)
      let kept = choice.indices.filter { choice[$0] != 0 && $0 < flat.extents[axis ?? 0] }
      return try call.like(flat.taking(kept, along: axis ?? 0).of(x))
    },
    "NonZero": { call in
      let x = try call.value(0).tensor
      let found = zip(Selection.indices(of: x.shape.extents), x.elements).filter { $1 != 0 }.map(
        \.0)
      let rank = x.shape.rank
      return try call.constant(
        (0..<rank).flatMap { axis in found.map { Double($0[axis]) } }, [rank, found.count], .int64)
    },
    "Unique": { try unique($0) },
    "OneHot": { call in
      let (indices, values) = (try call.value(0), try call.value(2))
      guard let depth = call.integers(1)?.first, depth >= 0, values.tensor.elements.count == 2
      else {
        throw call.misfit("its depth or its values do not fit")
      }
      let rank = indices.shape.rank + 1
      let axis = try call.axis("axis", -1, rank: rank)
      var extents = indices.shape.extents
      extents.insert(depth, at: axis)
      let shape = try Shape(extents)
      let (off, on) = (values.tensor.elements[0], values.tensor.elements[1])
      let inner = extents[(axis + 1)...].reduce(1, *)
      var result = [Double](repeating: off, count: shape.elementCount)
      for (position, chosen) in indices.integers.enumerated() {
        let number = chosen < 0 ? chosen &+ depth : chosen
        guard 0..<depth ~= number else { continue }
        result[(position / inner * depth + number) * inner + position % inner] = on
      }
      return try call.constant(result, extents, values.type)
    },
  ]

  static func index(_ index: Int, _ extent: Int, _ call: OperatorCall) throws -> Int {
    guard -extent..<extent ~= index else {
      throw call.misfit("it asks for the element \(index) of \(extent)")
    }
    return index < 0 ? index + extent : index
  }

  private static func elementPositions(
    _ call: OperatorCall, _ indices: ModelValue, _ axis: Int, in shape: Shape
  ) throws -> [Int] {
    guard indices.shape.rank == shape.rank else { throw call.misfit("its indices do not fit") }
    let chosen = indices.integers
    return try Selection.indices(of: indices.shape.extents).enumerated().map { position, cell in
      var cell = cell
      cell[axis] = try index(chosen[position], shape.extents[axis], call)
      return try zip(cell, shape.extents).reduce(0) { sum, next in
        guard next.0 < next.1 else { throw call.misfit("its indices do not fit") }
        return sum * next.1 + next.0
      }
    }
  }

  /// The positions of the blocks that the last axis of the indices names, block after block.
  private static func blockPositions(
    _ call: OperatorCall, _ indices: ModelValue, _ batch: Int, in shape: Shape
  ) throws -> (positions: [Int], extents: [Int]) {
    let e = indices.shape.extents
    guard let depth = e.last, 0...shape.rank ~= batch, depth + batch <= shape.rank,
      batch < e.count, Array(e[..<batch]) == Array(shape.extents[..<batch])
    else { throw call.misfit("its indices do not fit") }
    let extents = Array(e.dropLast()) + Array(shape.extents[(batch + depth)...])
    _ = try Shape(extents)
    let block = shape.extents[(batch + depth)...].reduce(1, *)
    let tuples = depth == 0 ? e.dropLast().reduce(1, *) : indices.shape.elementCount / depth
    let batches = e[..<batch].reduce(1, *)
    let chosen = indices.integers
    var positions: [Int] = []
    for tuple in 0..<tuples {
      var start = batches == 0 ? 0 : tuple / max(1, tuples / batches)
      for axis in 0..<depth {
        let extent = shape.extents[batch + axis]
        start = start * extent + (try index(chosen[tuple * depth + axis], extent, call))
      }
      positions.append(contentsOf: start * block..<(start + 1) * block)
    }
    return (positions, extents)
  }

  private static func scatterElements(_ call: OperatorCall) throws -> [ModelValue] {
    let axis = try call.axis("axis", 0)
    return try scattered(
      call, elementPositions(call, call.value(1), axis, in: call.value(0).shape))
  }

  /// The data with the updates written at these positions, the later ones over the earlier, or
  /// added to what is there.
  private static func scattered(
    _ call: OperatorCall, _ positions: [Int]
  ) throws -> [ModelValue] {
    let (x, updates) = (try call.x(), try call.x(2))
    guard updates.shape.elementCount == positions.count else {
      throw call.misfit("its updates do not fit")
    }
    let reduction = call.word("reduction", "none")
    switch reduction {
    case "add":
      // What is added arrives where it is sent: the adjoint of a selection.
      return try call.like(x + spread(updates, to: positions, in: x.shape))
    case "none":
      var from = [Int](repeating: -1, count: x.shape.elementCount)
      for (update, position) in positions.enumerated() { from[position] = update }
      let written = try Selection(from, x.shape.extents).of(updates)
      let kept = from.indices.map { from[$0] < 0 ? $0 : -1 }
      return try call.like(Selection(kept, x.shape.extents).of(x) + written)
    default:
      var result = x.value.elements
      for (update, position) in zip(updates.value.elements, positions) {
        switch reduction {
        case "mul": result[position] *= update
        case "max": result[position] = max(result[position], update)
        case "min": result[position] = min(result[position], update)
        default: throw call.unsupported("its reduction \(reduction.quoted(limit: 20))")
        }
      }
      return try call.constant(result, x.shape.extents, call.value(0).type)
    }
  }

  /// Each element added at its position, those of -1 nowhere.
  static func spread(
    _ updates: Variable<Double>, to positions: [Int], in shape: Shape
  ) throws -> Variable<Double> {
    let given = updates.shape
    let add: @Sendable (Tensor<Double>) throws -> Tensor<Double> = { updates in
      var sums = [Double](repeating: 0, count: shape.elementCount)
      for (element, position) in zip(updates.elements, positions) where position >= 0 {
        sums[position] += element
      }
      return try Tensor(sums, shape: shape)
    }
    return try updates.tape.apply(
      Primitive(
        "spread", arity: 1, value: { try add($0[0]) },
        vjp: { g, _, _ in try Tensor(positions.map { $0 < 0 ? 0 : g.elements[$0] }, shape: given) },
        jvp: { t, _ in try t[0].map(add) }), [updates])
  }

  private static func unique(_ call: OperatorCall) throws -> [ModelValue] {
    let x = try call.value(0)
    let axis = call.has("axis") ? try call.axis("axis", 0) : nil
    let all =
      axis == nil
      ? Selection(of: x.shape).reshaped(to: [x.shape.elementCount]) : Selection(of: x.shape)
    let along = axis ?? 0
    let count = all.extents[along]
    let inner = all.extents[(along + 1)...].reduce(1, *)
    let outer = all.extents[..<along].reduce(1, *)
    let parts = (0..<count).map { index in
      (0..<outer).flatMap { block in
        (0..<inner).map { x.tensor.elements[(block * count + index) * inner + $0] }
      }
    }
    var known: [[Double]: Int] = [:]
    var (first, groups, counts): ([Int], [Int], [Int]) = ([], [], [])
    for (index, part) in parts.enumerated() {
      let group = known[part] ?? first.count
      if group == first.count {
        known[part] = group
        first.append(index)
        counts.append(0)
      }
      groups.append(group)
      counts[group] += 1
    }
    var order = Array(first.indices)
    if call.bool("sorted", true) {
      order.sort { parts[first[$0]].lexicographicallyPrecedes(parts[first[$1]]) }
    }
    var rank = order
    for (position, group) in order.enumerated() { rank[group] = position }
    let integers = { (numbers: [Int]) in
      try call.constant(numbers.map(Double.init), [numbers.count], .int64)
    }
    return try call.like(all.taking(order.map { first[$0] }, along: along).of(x.variable))
      + integers(order.map { first[$0] }) + integers(groups.map { rank[$0] })
      + integers(order.map { counts[$0] })
  }
}
