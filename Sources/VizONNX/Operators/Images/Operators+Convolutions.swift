import VizAutodiff
import VizTensor

/// What slides over the spatial axes of a tensor `[n, c, …]`.
struct SpatialWindow {
  var kernel, strides, dilations, before, after: [Int]

  init(_ call: OperatorCall, kernel: [Int], on extents: [Int]) throws {
    self.kernel = kernel
    let ones = [Int](repeating: 1, count: kernel.count)
    strides = call.ints("strides") ?? ones
    dilations = call.ints("dilations") ?? ones
    let pads = call.ints("pads") ?? [Int](repeating: 0, count: 2 * kernel.count)
    guard strides.count == kernel.count, dilations.count == kernel.count,
      pads.count == 2 * kernel.count, extents.count == kernel.count,
      (strides + dilations + kernel).allSatisfy({ 1...(1 << 30) ~= $0 }),
      pads.allSatisfy({ 0...(1 << 30) ~= $0 })
    else { throw call.misfit("kernel, strides, pads and dilations do not fit") }
    // Each is bounded, and so is their product.
    _ = try Shape(kernel)
    before = Array(pads[..<kernel.count])
    after = Array(pads[kernel.count...])
    let auto = call.word("auto_pad", "NOTSET")
    guard auto != "NOTSET" else { return }
    for axis in kernel.indices {
      guard auto != "VALID" else {
        (before[axis], after[axis]) = (0, 0)
        continue
      }
      let output = (extents[axis] + strides[axis] - 1) / strides[axis]
      let total = max(0, (output - 1) * strides[axis] + span(axis) - extents[axis])
      let small = total / 2
      (before[axis], after[axis]) =
        auto == "SAME_LOWER" ? (total - small, small) : (small, total - small)
    }
  }

  /// How many elements the kernel reaches over along an axis.
  func span(_ axis: Int) -> Int { (kernel[axis] - 1) * dilations[axis] + 1 }

  /// How often it fits along each axis; `isCeiling` counts a last one that begins inside.
  func count(on extents: [Int], isCeiling: Bool = false) -> [Int] {
    extents.indices.map { axis in
      let room = extents[axis] + before[axis] + after[axis] - span(axis)
      guard room >= 0 else { return 0 }
      var count = room / strides[axis] + 1
      if isCeiling, room % strides[axis] > 0,
        count * strides[axis] < extents[axis] + before[axis]
      {
        count += 1
      }
      return count
    }
  }

  /// Where a cell of the kernel is when that stands at a pixel; -1 beyond the edge.
  func position(_ pixel: [Int], _ cell: [Int], on extents: [Int]) -> Int {
    var position = 0
    for axis in extents.indices {
      let index = pixel[axis] * strides[axis] + cell[axis] * dilations[axis] - before[axis]
      guard 0..<extents[axis] ~= index else { return -1 }
      position = position * extents[axis] + index
    }
    return position
  }

  /// As the table's operations are told it.
  func attributes(_ more: [String: Attribute] = [:]) -> [String: Attribute] {
    var attributes = more
    if strides.contains(where: { $0 != 1 }) { attributes["strides"] = .ints(strides) }
    if (before + after).contains(where: { $0 > 0 }) {
      attributes["padding"] = .ints(before + after)
    }
    if dilations.contains(where: { $0 != 1 }) { attributes["dilations"] = .ints(dilations) }
    return attributes
  }
}

extension OperatorTable {
  static let imageOperations: OperationRules = [
    "Conv": { call in
      try convolution(call).map {
        TableOperation($0.op, [0, 1] + call.present([2]), $0.attributes)
      }
    },
    "MaxPool": { call in
      guard try call.node.output.count < 2 && call.value(0).type.isFloating else { return nil }
      return try plainPooling(call).map { TableOperation("max_pool2d", [0], $0) }
    },
    "AveragePool": { call in
      guard var attributes = try plainPooling(call) else { return nil }
      if attributes["padding"] != nil, !call.bool("count_include_pad") {
        attributes["count_include_pad"] = false
      }
      return TableOperation("avg_pool2d", [0], attributes)
    },
    "GlobalAveragePool": { try global($0, "mean") }, "GlobalMaxPool": { try global($0, "max") },
  ]

  static let convolutions: OperatorRules = [
    // conv1d, conv2d and conv3d are the table's; along more axes there is the product of matrices.
    "Conv": { call in
      let (x, w) = (try call.x(), try call.x(1))
      let spatial = Array(x.shape.extents.dropFirst(2))
      let window = try SpatialWindow(call, kernel: Array(w.shape.extents.dropFirst(2)), on: spatial)
      return try call.like(
        unfolded(
          window, x, w, call.optional(2)?.variable, call.int("group", 1), spatial))
    },
    "ConvInteger": { call in
      let x = call.tape.constant(try shifted(call, 0, 2))
      let w = call.tape.constant(try shifted(call, 1, 3))
      guard let operation = try convolution(call) else {
        throw call.unsupported("ConvInteger over \(x.shape.rank - 2) axes")
      }
      let result = try call.apply(operation.op, [x, w], operation.attributes)
      return [ModelValue(variable: result, type: .int32)]
    },
    "ConvTranspose": { call in
      let (x, w) = (try call.x(), try call.x(1))
      let spatial = Array(x.shape.extents.dropFirst(2))
      guard spatial.count == w.shape.rank - 2, 1...3 ~= spatial.count else {
        throw call.unsupported("ConvTranspose over \(spatial.count) axes")
      }
      return try call.like(transposed(call, x, w, spatial))
    },
  ]

  /// The table's convolution of the first two inputs, and what it is told; nil along more axes than
  /// there is one for.
  private static func convolution(
    _ call: OperatorCall
  ) throws -> (op: String, attributes: [String: Attribute])? {
    let (x, w) = (try call.value(0).shape, try call.value(1).shape)
    let spatial = Array(x.extents.dropFirst(2))
    let window = try SpatialWindow(call, kernel: Array(w.extents.dropFirst(2)), on: spatial)
    let groups = call.int("group", 1)
    guard x.rank >= 2, w.rank == x.rank, groups > 0 else {
      throw call.misfit("an image \(x), filters \(w) and \(groups) groups do not fit")
    }
    guard 1...3 ~= spatial.count else { return nil }
    return (
      "conv\(spatial.count)d",
      window.attributes(groups == 1 ? [:] : ["groups": .int(groups)])
    )
  }

  /// The sum over the kernel's elements, one product of matrices for all: any number of axes.
  private static func unfolded(
    _ window: SpatialWindow, _ x: Variable<Double>, _ w: Variable<Double>,
    _ bias: Variable<Double>?, _ groups: Int, _ spatial: [Int]
  ) throws -> Variable<Double> {
    let output = window.count(on: spatial)
    // [n, c, places, cells] to [n, c, cells, places].
    let seen = try transpose(windows(window, x, spatial, output), permutation: [0, 1, 3, 2])
    return try filtered(seen, batch: x.shape.extents[0], w, bias, groups, output)
  }

  /// What windows see, `[n, c, cells, places]` or any shape of so many elements, by the filters: one
  /// product of matrices for all.
  static func filtered(
    _ seen: Variable<Double>, batch: Int, _ w: Variable<Double>, _ bias: Variable<Double>?,
    _ groups: Int, _ output: [Int]
  ) throws -> Variable<Double> {
    let filters = w.shape.extents[0]
    let pixels = try Shape(output).elementCount
    let cells = w.shape.extents.dropFirst().reduce(1, *)
    let columns = try reshape(seen, to: [batch, groups, cells, pixels])
    let rows = try reshape(w, to: [1, groups, filters / groups, cells])
    let y = try reshape(matmul(rows, columns), to: [batch, filters] + output)
    guard let bias else { return y }
    return try y
      + reshape(bias, to: [filters] + [Int](repeating: 1, count: output.count))
  }

  /// What each place of a window sees: `[n, c, places, cells]`, `fill` where it is beyond the edge.
  static func windows(
    _ window: SpatialWindow, _ x: Variable<Double>, _ spatial: [Int], _ output: [Int],
    fill: Double = 0
  ) throws -> Variable<Double> {
    let plane = spatial.reduce(1, *)
    let (pixels, cells) = try (Shape(output).elementCount, Shape(window.kernel).elementCount)
    let shape = try Shape([x.shape.extents[0], x.shape.extents[1], pixels, cells])
    var one: [Int] = []
    for pixel in Selection.indices(of: output) {
      for cell in Selection.indices(of: window.kernel) {
        one.append(window.position(pixel, cell, on: spatial))
      }
    }
    let planes = x.shape.extents[0] * x.shape.extents[1]
    let positions = (0..<planes).flatMap { index in
      one.map { $0 < 0 ? -1 : index * plane + $0 }
    }
    return try Selection(positions, shape.extents).of(x, named: "windows", fill: fill)
  }

  /// A convolution of what was spread by the strides, with the kernels turned around.
  private static func transposed(
    _ call: OperatorCall, _ x: Variable<Double>, _ w: Variable<Double>, _ spatial: [Int]
  ) throws -> Variable<Double> {
    let kernel = Array(w.shape.extents.dropFirst(2))
    let rank = spatial.count
    let ones = [Int](repeating: 1, count: rank)
    let strides = call.ints("strides") ?? ones
    let dilations = call.ints("dilations") ?? ones
    let extra = call.ints("output_padding") ?? [Int](repeating: 0, count: rank)
    guard strides.count == rank, dilations.count == rank, extra.count == rank,
      (strides + dilations).allSatisfy({ 1...(1 << 20) ~= $0 }),
      extra.allSatisfy({ 0...(1 << 20) ~= $0 })
    else { throw call.misfit("strides, dilations and output_padding do not fit") }
    let spans = kernel.indices.map { (kernel[$0] - 1) * dilations[$0] + 1 }
    let full = spatial.indices.map { (spatial[$0] - 1) * strides[$0] + spans[$0] + extra[$0] }
    var pads = call.ints("pads") ?? [Int](repeating: 0, count: 2 * rank)
    guard pads.count == 2 * rank, pads.allSatisfy({ -(1 << 30)...(1 << 30) ~= $0 }) else {
      throw call.misfit("its pads do not fit")
    }
    let auto = call.word("auto_pad", "NOTSET")
    let wanted =
      call.ints("output_shape").map { Array($0.suffix(rank)) }
      ?? (auto.hasPrefix("SAME") ? spatial.indices.map { spatial[$0] * strides[$0] } : nil)
    if let wanted {
      for axis in wanted.indices {
        let total = max(0, full[axis] - wanted[axis])
        let small = total / 2
        (pads[axis], pads[axis + rank]) =
          auto == "SAME_UPPER" ? (small, total - small) : (total - small, small)
      }
    }
    let output = wanted ?? full.indices.map { full[$0] - pads[$0] - pads[$0 + rank] }
    guard output.count == rank, output.allSatisfy({ 0...Shape.mostElements ~= $0 }),
      spans.allSatisfy({ $0 > 0 })
    else { throw call.misfit("its output is \(output)") }
    // That there is so much room is known before it is filled.
    let wide = zip(output, spans).map { $0 + $1 - 1 }
    _ = try Shape(Array(x.shape.extents.prefix(2)) + wide)
    // x with zeros between, padded or cut so that the convolution gives the output's extents.
    var spread = Selection(of: x.shape)
    for axis in 0..<rank {
      let indices = (0..<wide[axis]).map { index -> Int in
        let from = index - (spans[axis] - 1) + pads[axis]
        guard from >= 0, from % strides[axis] == 0, from / strides[axis] < spatial[axis] else {
          return -1
        }
        return from / strides[axis]
      }
      spread = try spread.taking(indices, along: axis + 2)
    }
    let groups = call.int("group", 1)
    let (inputs, each) = (w.shape.extents[0], w.shape.extents[1])
    guard groups > 0, inputs % groups == 0 else { throw call.misfit("its groups do not fit") }
    // [c, m / groups, …] to [m, c / groups, …], each axis of the kernel reversed.
    var turned = Selection(of: w.shape)
    for axis in 0..<rank {
      turned = try turned.taking(Array((0..<kernel[axis]).reversed()), along: axis + 2)
    }
    let cells = Array(2..<2 + rank)
    turned = turned.reshaped(to: [groups, inputs / groups, each] + kernel)
      .transposed([0, 2, 1] + cells.map { $0 + 1 })
      .reshaped(to: [groups * each, inputs / groups] + kernel)
    let image = try spread.of(x, named: "spread")
    let filters = try turned.of(w, named: "turn")
    var attributes: [String: Attribute] = [:]
    if groups != 1 { attributes["groups"] = .int(groups) }
    if dilations.contains(where: { $0 != 1 }) { attributes["dilations"] = .ints(dilations) }
    let operands = [image, filters] + (call.optional(2).map { [$0.variable] } ?? [])
    return try call.apply("conv\(rank)d", operands, attributes)
  }
}
