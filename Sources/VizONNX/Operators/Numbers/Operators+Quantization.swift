import VizAutodiff
import VizTensor
import VizTrace

/// Quantised numbers, computed as what they stand for.
extension OperatorTable {
  static let quantization: OperatorRules = [
    "DequantizeLinear": { call in
      let x = try call.value(0)
      let zero = try call.optional(2).map { try aligned(call, $0.tensor, to: x.shape) }
      let shifted = try zero.map { try x.tensor - $0 } ?? x.tensor
      let scale = try call.value(1)
      let result = try shifted * aligned(call, scale.tensor, to: x.shape)
      return [call.constant(result, scale.type)]
    },
    "QuantizeLinear": { call in
      let x = try call.value(0)
      let type =
        call.optional(2)?.type
        ?? ElementType(rawValue: Int32(clamping: call.int("output_dtype", 0))) ?? .uint8
      let scale = try aligned(call, call.value(1).tensor, to: x.shape)
      // Where a quotient is near a half, it tells that the standard's is one of single precision.
      let scaled =
        x.type == .float
        ? try Tensor.zip(x.tensor, scale, for: "QuantizeLinear") { Double(Float($0) / Float($1)) }
        : try x.tensor / scale
      let zero = try call.optional(2).map { try aligned(call, $0.tensor, to: x.shape) }
      return [call.constant(try quantized(call, scaled, zero, type), type)]
    },
    "DynamicQuantizeLinear": { call in
      let x = try call.value(0).tensor
      let low = min(0, x.elements.min() ?? 0)
      let high = max(0, x.elements.max() ?? 0)
      // In single precision, as the standard has it: where a quotient is near a half, that tells.
      let scale = high == low ? 1 : Float(high - low) / 255
      let steps = { (number: Double) in
        Double((Float(number) / scale).rounded(.toNearestOrEven))
      }
      let zero = min(255, max(0, steps(-low)))
      let y = x.map { min(255, max(0, steps($0) + zero)) }
      return [
        call.constant(y, .uint8), call.constant(Tensor(Double(scale)), .float),
        call.constant(Tensor(zero), .uint8),
      ]
    },
    "QLinearMatMul": { call in
      let type = try call.value(7).type
      let a = try real(call, 0)
      let b = try real(call, 3)
      let scaled = try Tensor.matmul(a, b) / call.value(6).tensor
      return [call.constant(try quantized(call, scaled, call.value(7).tensor, type), type)]
    },
    "QLinearConv": { call in
      let type = try call.value(7).type
      let (x, w) = (try real(call, 0), try real(call, 3, channelsFirst: true))
      var inputs: [ModelValue?] = [call.constant(x, .float), call.constant(w, .float)]
      if let bias = call.optional(8) {
        let scale = try call.value(1).tensor * call.value(4).tensor
        inputs.append(call.constant(try bias.tensor * scale, .float))
      }
      let plain = OperatorCall(
        node: call.node, inputs: inputs, opset: call.opset, tape: call.tape, folder: call.folder)
      guard let rule = rule(domain: "", name: "Conv") else { return [] }
      let scaled = try rule(plain)[0].tensor / call.value(6).tensor
      return [call.constant(try quantized(call, scaled, call.value(7).tensor, type), type)]
    },
  ]

  /// The numbers that the input, its scale and its zero point stand for.
  private static func real(
    _ call: OperatorCall, _ index: Int, channelsFirst: Bool = false
  ) throws -> Tensor<Double> {
    let x = try call.value(index).tensor
    var (scale, zero) = (try call.value(index + 1).tensor, try call.value(index + 2).tensor)
    if channelsFirst, scale.shape.elementCount > 1 {
      let extents =
        [scale.shape.elementCount] + [Int](repeating: 1, count: max(0, x.shape.rank - 1))
      scale = try scale.reshaped(to: Shape(extents))
      if zero.shape.elementCount > 1 { zero = try zero.reshaped(to: Shape(extents)) }
    }
    return try (x - zero) * scale
  }

  private static func quantized(
    _ call: OperatorCall, _ scaled: Tensor<Double>, _ zero: Tensor<Double>?, _ type: ElementType
  ) throws -> Tensor<Double> {
    if type.isFloating {
      let saturates = call.bool("saturate", true)
      return try (zero.map { try scaled + $0 } ?? scaled)
        .map { type.rounded($0, saturates: saturates) }
    }
    guard let bits = type.bits else {
      throw call.unsupported("quantisation to \(type.dtype.rawValue)")
    }
    let isSigned = String(describing: type).hasPrefix("int")
    let half = Double(UInt64(1) << UInt64(bits - 1))
    let (low, high) = isSigned ? (-half, half - 1) : (0, 2 * half - 1)
    let rounded = scaled.map { $0.rounded(.toNearestOrEven) }
    return try (zero.map { try rounded + $0 } ?? rounded).map { min(high, max(low, $0)) }
  }

  /// Scales of an axis, or of blocks along it, in the tensor's own axes.
  private static func aligned(
    _ call: OperatorCall, _ scale: Tensor<Double>, to shape: Shape
  ) throws -> Tensor<Double> {
    if scale.shape.elementCount == 1 { return try scale.reshaped(to: .scalar) }
    let axis = try call.axis(call.int("axis", 1), rank: shape.rank)
    if scale.shape.rank == 1 {
      var extents = [Int](repeating: 1, count: shape.rank)
      extents[axis] = scale.shape.elementCount
      return try scale.reshaped(to: Shape(extents))
    }
    let block = call.int("block_size", 0)
    guard block > 0, scale.shape.rank == shape.rank else {
      throw call.misfit("its scale does not fit")
    }
    let indices = (0..<shape.extents[axis]).map { $0 / block }
    let repeated = try Selection(of: scale.shape).taking(indices, along: axis)
    return try Tensor(repeated.positions.map { scale.elements[$0] }, shape: Shape(repeated.extents))
  }
}
