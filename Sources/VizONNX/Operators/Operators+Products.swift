import VizAutodiff
import VizTensor

extension OperatorTable {
  static let productOperations: OperationRules = [
    "MatMul": { _ in TableOperation("matmul", [0, 1]) },
    "Gemm": { call in
      var attributes: [String: Attribute] = [:]
      for name in ["alpha", "beta"] where call.double(name, 1) != 1 {
        attributes[name] = .double(call.double(name, 1))
      }
      for name in ["transA", "transB"] where call.bool(name) { attributes[name] = true }
      return TableOperation("gemm", [0, 1] + call.present([2]), attributes)
    },
    "Einsum": { call in
      TableOperation(
        "einsum", Array(call.inputs.indices), ["equation": .string(call.word("equation", ""))])
    },
  ]

  static let products: OperatorRules = [
    "MatMulInteger": { call in
      let (a, b) = (try shifted(call, 0, 2), try shifted(call, 1, 3))
      return [call.constant(try Tensor.matmul(a, b), .int32)]
    }
  ]

  /// Whole numbers less their zero point.
  static func shifted(_ call: OperatorCall, _ index: Int, _ point: Int) throws -> Tensor<Double> {
    let x = try call.value(index).tensor
    guard let zero = call.optional(point)?.tensor else { return x }
    // One for each row of a matrix, for each filter of a convolution.
    if zero.shape.rank == 1, zero.shape.elementCount > 1, index == 0 || x.shape.rank > 2 {
      let extents = [zero.shape.elementCount] + [Int](repeating: 1, count: max(1, x.shape.rank - 1))
      return try x - zero.reshaped(to: Shape(extents))
    }
    return try x - zero
  }
}
