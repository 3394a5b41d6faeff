import VizAutodiff
import VizTensor

/// The same elements under other shapes.
extension OperatorTable {
  static let shapeOperations: OperationRules = [
    "Reshape": { call in
      let x = try call.value(0)
      guard let wanted = call.list("shape", orInput: 1) else {
        throw call.misfit("it has no shape")
      }
      let keepsZeros = call.bool("allowzero")
      let extents = wanted.enumerated().map { axis, extent in
        extent == 0 && !keepsZeros && axis < x.shape.rank ? x.shape.extents[axis] : extent
      }
      return reshaping(to: try filled(extents, x.shape.elementCount, call))
    },
    "Flatten": { call in
      let x = try call.value(0)
      let axis = call.int("axis", 1)
      let split = axis < 0 ? axis + x.shape.rank : axis
      guard 0...x.shape.rank ~= split else { throw call.misfit("there is no axis \(axis)") }
      return reshaping(to: [
        x.shape.extents[..<split].reduce(1, *), x.shape.extents[split...].reduce(1, *),
      ])
    },
    "Squeeze": { call in
      let x = try call.value(0)
      let named = try call.list("axes", orInput: 1)?.map { try call.axis($0, rank: x.shape.rank) }
      let kept = x.shape.extents.indices.filter { axis in
        named.map { !$0.contains(axis) } ?? (x.shape.extents[axis] != 1)
      }
      return reshaping(to: kept.map { x.shape.extents[$0] })
    },
    "Unsqueeze": { call in
      let x = try call.value(0)
      guard let axes = call.list("axes", orInput: 1) else { throw call.misfit("it has no axes") }
      let rank = x.shape.rank + axes.count
      let new = Set(try axes.map { try call.axis($0, rank: rank) })
      guard new.count == axes.count else { throw call.misfit("an axis is named twice") }
      var rest = x.shape.extents[...]
      let extents = (0..<rank).map { new.contains($0) ? 1 : rest.popFirst() ?? 1 }
      return reshaping(to: extents)
    },
    "Expand": { call in
      guard let wanted = call.integers(1) else { throw call.misfit("it has no shape") }
      let shape = try Shape.broadcast(call.value(0).shape, Shape(wanted), for: "Expand")
      return TableOperation("broadcast", [0], ["shape": .ints(shape.extents)])
    },
    "Transpose": { call in
      TableOperation("transpose", [0], call.ints("perm").map { ["permutation": .ints($0)] } ?? [:])
    },
    "Concat": { call in
      let axis = try call.axis("axis", call.opset < 4 ? 1 : 0)
      return TableOperation(
        "concat", Array(call.inputs.indices), axis == 0 ? [:] : ["axis": .int(axis)])
    },
  ]

  static let shapes: OperatorRules = [
    "Shape": { call in
      let extents = try call.value(0).shape.extents
      let bound = { (axis: Int) in
        min(max(axis < 0 ? axis + extents.count : axis, 0), extents.count)
      }
      let (start, end) = (bound(call.int("start", 0)), bound(call.int("end", extents.count)))
      let part = start < end ? extents[start..<end].map(Double.init) : []
      return try call.constant(part, [part.count], .int64)
    },
    "Size": { call in
      [call.constant(Tensor(Double(try call.value(0).shape.elementCount)), .int64)]
    },
  ]

  private static func reshaping(to extents: [Int]) -> TableOperation {
    TableOperation("reshape", [0], ["shape": .ints(extents)])
  }

  /// Extents with what is left in the place of a -1.
  static func filled(_ extents: [Int], _ count: Int, _ call: OperatorCall) throws -> [Int] {
    guard let index = extents.firstIndex(of: -1) else { return extents }
    var known = 1
    for (axis, extent) in extents.enumerated() where axis != index {
      let (product, overflows) = known.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows else { throw call.misfit("its shape is \(extents)") }
      known = product
    }
    var filled = extents
    filled[index] = known == 0 ? 0 : count / known
    return filled
  }
}
