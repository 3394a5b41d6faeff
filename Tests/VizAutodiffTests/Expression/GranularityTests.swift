import Testing
import VizTensor

@testable import VizAutodiff

@Suite struct GranularityTests {
  func ops(
    _ text: String, _ granularity: Granularity, _ inputs: [String: Tensor<Double>] = ["x": 0.3]
  ) throws -> [String] {
    try MathExpression(text).trace(inputs: inputs, granularity: granularity).tape.nodes
      .filter { $0.leafKind == nil }.map(\.op)
  }

  @Test(arguments: [
    "1/(1+exp(-x))", "1/(exp(-x)+1)", "(1+exp(-x))^-1", "(exp(-x) + 1)^(-1)", "1/(1 + e^-x)",
    "sigmoid(x)", "1/(1+exp(-(x)))",
  ])
  func coarseFindsSigmoids(_ text: String) throws {
    #expect(try ops(text, .coarse) == ["sigmoid"])
    let trace = try MathExpression(text).trace(inputs: ["x": 0.3], granularity: .coarse)
    let x = try #require(trace.inputs["x"])
    let slope = 0.5744425168116589 * (1 - 0.5744425168116589)
    #expect(relativeError(trace.output.value, 0.5744425168116589) < 1e-14)
    #expect(try relativeError(trace.tape.gradient(of: trace.output)[x], Tensor(slope)) < 1e-13)
  }

  @Test func coarseLooksThroughProducts() throws {
    #expect(try ops("1/(1+exp(-w*x))", .coarse, ["x": 2, "w": 3]) == ["mul", "sigmoid"])
    #expect(try ops("1/(1+exp(-2*x))", .coarse) == ["mul", "sigmoid"])
    let value = try MathExpression("1/(1+exp(-2*x))").trace(
      inputs: ["x": 0.5], granularity: .coarse)
    #expect(relativeError(value.output.value, 0.7310585786300049) < 1e-15)
    #expect(try ops("log(1+exp(x))", .coarse) == ["softplus"])
    #expect(try ops("log(exp(-x)+1)", .coarse) == ["neg", "softplus"])
    #expect(try ops("-log(1/(1+exp(-x)))", .coarse) == ["sigmoid", "log", "neg"])
    #expect(try ops("1/(1+exp(-(1/(1+exp(-x)))))", .coarse) == ["sigmoid", "sigmoid"])
  }

  @Test(arguments: [
    "1/(1+exp(x))", "2/(1+exp(-x))", "1/(2+exp(-x))", "log(2+exp(x))", "1/(1-exp(-x))",
  ])
  func coarseLeavesTheRest(_ text: String) throws {
    #expect(try ops(text, .coarse) == ops(text, .asWritten))
  }

  @Test func namedStepsStay() throws {
    #expect(try ops("s = exp(-x); 1/(1+s)", .coarse) == ["neg", "exp", "add", "div"])
    let given: [String: Tensor<Double>] = ["x": 1, "e": 3]
    #expect(try ops("1/(1+e^-x)", .coarse, given) == ["neg", "pow", "add", "div"])
  }

  @Test(arguments: [
    ("sigmoid(x)", ["neg", "exp", "add", "div"]), ("softplus(x)", ["exp", "add", "log"]),
    ("relu(x)", ["maximum"]), ("tanh(x)", ["exp", "neg", "exp", "sub", "add", "div"]),
    ("tan(x)", ["sin", "cos", "div"]), ("mean(x)", ["sum", "div"]),
    ("norm(x)", ["pow", "sum", "sqrt"]),
    ("logsumexp(x)", ["exp", "sum", "log"]), ("sum(softmax(x))", ["exp", "sum", "div", "sum"]),
    ("dot(x, x)", ["mul", "sum"]), ("square(x)", ["pow"]), ("sin(x)", ["sin"]),
  ])
  func fineDecomposes(_ text: String, _ expected: [String]) throws {
    let inputs = ["x": Tensor([0.5, -1.25, 2])]
    #expect(try ops(text, .fine, inputs) == expected)
    let (whole, parts) = (
      try MathExpression(text).trace(inputs: inputs),
      try MathExpression(text).trace(inputs: inputs, granularity: .fine)
    )
    #expect(relativeError(whole.output.value, parts.output.value) < 1e-13)
    let seed = Tensor<Double>.ones(whole.output.shape)
    let a = try whole.tape.gradient(of: whole.output, seed: seed)[#require(whole.inputs["x"])]
    let b = try parts.tape.gradient(of: parts.output, seed: seed)[#require(parts.inputs["x"])]
    #expect(try (a - b).elements.allSatisfy { abs($0) < 1e-13 })
  }

  @Test func fineStillRefusesWhatTheGateRefuses() throws {
    #expect(throws: ExpressionError.self) {
      try MathExpression("dot(x, 2)").trace(inputs: ["x": Tensor([1, 2])], granularity: .fine)
    }
  }
}
