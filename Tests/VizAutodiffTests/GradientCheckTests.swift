import Testing
import VizAutodiff
import VizTensor

@Suite struct GradientCheckTests {
  @Test(arguments: Granularity.allCases)
  func passesSoundFormulas(_ granularity: Granularity) throws {
    let formula = try Formula("y = W @ tanh(x) + b; norm(softmax(y)) * sigmoid(sum(x))")
    let inputs = [
      "W": try Tensor(rows: [[0.5, -1], [2, 0.25]]), "x": Tensor([0.3, -0.7]),
      "b": Tensor([0.1, 0.2]),
    ]
    let check = try GradientCheck(of: formula, at: inputs, granularity: granularity)
    #expect(check.elements.count == 8)
    #expect(check.relativeError < 1e-7)
  }

  @Test func findsAWrongRule() throws {
    let wrong = Primitive<Double>(
      "square", arity: 1, value: { try $0[0] * $0[0] },
      vjp: { g, call, _ in try g * call.inputs[0] }, jvp: nil)
    let check = try GradientCheck(at: [(name: "x", value: Tensor([0, 3]))]) { tape, variables in
      try sum(tape.apply(wrong, variables))
    }
    let worst = try #require(check.worst)
    #expect(worst.input == "x" && worst.index == 1)
    #expect(worst.gradient == 3)
    #expect(abs(worst.difference - 6) < 1e-8)
    #expect(abs(check.relativeError - 0.5) < 1e-8)
  }

  @Test func rejectsNaN() throws {
    let check = try GradientCheck(of: Formula("log(x)"), at: ["x": -1])
    #expect(check.relativeError == 1)
  }
}
