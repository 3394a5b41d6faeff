import Foundation
import Testing
import VizTensor

@testable import VizAutodiff

/// The worked examples of the lectures, against results of an independent engine.
@Suite struct LectureTests {
  struct Cases: Decodable {
    struct Case: Decodable {
      let id: String
      let inputs: [String: NestedNumbers]?
      let output: NestedNumbers?
      let gradients: [String: NestedNumbers]?
      let jacobian: NestedNumbers?
      let jvpOfOnes: NestedNumbers?
      let vjpOfOnes: NestedNumbers?
      let hvp: NestedNumbers?
    }
    let cases: [Case]
  }

  /// What the lectures write in words or with other signs, in this language.
  static let expressions = [
    "add-mul": "(x + y) * z",
    "sigmoid-neuron": "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))",
    "gate-patterns": "2 * (x*y + max(z, w))",
    "max-subgradient": "max(x, y)",
    "product-plus-sine": "x1*x2 + sin(x1)",
    "logistic-cascade": "-log(1 / (1 + exp(-dot(w, x))))",
    "vectorised-norm": "sum((W @ x)^2)",
    "mlp-scalar-chain": """
    yhat = sigmoid(w3 * sigmoid(w2 * sigmoid(w1*x + b1)))
    L = (y - yhat)^2 / 2
    """,
    "ufldl-mlp-2-layer": """
    a1 = tanh(W1 @ x + b1)
    h = tanh(W2 @ a1 + b2)
    J = 0.5 * norm(h - y)^2
    """,
  ]

  static func find(_ id: String) throws -> Cases.Case {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let decoded = try decoder.decode(Cases.self, from: fixture("lecture-cases.json"))
    return try #require(decoded.cases.first { $0.id == id })
  }

  @Test(arguments: expressions.keys.sorted(), Granularity.allCases)
  func agrees(_ id: String, _ granularity: Granularity) throws {
    let lecture = try Self.find(id)
    let text = try #require(Self.expressions[id])
    let inputs = try #require(lecture.inputs).mapValues(\.tensor)
    let trace = try MathExpression(text).trace(inputs: inputs, granularity: granularity)
    #expect(relativeError(trace.output.value, try #require(lecture.output).tensor) < 1e-12)
    let gradient = try trace.tape.gradient(of: trace.output)
    for (name, expected) in try #require(lecture.gradients) {
      let variable = try #require(trace.inputs[name])
      #expect(relativeError(gradient[variable], expected.tensor) < 1e-12, "\(name)")
    }
  }

  /// The Jacobian from either side: its rows by reverse mode, its columns by forward mode.
  @Test func jacobian() throws {
    let lecture = try Self.find("jacobian-3-to-4")
    let x = try #require(lecture.inputs?["x"]).tensor.elements
    let expression = try MathExpression("[x1, 5*x3, 4*x2^2 - 2*x3, x3*sin(x1)]")
    let trace = try expression.trace(
      inputs: ["x1": Tensor(x[0]), "x2": Tensor(x[1]), "x3": Tensor(x[2])])
    let inputs = try ["x1", "x2", "x3"].map { try #require(trace.inputs[$0]) }
    #expect(relativeError(trace.output.value, try #require(lecture.output).tensor) < 1e-12)

    let jacobian = try #require(lecture.jacobian).tensor.elements
    for row in 0..<4 {
      let seed = Tensor<Double>.zeros(.vector(4)).oneHot(1, at: row)
      let gradient = try trace.tape.gradient(of: trace.output, seed: seed)
      let found = Tensor(inputs.map { gradient[$0].elements[0] })
      #expect(relativeError(found, Tensor(Array(jacobian[row * 3..<row * 3 + 3]))) < 1e-12)
    }
    for column in 0..<3 {
      let tangents = try trace.tape.tangents(of: trace.output, seeds: [inputs[column]: 1])
      let expected = Tensor((0..<4).map { jacobian[$0 * 3 + column] })
      #expect(relativeError(tangents[trace.output], expected) < 1e-12)
    }
    let ones = Dictionary(uniqueKeysWithValues: inputs.map { ($0, Tensor<Double>(1)) })
    let jvp = try trace.tape.tangents(of: trace.output, seeds: ones)[trace.output]
    #expect(relativeError(jvp, try #require(lecture.jvpOfOnes).tensor) < 1e-12)
    let vjp = try trace.tape.gradient(of: trace.output, seed: .ones(.vector(4)))
    let found = Tensor(inputs.map { vjp[$0].elements[0] })
    #expect(relativeError(found, try #require(lecture.vjpOfOnes).tensor) < 1e-12)
  }

  /// The figures on the slides of the sigmoid neuron, forward and backward along the chain.
  @Test func sigmoidNeuronStepByStep() throws {
    let lecture = try Self.find("sigmoid-neuron")
    let text = try #require(Self.expressions["sigmoid-neuron"])
    let inputs = try #require(lecture.inputs).mapValues(\.tensor)
    let trace = try MathExpression(text).trace(inputs: inputs)
    let gates = trace.tape.nodes.filter { $0.leafKind == nil }
    #expect(gates.map(\.op) == ["mul", "mul", "add", "add", "neg", "exp", "add", "div"])
    let printed = gates.map { ($0.value.elements[0] * 100).rounded() / 100 }
    #expect(printed == [-2, 6, 4, 1, -1, 0.37, 1.37, 0.73])
    let gradient = try trace.tape.gradient(of: trace.output)
    let chain = trace.tape.nodes.indices.reversed().filter { index in
      ["div", "add", "exp", "neg"].contains(trace.tape.nodes[index].op)
    }.prefix(5).compactMap { gradient.at($0)?.elements[0] }
    #expect(chain.map { ($0 * 100).rounded() / 100 } == [1, -0.53, -0.53, -0.2, 0.2])
  }
}
