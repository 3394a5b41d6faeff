import Testing
import VizTensor

@testable import VizAutodiff

@Suite struct ExpressionTests {
  func value(_ text: String, _ inputs: [String: Tensor<Double>] = [:]) throws -> Tensor<Double> {
    try MathExpression(text).trace(inputs: inputs).output.value
  }

  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("2 ^ -1", 0.5),
    ("10 - 3 - 2", 5), ("16 / 4 / 2", 2), ("2 - -3", 5), ("-2 * -3", 6), ("--4", 4), ("+5", 5),
    ("2 ^ -2 * 4", 1), ("-3 ^ 2 + 1", -8), ("1e-3 + .5 + 2.", 2.501), ("1E2", 100),
    ("max(1, 2) + min(3, 4)", 5), ("max([1, 5, 2])", 5), ("pow(2, 10)", 1024), ("square(-3)", 9),
    ("[1, 2] @ [3, 4]", 11), ("sum([[1, 2], [3, 4]] @ [1, 1])", 10), ("dot([1, 2], [3, 4])", 11),
    ("sum([[1, 2], [3, 4]]^2)", 30), ("norm([3, 4])", 5), ("mean([1, 2, 6])", 3),
    ("cos(pi)", -1), ("log(e)", 1), ("cos(π)", -1), ("3 − 1 · 2", 1), ("e = 3; e + 1", 4),
    ("maximum(1, 2) - minimum(1, 2)", 1), ("abs(-2) + step(3) + relu(-1)", 3),
  ])
  func computes(_ text: String, _ expected: Double) throws {
    #expect(relativeError(try value(text), Tensor(expected)) < 1e-15)
  }

  @Test func givenNamesWin() throws {
    #expect(try value("e * pi", ["e": 2, "pi": 3]).scalar == 6)
    #expect(try MathExpression("e * pi + x").inputs == ["x"])
  }

  @Test func statementsNameTheirValues() throws {
    let expression = try MathExpression(
      """
      # the first gate
      q = x + y   # named

      f = q * z;
      """)
    #expect(expression.inputs == ["x", "y", "z"])
    let trace = try expression.trace(inputs: ["x": -2, "y": 5, "z": -4])
    #expect(trace.output.value.scalar == -12)
    let names = trace.tape.nodes.indices.map { trace.tape.name(of: $0) }
    #expect(names == ["x", "y", "z", "q", "f"])
    #expect(trace.inputNames == ["x", "y", "z"])
  }

  @Test func newLinesInsideBracketsAndAfterOperatorsGoOn() throws {
    #expect(try value("sum([1,\n 2,\n 3])").scalar == 6)
    #expect(try value("(1\n + 2) *\n 3").scalar == 9)
    #expect(try value("a =\n 2\r\na * 2").scalar == 4)
  }

  @Test func aliasesKeepTheFirstName() throws {
    let trace = try MathExpression("q = x; r = q; r * q").trace(inputs: ["x": 3])
    #expect(trace.output.value.scalar == 9)
    #expect(trace.tape.nodes.count == 2)
    #expect(trace.tape.name(of: 0) == "x")
  }

  @Test func unicodeNames() throws {
    #expect(try value("ŷ = σ * w₀; ŷ - y_1", ["σ": 2, "w₀": 3, "y_1": 1]).scalar == 5)
  }

  @Test func literalsHoldExpressions() throws {
    let x: [String: Tensor<Double>] = ["x": 2]
    #expect(try value("[x, x^2, 1]", x).elements == [2, 4, 1])
    let matrix = try value("[[x, 1], [2, -x]]", x)
    #expect(matrix.elements == [2, 1, 2, -2] && matrix.shape.extents == [2, 2])
    let rows = try value("[v, 2 * v]", ["v": Tensor([1, 2, 3])])
    #expect(rows.elements == [1, 2, 3, 2, 4, 6] && rows.shape.extents == [2, 3])
    #expect(try value("[]").shape.extents == [0])
    let constant = try MathExpression("[[1, -2], [3, 4]]").trace(inputs: [:])
    #expect(constant.tape.nodes.count == 1)
    let trace = try MathExpression("sum([x, [x, x] @ [1, 2]])").trace(inputs: x)
    let variable = try #require(trace.inputs["x"])
    #expect(try trace.tape.gradient(of: trace.output)[variable].scalar == 4)
  }

  @Test func nestsAndChainsWithoutLimit() throws {
    let deep = String(repeating: "(", count: 10_000) + "x" + String(repeating: ")", count: 10_000)
    #expect(try value(deep, ["x": 1]).scalar == 1)
    #expect(try MathExpression(deep).typeset() == "x")
    let closing = String(repeating: ")", count: 10_000)
    let calls = String(repeating: "sin(", count: 10_000) + "0" + closing
    #expect(try value(calls).scalar == 0)
    #expect(try MathExpression(calls).typeset().count == 50_001)
    let powers = Array(repeating: "1", count: 10_000).joined(separator: "^")
    #expect(try value(powers).scalar == 1)
    let minuses = String(repeating: "-", count: 10_001) + "x"
    #expect(try value(minuses, ["x": 1]).scalar == -1)
  }

  @Test func longSumsWork() throws {
    let expression = try MathExpression(
      Array(repeating: "x", count: 100_000).joined(separator: "+"))
    let trace = try expression.trace(inputs: ["x": 1])
    let x = try #require(trace.inputs["x"])
    #expect(trace.output.value.scalar == 100_000)
    #expect(try trace.tape.gradient(of: trace.output)[x].scalar == 100_000)
    #expect(expression.typeset().count == 399_997)
  }
}
