import VizAutodiff
import VizTensor

/// Sequences of tensors, and values that may be missing. The tape has the elements: a sequence says which
/// they are.
extension OperatorTable {
  static let sequences: OperatorRules = [
    "SequenceEmpty": { $0.constant(sequence: []) },
    "SequenceConstruct": { call in
      try call.constant(sequence: call.inputs.indices.map { try call.tensor(at: $0) })
    },
    "SequenceInsert": { call in
      var elements = try call.sequence(0)
      let count = elements.count
      // A position from the end is that of the element before which the new one comes.
      let position = try call.optional(2)?.integers.first.map { position in
        guard -count...count ~= position else {
          throw call.misfit("it inserts at \(position) of \(count)")
        }
        return position < 0 ? position + count : position
      }
      elements.insert(try call.tensor(at: 1), at: position ?? count)
      return call.constant(sequence: elements)
    },
    "SequenceErase": { call in
      var elements = try call.sequence(0)
      elements.remove(at: try element(call, of: elements.count))
      return call.constant(sequence: elements)
    },
    "SequenceAt": { call in
      let elements = try call.sequence(0)
      return [try same(elements[element(call, of: elements.count)], call)]
    },
    "SequenceLength": { [$0.constant(Tensor(Double(try $0.sequence(0).count)), .int64)] },
    "ConcatFromSequence": { call in
      let elements = try call.sequence(0)
      guard let first = elements.first else { throw call.misfit("it joins a sequence of nothing") }
      let isNew = call.bool("new_axis")
      let rank = first.shape.rank + (isNew ? 1 : 0)
      let axis = try call.axis(call.int("axis", 0), rank: rank)
      guard elements.allSatisfy({ $0.shape.rank == first.shape.rank }) else {
        throw call.misfit("the elements of its sequence do not fit")
      }
      let parts = try elements.map { element in
        guard isNew else { return element.variable }
        var extents = element.shape.extents
        extents.insert(1, at: axis)
        return try reshape(element.variable, to: extents)
      }
      return [ModelValue(variable: try concat(parts, axis: axis), type: first.type)]
    },
    "SplitToSequence": { try split($0) },
    "Identity": { [try $0.value(0)] },
    "Optional": { call in
      guard let value = call.optional(0) else { return [.nothing(on: call.tape)] }
      return [try same(value, call)]
    },
    "OptionalHasElement": { call in
      var isThere = true
      switch call.optional(0)?.kind {
      case nil, .nothing: isThere = false
      case .tensor, .sequence: break
      }
      return [call.constant(Tensor(isThere ? 1 : 0), .bool)]
    },
    "OptionalGetElement": { call in
      let value = try call.value(0)
      if case .nothing = value.kind { throw call.misfit("its optional value is nothing") }
      return [try same(value, call)]
    },
  ]

  /// A value as a node's own, with a gradient of its own.
  private static func same(_ value: ModelValue, _ call: OperatorCall) throws -> ModelValue {
    guard value.isTensor else { return value }
    return ModelValue(variable: try call.apply("identity", [value.variable]), type: value.type)
  }

  /// Which element of so many the second input names; the last one where it is left out.
  private static func element(_ call: OperatorCall, of count: Int) throws -> Int {
    try index(call.integers(1)?.first ?? -1, count, call)
  }

  private static func split(_ call: OperatorCall) throws -> [ModelValue] {
    let value = try call.tensor(at: 0)
    let axis = try call.axis("axis", 0)
    let lengths = try lengths(call, of: value.shape.extents[axis])
    let isKept = call.optional(1) != nil || call.bool("keepdims", true)
    var start = 0
    let elements = try lengths.map { length in
      defer { start += length }
      var (from, to) = ([Int](repeating: 0, count: value.shape.rank), value.shape.extents)
      (from[axis], to[axis]) = (start, start + length)
      var part = try call.apply(
        "slice", [value.variable], ["starts": .ints(from), "stops": .ints(to)])
      if !isKept {
        var extents = part.shape.extents
        extents.remove(at: axis)
        part = try reshape(part, to: extents)
      }
      return ModelValue(variable: part, type: value.type)
    }
    return call.constant(sequence: elements)
  }

  /// How long the parts are that an axis is split into: 1 each, all but the last of one length, or as a
  /// list says.
  private static func lengths(_ call: OperatorCall, of extent: Int) throws -> [Int] {
    guard call.optional(1) != nil else {
      try call.expect(steps: extent)
      return [Int](repeating: 1, count: extent)
    }
    let told = try call.tensor(at: 1)
    if told.shape.rank > 0 {
      let lengths = told.integers
      try call.expect(steps: lengths.count)
      guard lengths.allSatisfy({ 0...extent ~= $0 }), lengths.reduce(0, +) == extent else {
        throw call.misfit("its parts are not \(extent) together")
      }
      return lengths
    }
    guard let each = told.integers.first, each > 0 else {
      throw call.misfit("its parts have no length")
    }
    try call.expect(steps: (extent + each - 1) / each)
    return stride(from: 0, to: extent, by: each).map { min(each, extent - $0) }
  }
}
