public import VizTensor

/// A model made ready to run forward, again and again, in single precision: what images and scores
/// are worth, at a fraction of the time of ``ONNXModel/results(of:)``, which computes in double
/// precision on a tape.
///
/// ```swift
/// let session = try ONNXSession(ONNXModel(bytes))
/// for image in images { print(try session.results(of: ["x": image])["scores"]) }
/// ```
///
/// What depends on no input is computed once, when the session is made; a batch norm behind a
/// convolution becomes part of its filters, and a relu part of what it follows. A tensor is let go of
/// after its last use. Whole numbers, truth values, and what stands in branches, loops and functions or
/// is no single operation of vizbp's table, are computed in double precision.
public struct ONNXSession: Sendable {
  private let model: ONNXModel
  private let steps: [SessionStep]
  private let constants: [String: SessionValue]
  /// The inputs that the outputs depend on.
  private let needed: [ModelInput]

  /// Makes a model ready.
  ///
  /// - Throws: ``ONNXError`` where the model contradicts itself.
  public init(_ model: ONNXModel) throws {
    var builder = try SessionBuilder(model)
    try builder.fold()
    builder.fuse()
    builder.finish()
    self.model = model
    (steps, constants, needed) = (builder.steps, builder.constants, builder.needed)
  }

  /// What the model computes of its inputs, by the names of its outputs: numbers of single precision,
  /// and whole ones.
  ///
  /// - Parameter inputs: The numbers of each input, in the shape that it states.
  /// - Throws: ``ONNXError`` where an input is missing or does not fit, or an output cannot be computed.
  public func results(of inputs: [String: Tensor<Double>]) throws -> [String: Tensor<Double>] {
    var options = ONNXModel.Options()
    options.inputs = inputs
    try model.check(options)
    let missing = needed.map(\.name).filter { inputs[$0] == nil }
    guard missing.isEmpty else { throw ONNXError.missing(missing) }
    var values: [String: SessionValue] = [:]
    for input in needed {
      values[input.name] = inputs[input.name].map { SessionValue($0, input.type ?? .float) }
    }
    var run = SessionRun(model, constants: constants, values: values)
    for step in steps { try run.perform(step) }
    var results: [String: Tensor<Double>] = [:]
    for name in model.outputs {
      guard let value = run[name] else { continue }
      guard value.isTensor else { throw ONNXError.noTensor(name) }
      results[name] = value.tensor
    }
    return results
  }
}
