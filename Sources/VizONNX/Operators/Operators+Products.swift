import VizAutodiff
import VizTensor

extension OperatorTable {
  static let products: OperatorRules = [
    "MatMul": { call in try call.like(matmul(call.x(), call.x(1))) },
    "Gemm": { call in
      var (a, b) = (try call.x(), try call.x(1))
      if call.bool("transA") { a = try transpose(a) }
      if call.bool("transB") { b = try transpose(b) }
      var product = try matmul(a, b)
      let (alpha, beta) = (call.double("alpha", 1), call.double("beta", 1))
      if alpha != 1 { product = try product * alpha }
      guard let c = call.optional(2)?.variable else { return try call.like(product) }
      return try call.like(product + (beta == 1 ? c : c * beta))
    },
    "Einsum": { call in
      let equation = call.word("equation", "")
      let operands = try call.inputs.indices.map { try call.x($0) }
      return try call.like(call.apply("einsum", operands, ["equation": .string(equation)]))
    },
    "MatMulInteger": { call in
      let (a, b) = (try shifted(call, 0, 2), try shifted(call, 1, 3))
      return [call.constant(try Tensor.matmul(a, b), .int32)]
    },
  ]

  /// Whole numbers less their zero point.
  static func shifted(_ call: OperatorCall, _ index: Int, _ point: Int) throws -> Tensor<Double> {
    let x = try call.value(index).tensor
    guard let zero = call.optional(point)?.tensor else { return x }
    if zero.shape.rank == 1, zero.shape.count > 1, index == 0 {
      return try x - zero.reshaped(to: Shape([zero.shape.count, 1]))
    }
    return try x - zero
  }
}
