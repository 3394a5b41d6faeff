import VizBase
public import VizTensor

extension ONNXModel {
  /// What the model computes of its inputs, by the names of its outputs, in double precision:
  /// forward alone, without a graph. An ``ONNXSession`` is many times as fast, in single precision.
  ///
  /// ```swift
  /// let model = try ONNXModel(bytes)
  /// let scores = try model.results(of: ["x": image])["scores"]
  /// ```
  ///
  /// - Parameter inputs: The numbers of each input, in the shape that it states.
  /// - Throws: ``ONNXError`` where the model contradicts itself, an input is missing or does not fit,
  ///   or an output cannot be computed; the message names what is not.
  public func results(of inputs: [String: Tensor<Double>]) throws -> [String: Tensor<Double>] {
    var options = Options()
    options.inputs = inputs
    try check(options)
    let run = try ModelRun(self, given: inputs)
    var results: [String: Tensor<Double>] = [:]
    for name in outputs {
      guard let value = try run.operand(name)?.value else {
        let missing = self.inputs.map(\.name).filter { inputs[$0] == nil }
        guard missing.isEmpty else { throw ONNXError.missing(missing) }
        throw ONNXError(
          .unsupported, "the output \(name.quoted()) cannot be computed",
          hint: run.gapWords.isEmpty ? nil : "not computed: \(run.gapWords.joined(separator: ", "))"
        )
      }
      guard value.isTensor else { throw ONNXError.noTensor(name) }
      results[name] = value.tensor
    }
    return results
  }
}

extension ONNXError {
  /// An output that is a sequence, or may be nothing.
  static func noTensor(_ output: String) -> ONNXError {
    ONNXError(.unsupported, "the output \(output.quoted()) is no tensor, and only these are given")
  }

  /// Inputs without numbers.
  static func missing(_ names: [String]) -> ONNXError {
    ONNXError(.input, "no numbers are given for: \(names.joined(separator: ", "))")
  }
}
