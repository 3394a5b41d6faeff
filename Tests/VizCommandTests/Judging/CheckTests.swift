import Foundation
import Testing

@Suite struct CheckTests {
  /// The graph of the smallest example, with `gradient` at y.
  static func graph(gradient: String = "-4", op: String = "add", value: String = "3") -> String {
    """
    { "format": "vizbp.graph", "version": 1, "name": "(x + y) z",
      "nodes": [
        {"id": "x", "op": "input", "value": -2, "gradient": -4},
        {"id": "y", "op": "input", "value": 5, "gradient": \(gradient)},
        {"id": "z", "op": "input", "value": -4, "gradient": 3},
        {"id": "q", "op": "\(op)", "inputs": ["x", "y"], "value": \(value), "gradient": -4},
        {"id": "f", "op": "mul", "inputs": ["q", "z"], "value": -12, "gradient": 1}],
      "outputs": ["f"] }
    """
  }

  @Test func saysOK() async throws {
    let outcome = try await vizbp("check", "-", input: Self.graph())
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(
      outcome.output.hasPrefix(
        """
        node  op     status  value error  gradient error
        x     input  ok                0               0

        """))
    #expect(outcome.output.hasSuffix("\ncheck: ok, 5 nodes\n"))
  }

  /// The node that shows the wrong gradient is y; the rule that sent it is q's.
  @Test func blamesTheRule() async throws {
    let outcome = try await vizbp("check", "-q", "-", input: Self.graph(gradient: "-8"))
    #expect(outcome.status == 1 && outcome.errors == "")
    #expect(outcome.output == "check: wrong; the rule of q (add) disagrees\n")
  }

  @Test func blamesAChangedValueOnItsNode() async throws {
    let outcome = try await vizbp("check", "-q", "-", input: Self.graph(value: "4"))
    #expect(outcome.status == 1)
    #expect(outcome.output == "check: wrong; the rule of q (add) disagrees\n")
  }

  @Test func drawsAPageThatColoursAndTells() async throws {
    try await inFolder { folder in
      let outcome = try await vizbp(
        "check", "-q", "-", "-o", "check.html", input: Self.graph(gradient: "-8"), in: folder)
      #expect(outcome.status == 1 && outcome.errors == "")
      let page = try folder.text("check.html")
      #expect(page.contains("check: wrong; the rule of q (add) disagrees"))
      #expect(page.contains("<td class=\"wrong\">✗ wrong</td>"))
      // The halo of the suspect, and what it means.
      #expect(page.contains("class=\"alarm line\""))
      #expect(page.contains("its rule may be wrong"))
    }
  }

  @Test func printsTheErrorByTheStep() async throws {
    let outcome = try await vizbp("check", "-", "--curve", "y", input: Self.graph())
    #expect(outcome.status == 0 && outcome.errors == "")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines[0] == "gradient of y: -4")
    #expect(lines[1] == "   step  centred difference  relative error")
    #expect(lines.count == 18)
    #expect(lines.contains { $0.hasSuffix(" least") })
    let refusals: [(String, String)] = [
      ("yy", "--curve yy is no leaf that the output depends on\ndid you mean y?"),
      ("q", "--curve q is no leaf that the output depends on\nits leaves are: x, y, z"),
      ("y[1]", "--curve y has no element 1\nit has 1, from 0"),
    ]
    for (name, message) in refusals {
      let refused = try await vizbp("check", "-", "--curve", name, input: Self.graph())
      #expect(refused.status == 64)
      #expect(refused.errors == "error: \(message)\n")
    }
  }

  @Test func printsJSON() async throws {
    let outcome = try await vizbp("check", "--json", "-", input: Self.graph(gradient: "-8"))
    #expect(outcome.status == 1)
    #expect(
      outcome.output == """
        {"ok": false, "suspects": ["q"], "nodes": [\
        {"id": "x", "status": "ok", "value_error": 0, "gradient_error": 0}, \
        {"id": "y", "status": "wrong", "value_error": 0, "gradient_error": 0.5, \
        "reason": "it is 2 times the right one"}, \
        {"id": "z", "status": "ok", "value_error": 0, "gradient_error": 0}, \
        {"id": "q", "status": "ok", "value_error": 0, "gradient_error": 0}, \
        {"id": "f", "status": "ok", "value_error": 0, "gradient_error": 0}], \
        "verdict": "check: wrong; the rule of q (add) disagrees", \
        "remarks": [{"kind": "pattern", "nodes": ["y"], \
        "sentence": "The gradient of y is wrong; it is 2 times the right one."}]}

        """)
  }

  @Test func saysWhatHasNoRule() async throws {
    let outcome = try await vizbp("check", "-", input: Self.graph(op: "frobnicate"))
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("the op frobnicate has no rule\n"))
    #expect(outcome.output.hasSuffix("\ncheck: ok, 2 nodes, 3 unchecked\n"))
  }

  @Test func saysThatAttributesAreNotUnderstood() async throws {
    let outcome = try await vizbp(
      "check", "-",
      input: graphFile([
        #"{"id": "x", "op": "input", "value": [1, 2]}"#,
        #"{"id": "f", "op": "sum", "inputs": ["x"], "value": 3, "attributes": {"axes": "all"}}"#,
      ]))
    #expect(outcome.output.contains("the op sum has no rule with these attributes: axes: "))
  }

  /// What is unchecked stands in the verdict, and the sentence after it is whole.
  @Test func whatIsForgottenIsSaidInSentences() async throws {
    let outcome = try await vizbp(
      "check", "-",
      input: graphFile([
        #"{"id": "x", "op": "input", "value": 2, "gradient": 0}"#,
        #"{"id": "y", "op": "input", "value": 3, "gradient": 0}"#,
        #"{"id": "f", "op": "mul", "inputs": ["x", "y"]}"#,
      ]))
    #expect(
      outcome.output.hasSuffix(
        "\ncheck: wrong, 1 unchecked, and no rule is at fault. All gradients are 0: no backward pass"
          + " has been run yet, or they were set to zero after it.\n"))
  }

  @Test func checksTheLastStepOfARun() async throws {
    try await inFolder { folder in
      let trained = try await vizbp(
        "train", "-q", "--dataset", "moons", "--layers", "4", "--norm", "batch", "--dropout", "0.3",
        "--steps", "3", "--evaluate", "0", "-o", "run", in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let outcome = try await vizbp("check", "run", in: folder)
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(
        outcome.output.hasSuffix(
          """
          derivatives; the file agrees within rounding
          check: ok, 16 nodes

          """), "\(outcome.output)")
      let empty = try await vizbp("check", ".", in: folder)
      #expect(empty.status == 66)
      #expect(empty.errors.hasPrefix("error: .: it is a directory, and no run is in it\n"))
    }
  }

  @Test func saysThatThereIsNothingToCheck() async throws {
    let summary = #"""
      {"summary": {"count": 1, "mean": 2, "std": 0, "min": 2, "max": 2, "norm": 2, "zeros": 0,
       "nan": 0, "inf": 0, "histogram": {"edges": [1, 3], "counts": [1]}}}
      """#
    let graph = """
      {"format": "vizbp.graph", "version": 1, "nodes": [
        {"id": "x", "op": "input", "value": \(summary), "gradient": \(summary)},
        {"id": "y", "op": "exp", "inputs": ["x"], "value": \(summary), "gradient": \(summary)}],
       "outputs": ["y"]}
      """
    let outcome = try await vizbp("check", "-q", "-", input: graph)
    #expect(outcome.status == 1)
    #expect(
      outcome.output
        == "check: nothing to check; no computed node has a rule and more than a summary\n")
  }

  @Test func printsTheTableOfTheSlide() async throws {
    let outcome = try await vizbp("check", "--table", "-", input: Self.graph())
    #expect(outcome.status == 0)
    #expect(
      outcome.output == """
        loss at W: -12, h = 0.0001

        dimension   W    W + h      loss  slope  gradient
        x          -2  -1.9999  -12.0004     -4        -4
        y           5   5.0001  -12.0004     -4        -4
        z          -4  -3.9999  -11.9997      3         3

        """)
  }

  @Test func marksTheRowThatIsWrong() async throws {
    let outcome = try await vizbp("check", "--table", "-", input: Self.graph(gradient: "-8"))
    #expect(outcome.status == 1)
    #expect(
      outcome.output == """
        loss at W: -12, h = 0.0001

        dimension   W    W + h      loss  slope  gradient
        x          -2  -1.9999  -12.0004     -4        -4
        y           5   5.0001  -12.0004     -4        -8  ✗ wrong
        z          -4  -3.9999  -11.9997      3         3

        """)
  }

  /// Gradients of two backward passes: every leaf's is twice the right one, and no rule's fault.
  @Test func saysWhatWasForgotten() async throws {
    let twice = Self.graph(gradient: "-8").replacing("\"gradient\": -4}", with: "\"gradient\": -8}")
      .replacing("\"gradient\": 3}", with: "\"gradient\": 6}")
      .replacing("\"value\": 3, \"gradient\": -8}", with: "\"value\": 3, \"gradient\": -4}")
    let outcome = try await vizbp("check", "-q", "-", input: twice)
    #expect(outcome.status == 1 && outcome.errors == "")
    #expect(
      outcome.output == """
        check: wrong, and no rule is at fault. The gradient of every leaf is 2 times the right one: \
        those of 2 backward passes were added up; they are to be set to zero between.

        """)
  }

  /// What eval prints, check finds right, and a picture shows where numbers are not finite.
  @Test func whatIsNotFiniteIsNotBlamed() async throws {
    let made = try await vizbp("eval", "log(x) + sqrt(y)", "x=-1", "y=4", "--json")
    #expect(made.errors == "Not finite here: the value of log1 (log) is NaN, for x = -1.\n")
    let outcome = try await vizbp("check", "-", input: made.output)
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(
      outcome.output.hasSuffix(
        """

        Not finite here: the value of log1 (log) is NaN, for x = -1.
        centred differences of the whole: 2 derivatives, 2 not finite, or not differentiable, here
        check: ok, 4 nodes, 1 unchecked

        """), "\(outcome.output)")
    let picture = try await vizbp("check", "-", "-o", "-", input: made.output)
    #expect(picture.output.contains("not finite, or not differentiable, here"))
  }

  @Test func refusesWhatIsNoGraph() async throws {
    try await expectRefusal(
      ["check", "nowhere.json"], 66, "error: nowhere.json: there is no such file or folder")
    try await expectRefusal(
      ["check", "--json", "--table", "-"], 64,
      "error: --json and --table print different things\nsee 'vizbp check --help'")
    let outcome = try await vizbp("check", "-", input: "{")
    #expect(outcome.status == 65)
  }

  @Test func drawsTheSuspects() async throws {
    let outcome = try await vizbp("check", "-", "-o", "-", input: Self.graph(gradient: "-8"))
    #expect(outcome.status == 1)
    #expect(outcome.errors == "check: wrong; the rule of q (add) disagrees\n")
    let plain = try await vizbp("render", "-", "-o", "-", input: Self.graph(gradient: "-8"))
    #expect(outcome.output.hasPrefix("<svg") || outcome.output.hasPrefix("<?xml"))
    #expect(outcome.output != plain.output)
  }
}
