import VizTensor

/// Comparisons and logic, which have no derivative.
extension OperatorTable {
  static let comparisons: OperatorRules = [
    "Equal": compare(==), "Greater": compare(>), "GreaterOrEqual": compare(>=), "Less": compare(<),
    "LessOrEqual": compare(<=),
    "And": compare { $0 != 0 && $1 != 0 }, "Or": compare { $0 != 0 || $1 != 0 },
    "Xor": compare { ($0 != 0) != ($1 != 0) },
    "BitwiseAnd": bits(&), "BitwiseOr": bits(|), "BitwiseXor": bits(^),
    "BitShift": { call in
      let isLeft = call.word("direction", "LEFT") == "LEFT"
      let type = try call.value(0).type
      return try whole(call) {
        let (a, b) = (UInt64(Int(clamping: $0)), UInt64(Int(clamping: $1)))
        return type.wrapping(Double(isLeft ? a << b : a >> b))
      }
    },
  ]

  private static func compare(
    _ test: @escaping @Sendable (Double, Double) -> Bool
  ) -> OperatorRule {
    { call in try whole(call, type: .bool) { test($0, $1) ? 1 : 0 } }
  }

  private static func bits(_ operation: @escaping @Sendable (Int, Int) -> Int) -> OperatorRule {
    { call in try whole(call) { Double(operation(Int(clamping: $0), Int(clamping: $1))) } }
  }
}
