import VizAutodiff
import VizTensor

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
      losses, quantization, attention, sampling, placement, transforms, linearAttention,
    ].joined().map { ($0, $1) })

  /// Operators that come to one operation of vizbp's table, unless a node says something odd: then the
  /// rule of the same name, if there is one, has it.
  private static let operations: [String: OperationRule] = Dictionary(
    uniqueKeysWithValues: [
      elementwiseOperations, activationOperations, productOperations, imageOperations,
      normalizationOperations, reductionOperations, shapeOperations, movementOperations,
    ].joined().map { ($0, $1) })

  /// Operators of other domains that are the standard's, or like them.
  private static let others: [String: OperatorRule] = [
    "ai.onnx.preview.training/Momentum": updates["Momentum"],
    "ai.onnx.preview.training/Adagrad": updates["Adagrad"],
    "ai.onnx.preview.training/Adam": updates["Adam"],
    "ai.onnx.ml/ArrayFeatureExtractor": features, "ai.onnx.ml/Binarizer": binarized,
    "com.microsoft/QuickGelu": standard["Swish"],
  ].compactMapValues { $0 }

  private static let otherOperations: [String: OperationRule] = [
    "com.microsoft/Gelu": operations["Gelu"], "com.microsoft/FusedMatMul": operations["MatMul"],
  ].compactMapValues { $0 }

  private static let features: OperatorRule = { call in
    let x = try call.x()
    let extent = x.shape.extents.last ?? 1
    let chosen = try (call.integers(1) ?? []).map { try index($0, extent, call) }
    guard x.shape.rank > 0 else { throw call.misfit("it needs an axis") }
    return try call.like(
      Selection(of: x.shape).taking(chosen, along: x.shape.rank - 1).of(x))
  }

  private static let binarized: OperatorRule = { call in
    let threshold = call.double("threshold", 0)
    let x = try call.value(0)
    return [call.constant(x.tensor.map { $0 > threshold ? 1 : 0 }, x.type)]
  }

  /// The rule of an operator; nil where there is none.
  static func rule(domain: String, name: String) -> OperatorRule? {
    let ofSequences = domain.isEmpty ? sequenceRules[name] : nil
    guard let plain = rule(ofTensors: name, domain) else { return ofSequences }
    return { call in
      if call.inputs.allSatisfy({ $0?.isTensor ?? true }) { return try plain(call) }
      guard let ofSequences else {
        throw call.misfit("it takes tensors, and one of its inputs is none")
      }
      return try ofSequences(call)
    }
  }

  private static let sequenceRules = Dictionary(
    uniqueKeysWithValues: sequences.map { ($0, $1) })

  private static func rule(ofTensors name: String, _ domain: String) -> OperatorRule? {
    let steps = domain.isEmpty ? standard[name] : others["\(domain)/\(name)"]
    guard let operation = operation(domain: domain, name: name) else { return steps }
    return { call in
      if let operation = try operation(call) { return [try call.apply(operation)] }
      guard let steps else { throw call.unsupported("what it is told") }
      return try steps(call)
    }
  }

  /// What says which operation of vizbp's table an operator comes to; nil where it is none.
  static func operation(domain: String, name: String) -> OperationRule? {
    domain.isEmpty ? operations[name] : otherOperations["\(domain)/\(name)"]
  }

  /// The names of the standard's operators that are computed.
  static var names: [String] {
    Set(standard.keys).union(operations.keys).union(sequenceRules.keys).sorted()
  }
}

typealias OperatorRules = KeyValuePairs<String, OperatorRule>
