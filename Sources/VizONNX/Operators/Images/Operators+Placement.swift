import VizAutodiff
import VizBase
import VizTensor

/// Images cut, put together and searched.
extension OperatorTable {
  static let placement: OperatorRules = [
    "CenterCropPad": { call in
      let x = try call.x()
      let rank = x.shape.rank
      let axes = try call.ints("axes")?.map { try call.axis($0, rank: rank) } ?? Array(0..<rank)
      guard let extents = call.integers(1), extents.count == axes.count,
        extents.allSatisfy({ $0 >= 0 })
      else { throw call.misfit("its shape does not fit") }
      var selection = Selection(of: x.shape)
      for (axis, wanted) in zip(axes, extents) {
        let extent = x.shape.extents[axis]
        // Of an odd difference the smaller part is before.
        let start = wanted < extent ? (extent - wanted) / 2 : -((wanted - extent) / 2)
        var resized = selection.extents
        resized[axis] = wanted
        _ = try Shape(resized)
        selection = try selection.taking(
          (0..<wanted).map { 0..<extent ~= $0 + start ? $0 + start : -1 }, along: axis)
      }
      return try call.like(selection.of(x))
    },
    "Col2Im": { call in
      let x = try call.x()
      guard x.shape.rank == 3, let image = call.integers(1), let block = call.integers(2),
        image.count == block.count, (image + block).allSatisfy({ $0 > 0 })
      else { throw call.misfit("its image and block do not fit") }
      let window = try SpatialWindow(call, kernel: block, on: image)
      let output = window.count(on: image)
      let cells = try Shape(block).elementCount
      let (n, pixels) = (x.shape.extents[0], try Shape(output).elementCount)
      _ = try Shape([cells, pixels])
      guard x.shape.extents[1] % cells == 0, x.shape.extents[2] == pixels else {
        throw call.misfit("its columns do not fit the image")
      }
      let c = x.shape.extents[1] / cells
      let plane = try Shape(image).elementCount
      var one: [Int] = []
      for cell in Selection.indices(of: block) {
        for pixel in Selection.indices(of: output) {
          one.append(window.position(pixel, cell, on: image))
        }
      }
      let positions = (0..<n * c).flatMap { index in
        one.map { $0 < 0 ? -1 : index * plane + $0 }
      }
      return try call.like(spread(x, to: positions, in: Shape([n, c] + image)))
    },
    "MaxUnpool": { call in
      let x = try call.x()
      guard x.shape.rank >= 2 else { throw call.misfit("its image has no channels") }
      let kernel = call.ints("kernel_shape") ?? []
      let spatial = Array(x.shape.extents.dropFirst(2))
      let window = try SpatialWindow(call, kernel: kernel, on: spatial)
      let full =
        Array(x.shape.extents[..<2])
        + spatial.indices.map {
          max(
            0,
            (spatial[$0] - 1) * window.strides[$0] + kernel[$0] - window.before[$0]
              - window.after[$0])
        }
      let shape = try Shape(full)
      guard let positions = call.integers(1), positions.count == x.shape.elementCount,
        positions.allSatisfy({ 0..<shape.elementCount ~= $0 })
      else { throw call.misfit("its indices do not fit") }
      let y = try spread(x, to: positions, in: shape)
      guard let wanted = call.integers(2) else { return try call.like(y) }
      guard wanted.count == full.count, wanted.allSatisfy({ $0 >= 0 }) else {
        throw call.misfit("its output's shape does not fit")
      }
      _ = try Shape(wanted)
      var selection = Selection(of: shape)
      for axis in wanted.indices {
        selection = try selection.taking(
          (0..<wanted[axis]).map { $0 < full[axis] ? $0 : -1 }, along: axis)
      }
      return try call.like(selection.of(y))
    },
    "NonMaxSuppression": { call in
      let (boxes, scores) = (try call.value(0).tensor, try call.value(1).tensor)
      guard boxes.shape.rank == 3, boxes.shape.extents[2] == 4, scores.shape.rank == 3,
        boxes.shape.extents[0] == scores.shape.extents[0],
        boxes.shape.extents[1] == scores.shape.extents[2]
      else { throw call.misfit("its boxes and scores do not fit") }
      let most = call.integers(2)?.first ?? 0
      let overlap = call.optional(3)?.tensor.elements.first ?? 0
      let least = call.optional(4)?.tensor.elements.first ?? -.infinity
      let isCentred = call.bool("center_point_box")
      let (classes, count) = (scores.shape.extents[1], scores.shape.extents[2])
      var chosen: [Double] = []
      for image in 0..<scores.shape.extents[0] {
        let placed = (0..<count).map { index in
          Box(boxes.elements[((image * count + index) * 4)...].prefix(4), isCentred: isCentred)
        }
        for label in 0..<classes {
          let score = { scores.elements[(image * classes + label) * count + $0] }
          let order = (0..<count).filter { score($0) > least }
            .sorted { score($0) == score($1) ? $0 < $1 : score($0) > score($1) }
          var kept: [Int] = []
          for index in order where kept.count < most {
            if kept.allSatisfy({ placed[$0].overlap(placed[index]) <= overlap }) {
              kept.append(index)
            }
          }
          chosen += kept.flatMap { [Double(image), Double(label), Double($0)] }
        }
      }
      return try call.constant(chosen, [chosen.count / 3, 3], .int64)
    },
  ]

  /// A rectangle, by its edges.
  private struct Box {
    var left, right, top, bottom: Double

    /// Two opposite corners, y before x; or the centre and the extents, x before y.
    init(_ numbers: ArraySlice<Double>, isCentred: Bool) {
      let n = Array(numbers)
      if isCentred {
        (left, right) = (n[0] - n[2] / 2, n[0] + n[2] / 2)
        (top, bottom) = (n[1] - n[3] / 2, n[1] + n[3] / 2)
      } else {
        (left, right) = (min(n[1], n[3]), max(n[1], n[3]))
        (top, bottom) = (min(n[0], n[2]), max(n[0], n[2]))
      }
    }

    var area: Double { (right - left) * (bottom - top) }

    /// The share of both that is common to both.
    func overlap(_ other: Box) -> Double {
      let width = min(right, other.right) - max(left, other.left)
      let height = min(bottom, other.bottom) - max(top, other.top)
      guard width > 0, height > 0 else { return 0 }
      return width * height / (area + other.area - width * height)
    }
  }
}
