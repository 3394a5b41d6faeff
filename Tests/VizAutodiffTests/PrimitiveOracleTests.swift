import Foundation
import Testing
import VizAutodiff
import VizTensor

/// Every primitive against the tables that `Tests/Oracles/primitives.py`, by mpmath,
/// `Tests/Oracles/networks.py`, by JAX, and `Tests/Oracles/operations.py` and
/// `Tests/Oracles/composed.py`, by PyTorch, wrote.
@Suite struct PrimitiveOracleTests {
  struct Case: Decodable {
    struct Array: Decodable {
      let shape: [Int]
      let values: [Double]
      func tensor() throws -> Tensor<Double> { try Tensor(values, shape: Shape(shape)) }
    }
    let op: String
    let attributes: [String: Attribute]?
    let inputs: [Array]
    let output: Array
    let cotangent: [Double]
    /// Nil for labels, and where the derivative does not exist.
    let gradients: [[Double]?]
  }

  static let cases = Result {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try ["primitives.json", "networks.json", "operations.json", "composed.json"].flatMap {
      try decoder.decode([Case].self, from: fixture($0))
    }
  }

  @Test(arguments: Primitive<Double>.names)
  func agreesToTenDigits(_ op: String) throws {
    let cases = try Self.cases.get().filter { $0.op == op }
    #expect(!cases.isEmpty)
    for item in cases {
      let tape = Tape<Double>()
      let inputs = try item.inputs.map { tape.input(try $0.tensor()) }
      let primitive = try Primitive<Double>.make(op: op, attributes: item.attributes ?? [:])
      let output = try tape.apply(primitive, inputs)
      let comment = Comment(rawValue: "\(item.attributes ?? [:]) of \(item.inputs)")
      #expect(relativeError(output.value, try item.output.tensor()) < 1e-10, comment)
      let seed = try Tensor(item.cotangent, shape: output.shape)
      let gradient = try tape.gradient(of: output, seed: seed)
      let choices = primitive.choices(inputs.map(\.shape))
      for (position, (input, expected)) in zip(inputs, item.gradients).enumerated() {
        guard let expected else { continue }
        #expect(!choices.contains(position))
        let error = relativeError(gradient[input], try Tensor(expected, shape: input.shape))
        #expect(error < 1e-10, comment)
      }
    }
  }
}

extension Attribute: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let list = try? container.decode([Int].self) {
      self = .ints(list)
    } else if let list = try? container.decode([Double].self) {
      self = .doubles(list)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let truth = try? container.decode(Bool.self) {
      self = .bool(truth)
    } else if let whole = try? container.decode(Int.self) {
      self = .int(whole)
    } else {
      self = .double(try container.decode(Double.self))
    }
  }
}
