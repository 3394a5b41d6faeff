import Foundation
import Testing
import VizAutodiff
import VizTensor

/// Every primitive against the table that `Tests/Oracles/primitives.py` wrote.
@Suite struct PrimitiveOracleTests {
  struct Case: Decodable {
    struct Array: Decodable {
      let shape: [Int]
      let values: [Double]
      func tensor() throws -> Tensor<Double> { try Tensor(values, shape: Shape(shape)) }
    }
    let op: String
    let inputs: [Array]
    let output: Array
    let cotangent: [Double]
    let gradients: [[Double]?]
  }

  @Test func agreesToTenDigits() throws {
    let cases = try JSONDecoder().decode([Case].self, from: fixture("primitives.json"))
    #expect(Set(cases.map(\.op)) == Set(Primitive<Double>.all.map(\.name)))
    for (number, item) in cases.enumerated() {
      let tape = Tape<Double>()
      let inputs = try item.inputs.map { tape.input(try $0.tensor()) }
      let primitive = try #require(tape.primitives[item.op])
      let output = try tape.apply(primitive, inputs)
      let place = Comment(rawValue: "case \(number + 1): \(item.op) of \(item.inputs)")
      #expect(relativeError(output.value, try item.output.tensor()) < 1e-10, place)
      let seed = try Tensor(item.cotangent, shape: output.shape)
      let gradient = try tape.gradient(of: output, seed: seed)
      for (input, expected) in zip(inputs, item.gradients) {
        guard let expected else { continue }
        let error = relativeError(gradient[input], try Tensor(expected, shape: input.shape))
        #expect(error < 1e-10, place)
      }
    }
  }
}
