import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// What rounding does to a normalisation of numbers that are all but equal, such as one number
/// alone: what is left of them beside their mean is rounding, and is divided by next to nothing.
struct NormalizationNoise {
  /// How far the normalised numbers may be off.
  private let shift: Tensor<Double>
  /// How far what the normalised numbers and their mean are multiplied by may be off.
  private let spread: Tensor<Double>
  private let inverse: Tensor<Double>
  private let scale: Tensor<Double>
  private let kept: Shape
  private let groups: Shape
  private let inputs: [Shape]

  /// Nil for a node that normalises nothing by its own mean or square.
  init?(_ node: Node, _ inputs: [Tensor<Double>], _ tolerance: Tolerance) {
    guard let given = inputs.first, let (groups, kept) = Self.groups(of: node, given.shape),
      node.operation.name != "batch_norm" || inputs.count < 5
    else { return nil }
    // Statistics are computed in single precision at least.
    let unit = max(tolerance.unit, 8 * min(tolerance.unit, 0x1p-24))
    let isCentred = node.operation.traits.contains(.normalises)
    let epsilon = Self.number(node, "epsilon") ?? (isCentred ? 1e-5 : 0x1p-23)
    guard let x = try? given.reshaped(to: groups),
      let centred = try? (isCentred ? x - x.mean(to: kept) : x),
      let variance = try? (centred * centred).mean(to: kept),
      let size = try? (x * x).mean(to: kept).map({ $0.squareRoot() }),
      let scale = Self.scale(node, inputs)
    else { return nil }
    let inverse = variance.map { 1 / ($0 + epsilon).squareRoot() }
    guard let normalized = try? centred * inverse,
      let relative = try? (isCentred ? size * inverse : normalized.map(\.magnitude)),
      let shift = try? relative.map({ unit * $0 }).broadcast(to: groups),
      let usual = try? (normalized * normalized).mean(to: kept).map({ $0.squareRoot() }),
      let sizes = try? normalized.map(\.magnitude) + usual,
      let spread = try? Tensor.zip(shift, sizes, for: node.op, { unit + $0 * ($0 + $1) })
    else { return nil }
    (self.shift, self.spread, self.inverse) = (shift, spread, inverse)
    (self.scale, self.kept, self.groups) = (scale, kept, groups)
    self.inputs = inputs.map(\.shape)
  }

  /// How far each element of the value may be off.
  var value: Tensor<Double>? { try? shift.reshaped(to: inputs[0]) * scale }

  /// How far each element of what is sent back to an input may be off, for the cotangent `g`.
  func gradient(_ g: Tensor<Double>, to position: Int) -> Tensor<Double>? {
    let sizes = g.map(\.magnitude.finite)
    switch position {
    case 0:
      guard let sent = try? (sizes * scale).reshaped(to: groups),
        let all = try? sent + sent.mean(to: kept)
      else { return nil }
      return try? (all * inverse * spread).reshaped(to: inputs[0])
    case 1:
      guard inputs.count > 1, let shifted = try? sizes * shift.reshaped(to: inputs[0]),
        let summed = try? shifted.sum(to: parameters)
      else { return nil }
      return try? summed.reshaped(to: inputs[1])
    default: return nil
    }
  }

  /// The shape of the scale with an axis for each one of x.
  private var parameters: Shape { scale.shape }

  /// x as it is normalised, and the shape of its statistics.
  private static func groups(of node: Node, _ x: Shape) -> (groups: Shape, kept: Shape)? {
    let extents = x.extents
    switch node.operation.name {
    case "layer_norm", "rms_norm":
      let axis = number(node, "axis").flatMap { Int(exactly: $0) } ?? -1
      guard let first = try? x.axis(axis, for: node.op) else { return nil }
      return (x, x.reduced(over: Array(first..<x.rank)))
    case "batch_norm" where x.rank > 1:
      return (x, x.reduced(over: extents.indices.filter { $0 != 1 }))
    case "group_norm" where x.rank > 1, "instance_norm" where x.rank > 1:
      let stated = number(node, "num_groups").flatMap { Int(exactly: $0) }
      let count = node.operation.name == "group_norm" ? stated ?? 0 : extents[1]
      let each = extents[0].multipliedReportingOverflow(by: count)
      guard count > 0, !each.overflow, each.partialValue > 0,
        let groups = try? Shape([each.partialValue, x.elementCount / each.partialValue]),
        groups.elementCount == x.elementCount
      else { return nil }
      return (groups, groups.reduced(over: [1]))
    default: return nil
    }
  }

  /// The magnitudes of the scale, with an axis for each one of x; ones without it.
  private static func scale(_ node: Node, _ inputs: [Tensor<Double>]) -> Tensor<Double>? {
    let x = inputs[0].shape
    let isLast = ["layer_norm", "rms_norm"].contains(node.operation.name)
    let extents = x.extents.indices.map { axis in
      if isLast {
        let first = x.rank - (inputs.count > 1 ? inputs[1].shape.rank : 0)
        return axis < first ? 1 : x.extents[axis]
      }
      return axis == 1 ? x.extents[1] : 1
    }
    guard let shape = try? Shape(extents) else { return nil }
    guard inputs.count > 1 else { return .ones(shape) }
    return try? inputs[1].map(\.magnitude.finite).reshaped(to: shape)
  }

  private static func number(_ node: Node, _ name: String) -> Double? {
    switch node.attributes[name].flatMap(Attribute.init) {
    case .double(let number): number
    case .int(let number): Double(number)
    default: nil
    }
  }
}
