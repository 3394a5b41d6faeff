import VizBP
import VizBase

/// The values that names of an expression have: written out, or in a file that `@` names.
enum ValueInput {
  /// - Parameter arguments: What the command line says: `x=2`, `W=[[1, 2], [3, 4]]`, `x=@x.npy`.
  static func read(_ arguments: [String]) throws -> [String: Tensor<Double>] {
    var inputs: [String: Tensor<Double>] = [:]
    for text in arguments.map(\.droppingShield) {
      guard text.contains("=") else {
        throw Failure(
          .usage, nil, "'\(text.escaped(limit: 40))' is not NAME=VALUE",
          hint: "quote the expression, and give each name a value as in x=2")
      }
      do {
        let (name, value) = try Expression.assignment(text)
        let tensor =
          switch value {
          case .tensor(let tensor): tensor
          case .file(let path): try tensor(in: path)
          }
        guard inputs.updateValue(tensor, forKey: name) == nil else {
          throw Failure(.usage, nil, "\(name.escaped(limit: 40)) is given twice")
        }
      } catch let error as ExpressionError {
        throw Failure(error, in: "value")
      }
    }
    return inputs
  }

  /// The numbers of a file: an array as NumPy saves it, or JSON, whichever it is by its first bytes.
  static func tensor(in path: String) throws -> Tensor<Double> {
    let name = Files.inputName(path)
    let bytes = try Files.read(path)
    do {
      if bytes.starts(with: NPYArray.magic) {
        let array = try NPYArray(bytes)
        return try Tensor(array.elements, shape: Shape(array.shape))
      }
      // What a zip archive begins with.
      if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
        throw Failure(
          .badData, name, "it is an archive, not an array",
          hint: "save one array with numpy.save(), as .npy")
      }
      guard case .elements(let elements, let shape) = try TensorData(jsonData: bytes) else {
        throw Failure(.badData, name, "it is a summary, and its numbers are needed")
      }
      return try Tensor(elements, shape: Shape(shape))
    } catch {
      throw Failure(error, about: name) ?? error
    }
  }
}
