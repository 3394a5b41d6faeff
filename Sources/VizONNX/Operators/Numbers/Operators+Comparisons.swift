import VizTensor

/// Comparisons and logic, which have no derivative.
extension OperatorTable {
  static let comparisons: OperatorRules = [
    "Equal": compare { $0 == $1 }, "Greater": compare { $0 > $1 },
    "GreaterOrEqual": compare { $0 >= $1 }, "Less": compare { $0 < $1 },
    "LessOrEqual": compare { $0 <= $1 },
    "And": compare { $0 != 0 && $1 != 0 }, "Or": compare { $0 != 0 || $1 != 0 },
    "Xor": compare { ($0 != 0) != ($1 != 0) },
    "BitwiseAnd": bits { $0 & $1 }, "BitwiseOr": bits { $0 | $1 },
    "BitwiseXor": bits { $0 ^ $1 },
    "BitShift": { call in
      let isLeft = call.word("direction", "LEFT") == "LEFT"
      let type = try call.value(0).type
      return try whole(call) {
        let (a, by) = (Int(clamping: $0), Int(clamping: $1))
        // Shifts beyond the width, and those below zero, leave nothing but the sign to the right.
        guard 0..<(type.bits ?? 64) ~= by else { return isLeft ? 0 : a < 0 ? -1 : 0 }
        return type.wrapping(Double(isLeft ? a << by : a >> by))
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
