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
          hint: meaning(of: text, in: arguments.map(\.droppingShield))
            ?? "quote the expression, and give each name a value as in x=2")
      }
      do {
        let (name, value) = try MathExpression.assignment(text)
        let tensor =
          switch value {
          case .tensor(let tensor): tensor
          case .file(let path): try tensor(in: path, for: name)
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

  /// What was meant by an argument without a sign of equality: a value that is written otherwise, or
  /// an option.
  private static func meaning(of text: String, in arguments: [String]) -> String? {
    let index = arguments.firstIndex(of: text) ?? 0
    if let pair = text.firstMatch(of: /^([A-Za-z]\w*):(.+)$/) {
      return "did you mean \(pair.1)=\(pair.2)?"
    }
    if let name = text.firstMatch(of: /^--([A-Za-z]\w*)$/)?.1, index + 1 < arguments.count,
      Double(arguments[index + 1]) != nil
    {
      return "did you mean \(name)=\(arguments[index + 1])?"
    }
    if index + 1 < arguments.count, arguments[index + 1].hasPrefix("=") {
      return "a value is written without blanks, as in x=2"
    }
    return Vizbp.meaning(of: text)
  }

  /// Refuses a file in the place of an expression.
  static func checkExpression(_ argument: String) throws {
    guard argument.contains(".") || Files.isFolder(argument), Files.exists(argument) else { return }
    throw Failure(
      .usage, Files.inputName(argument), "it is a file, and no expression",
      hint: "vizbp render draws a graph, vizbp plot the curves of a log")
  }

  /// The numbers of a file: an array as NumPy saves it, the one of that name where it has several,
  /// or JSON, whichever it is by its first bytes.
  static func tensor(in path: String, for input: String) throws -> Tensor<Double> {
    let name = Files.inputName(path)
    let bytes = try Files.read(path)
    do {
      if bytes.starts(with: NPYArray.magic) {
        let array = try NPYArray(bytes)
        return try Tensor(array.elements, shape: Shape(array.shape))
      }
      if bytes.starts(with: NPZArchive.magic) {
        let archive = try NPZArchive(bytes)
        let found = try archive.array(archive.names.count == 1 ? archive.names[0] : input)
        guard let array = found else {
          throw Failure(
            .badData, name, "it has no array \(input.quoted(limit: 40))",
            hint: "its arrays are: " + archive.names.joined(separator: ", "))
        }
        return try Tensor(array.elements, shape: Shape(array.shape))
      }
      guard case .elements(let elements, let shape) = try TensorData(jsonData: bytes) else {
        throw Failure(.badData, name, "it is a summary, and its numbers are needed")
      }
      return try Tensor(elements, shape: Shape(shape))
    } catch {
      throw Failure(error, about: name) ?? error
    }
  }

  /// Every array of an archive of NumPy's `savez`, by its name.
  static func tensors(in path: String) throws -> [(name: String, tensor: Tensor<Double>)] {
    let name = Files.inputName(path)
    do {
      let archive = try NPZArchive(Files.read(path))
      return try archive.names.compactMap { name in
        try archive.array(name).map { (name, try Tensor($0.elements, shape: Shape($0.shape))) }
      }
    } catch { throw Failure(error, about: name) ?? error }
  }
}
