import Foundation
import Testing
import VizBP

@Suite struct EvalTests {
  @Test func printsATable() async throws {
    let outcome = try await vizbp("eval", "q = x + y; f = q * z", "x=-2", "y=5", "z=-4")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(
      outcome.output == """
        node  op     value  gradient  local
        x     input     -2        -4
        y     input      5        -4
        z     input     -4         3
        q     add        3        -4  1, 1
        f     mul      -12         1  -4, 3

        """)
  }

  @Test func columnsOfWideLettersStandBelowEachOther() async throws {
    #expect(
      try await vizbp("eval", "日本 * x", "日本=2", "x=3").output == """
        node  op     value  gradient  local
        日本  input      2         3
        x     input      3         2
        mul1  mul        6         1  3, 2

        """)
  }

  @Test(arguments: [
    ("-log(x)", "x=1"), ("-x", "x=2"), ("-(x+1)", "x=1"), ("-2*x", "x=1"), ("--x", "x=1"),
    ("-[1,2]@x", "x=[1,2]"), ("- x", "x=1"), ("-x-x", "x=1"), ("-o*2", "o=1"), ("-q2", "q2=1"),
    ("---x", "x=1"), ("--exp(x)", "x=1"),
  ])
  func anExpressionMayBeginWithAMinus(expression: String, value: String) async throws {
    let plain = try await vizbp("eval", "--", expression, value)
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(plain.output.contains("neg") || plain.output.contains("-2"))
    #expect(try await vizbp("eval", expression, value) == plain)
    let quiet = try await vizbp("eval", expression, value, "--quiet")
    #expect(quiet.status == 0 && quiet.output == "")
    #expect(try await vizbp("eval", "--mode", "reverse", expression, value) == plain)
    #expect(try await vizbp("eval", "--theme=dark", expression, "--show", "chain", value) == plain)
  }

  @Test func optionsStandBeforeAndAfter() async throws {
    try await inFolder { folder in
      for arguments in [
        ["-o", "a.svg", "-x", "x=1"], ["-x", "x=1", "-o", "a.svg"], ["-x", "-o", "a.svg", "x=1"],
        ["-o", "a.svg", "--", "-x", "x=1"], ["--output=a.svg", "-x", "x=1"],
      ] {
        let outcome = try await run(vizbpPath, ["eval"] + arguments, in: folder.path)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        #expect(try folder.names == ["a.svg"])
        try FileManager.default.removeItem(atPath: folder.file("a.svg"))
      }
    }
  }

  @Test func jsonIsAGraphFile() async throws {
    let outcome = try await vizbp("eval", "(x+y)*z", "x=-2", "y=5", "z=-4", "--json")
    #expect(outcome.status == 0 && outcome.errors == "")
    let graph = try ComputationGraph(jsonData: outcome.bytes)
    #expect(graph.nodes.map(\.id) == ["x", "y", "z", "add1", "mul1"])
    #expect(graph.outputs == ["mul1"])
    #expect(graph.nodes.map { $0.gradient?.scalar } == [-4, -4, 3, -4, 1])
  }

  @Test func granularityDecidesAboutGates() async throws {
    func ops(_ arguments: String...) async throws -> [String] {
      let all = ["eval", "--json"] + arguments + ["x=1"]
      let outcome = try await run(vizbpPath, all)
      return try ComputationGraph(jsonData: outcome.bytes).nodes.map(\.op)
    }
    #expect(try await ops("sigmoid(x)") == ["input", "sigmoid"])
    #expect(try await ops("sigmoid(x)", "--granularity", "coarse") == ["input", "sigmoid"])
    #expect(try await ops("1/(1+exp(-x))", "--granularity", "coarse") == ["input", "sigmoid"])
    #expect(try await ops("sigmoid(x)", "--granularity", "fine").contains("exp"))
  }

  @Test func forwardModeAnnotatesTangents() async throws {
    #expect(
      try await vizbp("eval", "x * y", "x=2", "y=3", "--mode", "forward", "--seed", "x").output
        == """
        node  op     value  tangent  local
        x     input      2        1
        y     input      3        0
        mul1  mul        6        3  3, 2

        """)
    #expect(
      try await vizbp("eval", "x^2", "x=3", "--mode", "forward").output.contains(" 6  "))
    try await expectRefusal(
      ["eval", "x * y", "x=2", "y=3", "--mode", "forward"], 64,
      "error: --mode forward needs the input that moves\nsay --seed with one of: x, y")
    try await expectRefusal(
      ["eval", "x * y", "x=2", "y=3", "--mode", "forward", "--seed", "z"], 64,
      "error: --seed z is no input of the expression\nits inputs are: x, y")
    try await expectRefusal(
      ["eval", "3", "--mode", "forward"], 65,
      "error: expression: it has no input that could move in forward mode")
    try await expectRefusal(
      ["eval", "x", "x=2", "--seed", "x"], 64,
      "error: --seed applies to --mode forward\nsee 'vizbp eval --help'")
  }

  @Test func checkAnswersYesOrNo() async throws {
    let yes = try await vizbp("eval", "x^2", "x=3", "--check", "--quiet")
    #expect(yes.status == 0 && yes.errors == "")
    #expect(
      yes.output.hasPrefix("gradient check: ok, 1 derivative; worst x: analytic 6.0, numeric "))
    // At the tie the first argument takes the gradient: a subgradient, and no failure.
    let kink = try await vizbp("eval", "max(x, y)", "x=1", "y=1", "--check", "--json")
    #expect(kink.status == 0)
    #expect(kink.errors.hasPrefix("gradient check: ok, 2 derivatives; worst x: analytic 1.0"))
    #expect(
      kink.errors.hasSuffix(
        "\nkink at x and 1 more: the slope is 0.0 below and 1.0 above, and the gradient 1.0 is"
          + " a subgradient\n"))
    _ = try ComputationGraph(jsonData: kink.bytes)
    let no = try await vizbp("eval", "log(x)", "x=-1", "--check", "-q")
    #expect(no.status == 1)
    #expect(
      no.output == """
        gradient check: nothing to compare
        not finite, or not differentiable, here: x; analytic -1.0, numeric NaN

        """)
    let edge = try await vizbp("eval", "x^1.5", "x=0", "--check", "-q")
    #expect(edge.status == 0)
    #expect(edge.output.hasPrefix("gradient check: ok, 1 derivative; worst x: analytic 0.0"))
    #expect(
      edge.output.hasSuffix("\nedge of the domain at x: there is a slope on one side alone\n"))
    #expect(
      try await vizbp("eval", "3", "--check", "-q").output
        == "gradient check: nothing to compare\n")
  }

  @Test func countsOperations() async throws {
    let outcome = try await vizbp("eval", "x * y + sin(x)", "x=2", "y=3", "--cost", "-q")
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(
      outcome.output == """

        node   op   pass      mul  add  transc.  bytes
        mul1   mul  forward     1    0        0     24
                    backward    2    0        0     80
        sin1   sin  forward     0    0        1     16
                    backward    1    0        1     32
        add1   add  forward     0    1        0     24
                    backward    0    0        0     80
        total       forward     1    1        1     64
                    backward    3    1        1    192

        value and gradient, in evaluations of the function:
          reverse mode                2.67
          forward mode over 2 inputs     5
          differences over 2 inputs      5
        symbolic derivative, written out: 12 nodes; the tape: 5 nodes

        """)
  }

  @Test(arguments: signatures.keys.sorted())
  func drawsEveryKind(kind: String) async throws {
    let signature = try #require(signatures[kind])
    try await inFolder { folder in
      let file = try await vizbp(
        "eval", "x * y", "x=2", "y=3", "-o", "f.\(kind)", "-q", in: folder)
      #expect(file == Outcome(status: 0, bytes: [], errors: ""))
      #expect(try folder.bytes("f.\(kind)").starts(with: signature))
      let piped = try await vizbp("eval", "x * y", "x=2", "y=3", "-o", "-", "--format", kind)
      #expect(piped.status == 0 && piped.errors == "")
      #expect(try folder.bytes("f.\(kind)") == piped.bytes)
    }
  }

  @Test func optionsThatContradictEachOtherAreRefused() async throws {
    try await expectRefusal(
      ["eval", "x", "x=1", "--json", "-o", "-"], 64,
      "error: --json and '-o -' both write to standard output\nsee 'vizbp eval --help'")
    for (options, name) in [
      (["--format", "svg"], "--format"), (["--scale", "2"], "--scale"),
      (["--text", "live"], "--text"), (["--embed-font"], "--embed-font"),
    ] {
      try await expectRefusal(
        ["eval", "x", "x=1"] + options, 64,
        "error: \(name) says how to draw, and nothing is drawn without -o\n"
          + "see 'vizbp eval --help'")
    }
  }

  @Test func faultsOfAnExpressionHaveACaret() async throws {
    try await expectRefusal(
      ["eval", "x + * y", "x=1", "y=2"], 65,
      """
      error: expression:1:5: a value should stand before "*": x + * y
                                                                  ^
      """)
    // The caret counts columns: wide letters take two.
    try await expectRefusal(
      ["eval", "日本 + $"], 65,
      """
      error: expression:1:6: "$" has no meaning in an expression: 日本 + $
                                                                         ^
      """)
    try await expectRefusal(
      ["eval", "a = 1\nb = c"], 65,
      """
      error: expression:2:5: c has no value: b = c
                                                 ^
      """)
    try await expectRefusal(
      ["eval", "x + yy", "x=1", "y=2"], 65,
      """
      error: expression:1:5: yy has no value; did you mean y?: x + yy
                                                                   ^
      """)
  }

  @Test func faultsOfAValueHaveACaret() async throws {
    try await expectRefusal(
      ["eval", "x", "x=[1, 2"], 65,
      """
      error: value:1:3: this list is never closed: x=[1, 2
                                                     ^
      """)
    try await expectRefusal(
      ["eval", "x", "x=1e400"], 65,
      """
      error: value:1:3: "1e400" is greater than any number of double precision: x=1e400
                                                                                  ^
      """)
    try await expectRefusal(
      ["eval", "x", "x"], 64,
      "error: 'x' is not NAME=VALUE\n"
        + "quote the expression, and give each name a value as in x=2")
    try await expectRefusal(["eval", "x", "x=1", "x=2"], 64, "error: x is given twice")
    try await expectRefusal(
      ["eval", "x=2", "-x"], 64,
      "error: '-x' is not NAME=VALUE\n"
        + "quote the expression, and give each name a value as in x=2")
  }

  @Test func shapesThatDoNotFitAreNamed() async throws {
    try await expectRefusal(
      ["eval", "[1,2]@[1,2,3]"], 65,
      "error: expression:1:6: matmul: [2] and [3] do not fit: the inner extents, 2 and 3, must be"
        + " equal: [1,2]@[1,2,3]\n" + String(repeating: " ", count: 103) + "^")
  }

  @Test func valuesThatAreNoNumbersArePrinted() async throws {
    #expect(
      try await vizbp("eval", "x * y", "x=nan", "y=-inf").output == """
        node  op         value   gradient  local
        x     input        NaN  -Infinity
        y     input  -Infinity        NaN
        mul1  mul          NaN          1  -Infinity, NaN

        """)
  }

  /// What is no number, and whose gradients a tensor's are, is said in a word.
  @Test func remarksAreMade() async throws {
    let nan = try await vizbp("eval", "log(x)", "x=-1")
    #expect(nan.status == 0)
    #expect(
      nan.output.hasSuffix("\nNot finite here: the value of log1 (log) is NaN, for x = -1.\n"))
    let vector = try await vizbp("eval", "W @ x", "W=[[1, 2], [3, 4]]", "x=[1, 2]")
    #expect(
      vector.output.hasSuffix(
        "\nThe output matmul1 (matmul) has 2 elements: the gradients are those of the sum of them.\n"
      ))
    #expect(try await vizbp("eval", "log(x)", "x=-1", "-q").output == "")
  }
}
