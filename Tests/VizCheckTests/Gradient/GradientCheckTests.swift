import Testing
import VizAutodiff
import VizTensor

@testable import VizCheck

@Suite struct GradientCheckTests {
  @Test(arguments: Granularity.allCases)
  func passesSoundFormulas(_ granularity: Granularity) throws {
    let expression = try MathExpression("y = W @ tanh(x) + b; norm(softmax(y)) * sigmoid(sum(x))")
    let inputs = [
      "W": try Tensor(rows: [[0.5, -1], [2, 0.25]]), "x": Tensor([0.3, -0.7]),
      "b": Tensor([0.1, 0.2]),
    ]
    let check = try GradientCheck(of: expression, at: inputs, granularity: granularity)
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

  /// Where there is no value, there is no gradient that could be right or wrong.
  @Test func whatIsNotFiniteIsSaidAndNotBlamed() throws {
    let check = try GradientCheck(of: MathExpression("log(x)"), at: ["x": -1])
    #expect(check.undefined.count == 1 && !check.hasValue && !check.agrees)
    #expect(check.relativeError == 0)
    #expect(
      check.description == """
        gradient check: nothing to compare
        not finite, or not differentiable, here: x; analytic -1.0, numeric NaN
        """)
  }

  /// A root has a value at 0, and no slope: infinity is not wrong.
  @Test func anInfiniteSlopeIsNotBlamed() throws {
    let check = try GradientCheck(of: MathExpression("sqrt(x) + y"), at: ["x": 0, "y": 1])
    #expect(check.agrees && check.undefined.map(\.input) == ["x"], "\(check)")
    #expect(check.worst?.input == "y")
  }

  /// A gradient at the edge of a domain is the slope of the one side.
  @Test func theEdgeOfADomainHasOneSide() throws {
    let right = try GradientCheck(of: MathExpression("x^1.5"), at: ["x": 0])
    #expect(right.agrees && right.elements[0].isEdge, "\(right)")
    let wrong = Primitive<Double>(
      "pow", arity: 1, value: { $0[0].map { $0.squareRoot() * $0 } },
      vjp: { g, _, _ in try g * 5 }, jvp: nil)
    let found = try GradientCheck(at: [(name: "x", value: 0)]) { try $0.apply(wrong, $1) }
    #expect(!found.agrees, "\(found)")
  }

  @Test func differencesReachTenDigits() throws {
    let expression = try MathExpression("exp(sin(3*x)) / (1 + x^2) + log(x)")
    for x in [0.02, 0.7, 3, 1e3] {
      let check = try GradientCheck(of: expression, at: ["x": Tensor(x)])
      let worst = try #require(check.worst)
      let gap = abs(worst.gradient - worst.difference) / abs(worst.gradient)
      #expect(gap < 1e-8, "\(x): \(check)")
    }
  }

  /// At and beside a kink the gradient is that of one side, and no failure.
  @Test(arguments: [
    ("relu(x)", 0.0), ("max(x, 2*x)", 0), ("relu(x) * 3 + x^2", 1e-7),
    ("abs(x - 1)", 1.0000001), ("step(x)", 0), ("min(x, 0.5)", 0.5),
  ])
  func kinksAreNoFailures(_ text: String, _ x: Double) throws {
    let check = try GradientCheck(of: MathExpression(text), at: ["x": Tensor(x)])
    #expect(check.agrees, "\(check)")
    #expect(check.kinks.count == 1, "\(check)")
  }

  @Test func aKinkExcusesNoWrongRule() throws {
    func check(_ factor: Double, at x: Double) throws -> GradientCheck {
      let wrong = Primitive<Double>(
        "relu", arity: 1, value: { $0[0].map(.relu) },
        vjp: { g, call, _ in try g * call.inputs[0].map(.step) * Tensor(factor) }, jvp: nil)
      return try GradientCheck(at: [(name: "x", value: Tensor(x))]) { tape, variables in
        try tape.apply(wrong, variables)
      }
    }
    #expect(try check(1, at: 1e-6).agrees)
    for factor in [0.5, 2, -1] {
      #expect(try !check(factor, at: 1e-6).agrees)
      #expect(try !check(factor, at: 1e-3).agrees)
    }
  }

  /// What the rules choose at several kinks need not be a slope along one element, and is right.
  @Test(arguments: [
    ("median(x)", [2.0, 2, 2]), ("kthvalue(x, k=2)", [2, 2, 2]),
    ("sum(sort(x) * [1, 100, 10])", [2, 2, 2]), ("sum(relu(x)) - sum(relu(-x))", [0, 1, -2]),
    ("max(min(x[0], x[1]), min(x[1], x[2]))", [2, 2, 2]),
  ])
  func severalKinksAreNoFailure(_ text: String, _ x: [Double]) throws {
    let check = try GradientCheck(of: MathExpression(text), at: ["x": Tensor(x)])
    #expect(check.agrees && check.elements.contains(where: \.isBehindKinks), "\(check)")
    #expect(check.description.contains("\nkinks behind x["))
  }

  /// Beside the kinks, a wrong rule is wrong as well.
  @Test(arguments: [0.5, 2, -1])
  func severalKinksExcuseNoWrongRule(_ factor: Double) throws {
    let wrong = Primitive<Double>(
      "double", arity: 1, value: { try $0[0] * 2 },
      vjp: { g, _, _ in try g * Tensor(2 * factor) }, jvp: nil)
    let check = try GradientCheck(at: [(name: "x", value: Tensor([0, 0, 3]))]) { tape, variables in
      try sum(relu(tape.apply(wrong, variables))) - sum(relu(-variables[0]))
    }
    #expect(!check.agrees, "\(check)")
  }

  @Test func theKinkIsSaid() throws {
    let check = try GradientCheck(of: MathExpression("relu(x)"), at: ["x": 0])
    #expect(check.kinks.first?.kink == GradientCheck.Kink(below: 0, above: 1))
    #expect(
      check.description.hasSuffix(
        "\nkink at x: the slope is 0.0 below and 1.0 above, and the gradient 0.0 is a"
          + " subgradient"))
  }

  /// Rounding on the left, the method on the right, and the least error near the cube root of ε.
  @Test func errorsFormAV() throws {
    let curve = try GradientCheck.errorCurve(of: MathExpression("exp(x) * sin(x)"), at: [1.3])
    #expect(curve.count == 16)
    let best = try #require(curve.min { $0.relativeError < $1.relativeError })
    #expect((1e-7...1e-4).contains(best.step) && best.relativeError < 1e-9)
    #expect(curve[0].relativeError > 1e-3 && curve[15].relativeError > 1e-3)
    #expect(throws: ShapeError.self) {
      try GradientCheck.errorCurve(of: MathExpression("x"), at: [1], element: 1)
    }
  }
}
