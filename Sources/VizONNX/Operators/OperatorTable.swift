/// What computes an operator's outputs from its inputs.
typealias OperatorRule = @Sendable (OperatorCall) throws -> [ModelValue]

/// The operators that are computed, by the names of the standard.
///
/// https://onnx.ai/onnx/operators/
enum OperatorTable {
  private static let standard: [String: OperatorRule] = Dictionary(
    uniqueKeysWithValues: [
      elementwise, pointwise, comparisons, reductions, products, convolutions, pooling,
      normalizations, activations, shapes, movement, selections, makers, recurrences, resizing,
      losses, quantization, attention,
    ].joined().map { ($0, $1) })

  /// Operators of other domains that are the standard's, or like them.
  private static let others: [String: OperatorRule] = [
    "com.microsoft/Gelu": standard["Gelu"], "com.microsoft/FusedMatMul": standard["MatMul"],
    "com.microsoft/QuickGelu": standard["Swish"],
  ].compactMapValues { $0 }

  /// The rule of an operator; nil where there is none.
  static func rule(domain: String, name: String) -> OperatorRule? {
    domain.isEmpty ? standard[name] : others["\(domain)/\(name)"]
  }

  /// The names of the standard's operators that are computed.
  static var names: [String] { standard.keys.sorted() }
}

typealias OperatorRules = KeyValuePairs<String, OperatorRule>
