import SystemPackage
import VizBP
import VizBase

/// What an ONNX model is run with: numbers in files, or from a seed.
enum ModelInputs {
  /// - Parameter arguments: What the command line says: `x=x.npy`, `input_0.pb`, `x=random:7`,
  ///   `random:7` for every input that no other names.
  static func read(
    _ arguments: [String], of model: ONNXModel
  ) throws -> [String: Tensor<Double>] {
    var inputs: [String: Tensor<Double>] = [:]
    var seed: UInt64?
    func give(_ tensor: Tensor<Double>, to name: String) throws {
      guard inputs.updateValue(tensor, forKey: name) == nil else {
        throw Failure(.usage, nil, "the input \(name.quoted()) is given twice")
      }
    }
    for argument in arguments {
      if let random = try Self.seed(argument) {
        seed = random
        continue
      }
      // The name is what stands before the last sign whose rest is a file or a seed.
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      let named = parts.count == 2 ? model.inputs.first { $0.name == parts[0] } : nil
      if named == nil, FilePath(argument).extension?.lowercased() == "npz" {
        for (name, tensor) in try ValueInput.tensors(in: argument) {
          guard model.inputs.contains(where: { $0.name == name }) else {
            throw unknown(name, of: model, Files.inputName(argument))
          }
          try give(tensor, to: name)
        }
        continue
      }
      if parts.count == 2, named == nil { throw unknown(parts[0], of: model, nil) }
      guard
        let input = named ?? model.inputs.first(where: { $0.isTensor && inputs[$0.name] == nil })
      else {
        throw Failure(.usage, nil, "--input is given more often than the model has inputs")
      }
      let source = named == nil ? argument : parts[1]
      try give(
        Self.seed(source).map { try input.random(seed: $0) }
          ?? Self.tensor(source, for: input.name),
        to: input.name)
    }
    if let seed {
      for (index, input) in model.inputs.enumerated()
      where input.isTensor && inputs[input.name] == nil {
        inputs[input.name] = try input.random(seed: seed &+ UInt64(index))
      }
    }
    return inputs
  }

  private static func seed(_ argument: String) throws -> UInt64? {
    guard argument.hasPrefix("random:") else { return nil }
    guard let seed = UInt64(argument.dropFirst("random:".count)) else {
      throw Failure(
        .usage, nil, "\(argument.quoted(limit: 40)) has no seed",
        hint: "say a whole number, as in random:7")
    }
    return seed
  }

  private static func unknown(_ name: String, of model: ONNXModel, _ location: String?) -> Failure {
    Failure(
      .usage, location, "the model has no input \(name.quoted())",
      hint: "its inputs are: " + model.inputs.map(\.name).joined(separator: ", "))
  }

  private static func tensor(_ path: String, for input: String) throws -> Tensor<Double> {
    guard FilePath(path).extension?.lowercased() == "pb" else {
      return try ValueInput.tensor(in: path, for: input)
    }
    do {
      return try ModelInput.tensor(Files.read(path))
    } catch { throw Failure(error, about: Files.inputName(path)) ?? error }
  }

  /// Whether a file is taken for a model, by its ending.
  static func isModel(_ path: String) -> Bool {
    FilePath(path).extension?.lowercased() == "onnx"
  }

  /// The model of a file, whose name it has where it has none of its own; what its tensors keep in files of their own is beside it.
  static func model(_ path: String) throws -> ONNXModel {
    let wanted = "a model of ONNX"
    if let refusal = ForeignFile.refusal(ofFolder: path, wanted: wanted) { throw refusal }
    let folder = FilePath(path).removingLastComponent().string
    let bytes = try Files.read(path)
    do {
      var model = try ONNXModel(bytes, folder: path == "-" ? nil : folder.isEmpty ? "." : folder)
      if model.name == nil, path != "-" { model.name = FilePath(path).stem }
      return model
    } catch {
      throw ForeignFile.refusal(bytes, named: Files.inputName(path), wanted: wanted) ?? error
    }
  }
}
