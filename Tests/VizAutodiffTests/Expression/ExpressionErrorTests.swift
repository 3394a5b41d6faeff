import Testing
import VizBase
import VizTensor

@testable import VizAutodiff

/// The exact words that a user sees.
@Suite struct ExpressionErrorTests {
  @Test(arguments: [
    ("", "1:1: there is no expression"),
    (" ; \n", "2:1: there is no expression"),
    ("x +", "1:4: the expression ends where a value should stand"),
    ("x**2", "1:3: a value should stand before \"*\"; a power is written x ^ y"),
    ("* x", "1:1: a value should stand before \"*\""),
    ("(x", "1:1: this parenthesis is never closed"),
    ("sin(x", "1:1: this parenthesis is never closed"),
    ("[1, 2", "1:1: this bracket is never closed"),
    ("x)", "1:2: no parenthesis is open that \")\" could close"),
    ("x]", "1:2: no bracket is open that \"]\" could close"),
    ("(x]", "1:1: \")\" should close this parenthesis before \"]\""),
    ("[x)", "1:1: \"]\" should close this bracket before \")\""),
    ("()", "1:2: a value should stand before \")\""),
    ("(x, y)", "1:3: a comma should stand between the arguments of a function or in brackets"),
    ("x y", "1:3: an operator should stand before \"y\"; a product is written x * y"),
    ("2 (x)", "1:3: an operator should stand before \"(\"; a product is written x * y"),
    ("2x", "1:1: \"2x\" is not a number; a product is written 2 * x"),
    ("1_000", "1:1: \"1_000\" is not a number"),
    ("1.2.3", "1:1: \"1.2.3\" is not a number"),
    (".", "1:1: \".\" is not a number"),
    ("1e999", "1:1: \"1e999\" is greater than any number of double precision"),
    ("sigmiod(x)", "1:1: there is no function sigmiod; did you mean sigmoid?"),
    ("x(y)", "1:1: there is no function x; a product is written x * (…)"),
    (
      "max(1, 2, 3)",
      "1:1: max takes 1 or 2 arguments, not 3; its attributes have names, as in axes=…"
    ),
    ("sin()", "1:1: sin takes 1 argument, not 0"),
    ("dot(x)", "1:1: dot takes 2 arguments, not 1"),
    ("batch_norm(x)", "1:1: batch_norm takes 3 to 5 arguments, not 1"),
    ("concat()", "1:1: concat takes 1 or more arguments, not 0"),
    ("swihs(x)", "1:1: there is no function swihs; did you mean swish?"),
    (
      "1 + conv2d(x, w, pading=1)",
      "1:18: conv2d: attribute pading: there is no such attribute; did you mean padding?"
    ),
    (
      "conv2d(x, w, padding=half)",
      "1:14: conv2d: attribute padding: it must be a list of whole numbers, not \"half\""
    ),
    (
      "max_pool2d(x)",
      "1:1: max_pool2d: attribute kernel: it is missing, and must be a list of whole numbers; "
        + "it is written kernel=…, behind the other arguments"
    ),
    ("sum(x, axis=0, axis=1)", "1:16: axis is given twice"),
    (
      "sum(x, axis=0, dim=1)",
      "1:8: sum: attribute axis: it is another name of axes, and both are given"
    ),
    ("sum(axis=0, x)", "1:13: an argument without a name should stand before those that have one"),
    ("sum(axis=0)", "1:1: sum takes 1 argument, not 0"),
    ("sum(x, axis=0 1)", "1:15: a comma or \")\" should stand before \"1\""),
    (
      "sum(x, axis=[0, 1.5])",
      "1:8: sum: attribute axes: it must be a list of whole numbers, not [0.0, 1.5]"
    ), ("sum(x, axis=[0, y])", "1:17: axis should be a list of numbers"),
    ("sum(x, axis=[0", "1:13: this list is never closed"),
    ("sum(x, axis=0", "1:1: this parenthesis is never closed"),
    (
      "sum(x, axis=)",
      "1:13: the value of axis should stand here: a number, true or false, a word, or whole "
        + "numbers such as [1, 2]"
    ),
    ("square(x, axis=0)", "1:11: square: attribute axis: there is no such attribute"),
    ("\"a", "1:1: this quotation mark is never closed"),
    ("\"a\" + 1", "1:1: a value should stand before \"\\\"a\\\"\""),
    ("z[]", "1:3: a value should stand before \"]\""),
    ("z[1", "1:2: this bracket is never closed"),
    ("z[1)", "1:2: \"]\" should close this bracket before \")\""),
    ("z[1:2:3:4]", "1:8: a slice has three parts at most: start:stop:step"),
    ("z[k:]", "1:3: a position is a whole number that is written out"),
    ("z[0.5]", "1:3: a position is a whole number that is written out"),
    ("z[j, k]", "1:6: one axis alone can be chosen by a value"),
    ("z[..., ...]", "1:8: an index has one ellipsis at most, between commas"),
    ("z[... + 1]", "1:7: a comma or \"]\" should stand before \"+\""),
    ("z : 1", "1:3: a colon should stand in an index, as in x[1:3]"),
    ("2 [1]", "1:3: an operator should stand before \"[\"; a product is written x * y"),
    ("x = = 2", "1:5: a value should stand before \"=\""),
    ("2 = x", "1:3: = should follow a single name at the start of a statement"),
    (
      "x + 1; y",
      "1:1: only the last statement may go without a name; write NAME = before this one"
    ),
    ("q = 1; q = 2; q", "1:8: q is computed twice; every statement needs its own name"),
    ("f = q * 2; q = 3; f", "1:5: q is used before the statement that computes it"),
    ("x = x + 1", "1:5: x is used before the statement that computes it"),
    ("x $ y", "1:3: \"$\" has no meaning in an expression"),
    ("x²", "1:2: \"²\" has no meaning in an expression; a power is written x^2"),
    ("x < y", "1:3: \"<\" has no meaning in an expression; the operators are + - * / ^ @"),
    (
      "[[1, 2], [3]]",
      "1:10: element 2 of this bracket has shape [1], and the first has shape [2]"
    ),
    ("[1, [2]]", "1:5: element 2 of this bracket has shape [1], and the first has no brackets"),
    ("q = 1\nf = q +* 2", "2:8: a value should stand before \"*\""),
    ("ŷ + ÿ + $", "1:9: \"$\" has no meaning in an expression"),
    ("x \u{1B}[31m", "1:3: \"\\u{1b}\" has no meaning in an expression"),
  ])
  func readingSaysWhatIsWrong(_ text: String, _ message: String) throws {
    let error = try #require(throws: ExpressionError.self) { try MathExpression(text) }
    #expect(error.description == message)
  }

  @Test(arguments: [
    ("w1 * x1 + b", ["b": 1.0], "1:1: w1, x1 have no value"),
    ("w1 * x1", ["w_1": 1, "x1": 2], "1:1: w1 has no value; did you mean w_1?"),
    ("x + yy", ["x": 1, "y": 2], "1:5: yy has no value; did you mean y?"),
    (
      "alpha + betta", ["alfa": 1, "beta": 2],
      "1:1: alpha, betta have no value; did you mean alfa for alpha, beta for betta?"
    ),
    ("x + 1", ["x": 1, "z": 2], "the expression has no name z"),
    (
      "weight + 1", ["weight": 1, "weihgt": 2],
      "the expression has no name weihgt; did you mean weight?"
    ),
    ("q = x; q + 1", ["x": 1, "q": 2], "q is computed by the expression and takes no value"),
    ("W", ["w": 1], "1:1: W has no value; did you mean w?"),
  ])
  func tracingNamesTheNames(
    _ text: String, _ inputs: [String: Double], _ message: String
  ) throws {
    let error = try #require(throws: ExpressionError.self) {
      try MathExpression(text).trace(inputs: inputs.mapValues { Tensor($0) })
    }
    #expect(error.description == message)
  }

  @Test(arguments: [
    ("1 + z[3]", "1:6: index: [3] does not fit: 3 is no position of axis 0: they go from 0 to 2"),
    ("z[-4]", "1:2: index: [3] does not fit: -4 is no position of axis 0: they go from 0 to 2"),
    ("z[0, 1]", "1:2: index: [3] does not fit: there are 2 indices, and it has 1 axis"),
    ("sum(z)[0]", "1:7: index: [] does not fit: a scalar has no axis to choose from"),
    ("z[::0]", "1:2: index: [3] does not fit: a step of 0 leads nowhere"),
    (
      "z[[0, 5]]",
      "1:2: gather: [3] and [2] do not fit: index 1 is 5.0, not a whole number in range: they go "
        + "from 0 to 2"
    ),
    ("sum(z, axis=2)", "1:1: sum: [3] does not fit: there is no axis 2; they go from -1 to 0"),
  ])
  func tracingSaysWhatDoesNotFit(_ text: String, _ message: String) throws {
    let error = try #require(throws: ExpressionError.self) {
      try MathExpression(text).trace(inputs: ["z": Tensor([2, 1, 0.1])])
    }
    #expect(error.description == message)
  }

  @Test func shapesAreBlamedOnTheOperator() throws {
    let error = try #require(throws: ExpressionError.self) {
      try MathExpression("q = 1\nx + y").trace(inputs: [
        "x": Tensor([1, 2]), "y": Tensor([1, 2, 3]),
      ])
    }
    #expect(
      error.description
        == "2:3: add: [2] and [3] do not fit: the last axes, 2 and 3, must be equal or one be 1")
    #expect(error.excerpt == "x + y" && error.caretColumn == 3)
  }

  @Test func excerptsAreCutAndClean() throws {
    let long = String(repeating: "x+", count: 100) + "\t$" + String(repeating: "+x", count: 100)
    let error = try #require(throws: ExpressionError.self) { try MathExpression(long) }
    let (excerpt, caret) = (try #require(error.excerpt), try #require(error.caretColumn))
    #expect(excerpt.count <= 74)
    #expect(Array(excerpt)[caret - 1] == "$")
    #expect(excerpt.hasPrefix("…") && excerpt.hasSuffix("…") && !excerpt.contains("\t"))
    let hostile = try #require(throws: ExpressionError.self) {
      try MathExpression(String(repeating: "a", count: 5000) + "(x)")
    }
    #expect(hostile.message.count < 180)
  }
}
