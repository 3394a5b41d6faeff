import VizAutodiff
import VizTensor

extension OperatorTable {
  static let pooling: OperatorRules = [
    "MaxPool": { call in
      let x = try call.value(0)
      let (window, spatial, output) = try pool(call)
      let seen = try windows(window, x.variable, spatial, output, fill: -.infinity)
      let top = try ranked(seen.value, along: 3, count: 1, largest: true)
      let extents = Array(x.shape.extents[..<2]) + output
      let value = try Selection(top.positions, extents).of(seen, named: "select")
      guard call.node.output.count > 1 else { return try call.like(value) }
      let numbers = try windows(
        window, call.tape.constant(indices(of: x.shape, call.int("storage_order", 0))), spatial,
        output, fill: -1)
      return try call.like(value)
        + call.constant(
          top.positions.map { numbers.value.elements[$0] }, extents, .int64)
    },
    "AveragePool": { call in
      let x = try call.x()
      let (window, spatial, output) = try pool(call)
      let countsPadding = call.bool("count_include_pad")
      let seen = try windows(window, x, spatial, output)
      let sums = try sum(seen, axes: [3])
      var room = window
      if countsPadding {
        // Padding counts, but not what a last window reaches beyond it.
        room.before = window.before.map { _ in 0 }
        room.after = room.before
      }
      let seenBy =
        countsPadding
        ? spatial.indices.map { spatial[$0] + window.before[$0] + window.after[$0] } : spatial
      let ones = try call.tape.constant(.ones(Shape([1, 1] + seenBy)))
      let counts = try sum(windows(room, ones, seenBy, output), axes: [3])
      return try call.like(
        reshape(sums / call.tape.constant(counts.value), to: Array(x.shape.extents[..<2]) + output))
    },
    "LpPool": { call in
      let x = try call.x()
      let (window, spatial, output) = try pool(call)
      let p = Double(call.int("p", 2))
      let seen = try call.apply("abs", [windows(window, x, spatial, output)])
      let sums = try sum(Variable.pow(seen, p), axes: [3])
      return try call.like(
        reshape(Variable.pow(sums, 1 / p), to: Array(x.shape.extents[..<2]) + output))
    },
    "GlobalLpPool": { call in
      let x = try call.x()
      let p = Double(call.int("p", 2))
      let axes = Array(2..<max(2, x.shape.rank))
      let sums = try sum(Variable.pow(call.apply("abs", [x]), p), axes: axes, keepdims: true)
      return try call.like(Variable.pow(sums, 1 / p))
    },
  ]

  static func global(_ call: OperatorCall, _ op: String) throws -> TableOperation {
    let axes = Array(2..<max(2, try call.value(0).shape.rank))
    return TableOperation(op, [0], ["axes": .ints(axes), "keepdims": true])
  }

  /// What the table's own pooling is told where it does it; else nil.
  static func plainPooling(_ call: OperatorCall) throws -> [String: Attribute]? {
    let (window, spatial, _) = try pool(call)
    return isPlain(call, window, spatial) ? pooling(window) : nil
  }

  private static func pool(
    _ call: OperatorCall
  ) throws -> (window: SpatialWindow, spatial: [Int], output: [Int]) {
    let spatial = Array(try call.value(0).shape.extents.dropFirst(2))
    guard let kernel = call.ints("kernel_shape"), try call.value(0).shape.rank >= 2 else {
      throw call.misfit("it has no kernel_shape, or its image no channels")
    }
    let window = try SpatialWindow(call, kernel: kernel, on: spatial)
    return (window, spatial, window.count(on: spatial, isCeiling: call.bool("ceil_mode")))
  }

  private static func isPlain(
    _ call: OperatorCall, _ window: SpatialWindow, _ spatial: [Int]
  ) -> Bool {
    window.kernel.count == 2 && window.dilations == [1, 1]
      && window.count(on: spatial) == window.count(on: spatial, isCeiling: call.bool("ceil_mode"))
      && zip(window.before + window.after, window.kernel + window.kernel).allSatisfy { $0 < $1 }
  }

  private static func pooling(_ window: SpatialWindow) -> [String: Attribute] {
    var attributes = window.attributes(["kernel": .ints(window.kernel)])
    attributes["strides"] = window.strides == window.kernel ? nil : .ints(window.strides)
    return attributes
  }

  /// Each element's own position, by rows or by columns of its plane.
  private static func indices(of shape: Shape, _ order: Int) throws -> Tensor<Double> {
    guard order == 1, shape.rank == 4 else {
      return try Tensor((0..<shape.elementCount).map(Double.init), shape: shape)
    }
    let (rows, columns) = (shape.extents[2], shape.extents[3])
    let plane = rows * columns
    return try Tensor(
      (0..<shape.elementCount).map {
        Double($0 / plane * plane + $0 % columns * rows + $0 % plane / columns)
      }, shape: shape)
  }
}
