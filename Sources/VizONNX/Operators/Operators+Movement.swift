import VizAutodiff
import VizTensor

/// Elements in other places, repeated or left out.
extension OperatorTable {
  static let movementOperations: OperationRules = [
    "Slice": { call in
      let shape = try call.value(0).shape
      guard let starts = call.list("starts", orInput: 1), let ends = call.list("ends", orInput: 2),
        starts.count == ends.count
      else { throw call.misfit("its starts and ends do not fit") }
      let axes = call.list("axes", orInput: 3) ?? Array(0..<starts.count)
      let steps = call.integers(4) ?? [Int](repeating: 1, count: starts.count)
      guard axes.count == starts.count, steps.count == starts.count else {
        throw call.misfit("its axes and steps do not fit")
      }
      var (from, to) = ([Int](repeating: 0, count: shape.rank), shape.extents)
      var by = [Int](repeating: 1, count: shape.rank)
      for (index, named) in axes.enumerated() {
        let axis = try call.axis(named, rank: shape.rank)
        (from[axis], to[axis], by[axis]) = (starts[index], ends[index], steps[index])
      }
      var attributes: [String: Attribute] = ["starts": .ints(from), "stops": .ints(to)]
      if by.contains(where: { $0 != 1 }) { attributes["steps"] = .ints(by) }
      return TableOperation("slice", [0], attributes)
    }
  ]

  static let movement: OperatorRules = [
    "Split": { call in
      let x = try call.x()
      let axis = try call.axis("axis", 0)
      let extent = x.shape.extents[axis]
      let count = max(1, call.node.output.count)
      let each = (extent + count - 1) / count
      let lengths =
        call.list("split", orInput: 1)
        ?? (0..<count).map { min(each, max(0, extent - $0 * each)) }
      guard lengths.allSatisfy({ 0...extent ~= $0 }), lengths.reduce(0, { $0 &+ $1 }) == extent
      else {
        throw call.misfit("its parts \(lengths) are not \(extent) together")
      }
      var start = 0
      return try lengths.flatMap { length in
        defer { start += length }
        let indices = Array(start..<start + length)
        return try call.like(Selection(of: x.shape).taking(indices, along: axis).of(x))
      }
    },
    "Tile": { call in
      let x = try call.x()
      guard let repeats = call.integers(1), repeats.count == x.shape.rank,
        repeats.allSatisfy({ 0...(1 << 26) ~= $0 })
      else { throw call.misfit("its repeats do not fit") }
      var tiles = Selection(of: x.shape)
      for axis in repeats.indices where repeats[axis] != 1 {
        _ = try Shape([x.shape.extents[axis], repeats[axis]])
        let once = Array(0..<x.shape.extents[axis])
        tiles = try tiles.taking(
          Array(repeatElement(once, count: repeats[axis]).joined()), along: axis)
      }
      return try call.like(tiles.of(x))
    },
    "Pad": { call in
      let x = try call.x()
      guard let pads = call.list("pads", orInput: 1) ?? call.ints("paddings") else {
        throw call.misfit("it has no pads")
      }
      let rank = x.shape.rank
      let axes = try call.integers(3)?.map { try call.axis($0, rank: rank) } ?? Array(0..<rank)
      guard pads.count == 2 * axes.count, pads.allSatisfy({ abs($0 / 2) < 1 << 26 }) else {
        throw call.misfit("its pads do not fit")
      }
      let mode = call.word("mode", "constant")
      let fill = call.optional(2)?.tensor.elements.first ?? call.double("value", 0)
      var padded = Selection(of: x.shape)
      for (index, axis) in axes.enumerated() {
        let extent = x.shape.extents[axis]
        let (before, after) = (pads[index], pads[index + axes.count])
        guard before + after + extent >= 0 else { throw call.misfit("its pads leave nothing") }
        _ = try Shape([before + after + extent])
        let indices = (-before..<max(-before, extent + after)).map { position -> Int in
          if 0..<extent ~= position { return position }
          guard extent > 0 else { return -1 }
          switch mode {
          case "edge": return min(max(position, 0), extent - 1)
          case "wrap": return (position % extent + extent) % extent
          case "reflect":
            guard extent > 1 else { return 0 }
            let period = 2 * (extent - 1)
            let turn = (position % period + period) % period
            return turn < extent ? turn : period - turn
          default: return -1
          }
        }
        padded = try padded.taking(indices, along: axis)
      }
      return try call.like(padded.of(x, fill: fill))
    },
    "DepthToSpace": { call in
      let x = try call.x()
      let (size, e) = (call.int("blocksize", 1), x.shape.extents)
      guard e.count == 4, 1...max(1, e[1]) ~= size, e[1] % (size * size) == 0 else {
        throw call.misfit("its block does not fit")
      }
      let channels = e[1] / (size * size)
      let blocks = Selection(of: x.shape)
      let moved =
        call.word("mode", "DCR") == "CRD"
        ? blocks.reshaped(to: [e[0], channels, size, size, e[2], e[3]]).transposed([
          0, 1, 4, 2, 5, 3,
        ])
        : blocks.reshaped(to: [e[0], size, size, channels, e[2], e[3]]).transposed([
          0, 3, 4, 1, 5, 2,
        ])
      return try call.like(
        moved.reshaped(to: [e[0], channels, e[2] * size, e[3] * size]).of(x))
    },
    "SpaceToDepth": { call in
      let x = try call.x()
      let (size, e) = (call.int("blocksize", 1), x.shape.extents)
      guard e.count == 4, 1...max(1, min(e[2], e[3])) ~= size, e[2] % size == 0, e[3] % size == 0
      else {
        throw call.misfit("its block does not fit")
      }
      let moved = Selection(of: x.shape)
        .reshaped(to: [e[0], e[1], e[2] / size, size, e[3] / size, size])
        .transposed(
          call.word("mode", "DCR") == "CRD" ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4])
      return try call.like(
        moved.reshaped(to: [e[0], e[1] * size * size, e[2] / size, e[3] / size]).of(x))
    },
    "ReverseSequence": { call in
      let x = try call.x()
      let (batch, time) = (try call.axis("batch_axis", 1), try call.axis("time_axis", 0))
      guard let lengths = call.integers(1), lengths.count == x.shape.extents[batch] else {
        throw call.misfit("its lengths do not fit")
      }
      let positions = Selection.indices(of: x.shape.extents).map { index in
        var from = index
        let length = min(max(lengths[index[batch]], 0), x.shape.extents[time])
        if index[time] < length { from[time] = length - 1 - index[time] }
        return zip(from, x.shape.extents).reduce(0) { $0 * $1.1 + $1.0 }
      }
      return try call.like(Selection(positions, x.shape.extents).of(x))
    },
    "Trilu": { call in
      let x = try call.x()
      guard x.shape.rank >= 2 else { throw call.misfit("it needs a matrix") }
      let (offset, isUpper) = (call.integers(1)?.first ?? 0, call.bool("upper", true))
      let columns = x.shape.extents[x.shape.rank - 1]
      let rows = x.shape.extents[x.shape.rank - 2]
      let positions = (0..<x.shape.elementCount).map { position in
        let (row, column) = (position / columns % rows, position % columns)
        let (isAbove, isBelow) = (column - row >= offset, column - row <= offset)
        return (isUpper ? isAbove : isBelow) ? position : -1
      }
      return try call.like(Selection(positions, x.shape.extents).of(x))
    },
  ]
}
