import Foundation
import Testing

/// `vizbp explain`: why a gradient is what it is.
@Suite struct ExplainTests {
  private struct Answer: Decodable {
    struct Path: Decodable {
      var nodes: [String]
      var factors: [Double]
      var product: Double
    }
    struct Length: Decodable {
      var edges: Int
      var paths: String
      var sum: Double
      var sumOfAbsolute: Double
    }
    var node: String
    var output: String
    var gradient: Double
    var paths: String
    var sumOfAbsolute: Double
    var cancellation: Double
    var strongest: [Path]
    var lengths: [Length]
  }

  private func answer(_ arguments: String..., input: String = "") async throws -> Answer {
    let outcome = try await run(vizbpPath, ["explain"] + arguments, input: Array(input.utf8))
    #expect(outcome.status == 0 && outcome.errors == "")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Answer.self, from: Data(outcome.bytes))
  }

  /// Of what is no finite number there are no shares.
  @Test(arguments: [
    ["x/y", "x=1", "y=0"], ["sqrt(x) * x", "x=0"], ["sum(x) * y", "x=nan", "y=2"],
  ])
  func whatIsNotFiniteHasNoShares(_ arguments: [String]) async throws {
    let of = arguments[0].contains("y") && arguments.count > 2 ? "y" : "x"
    for name in ["x", of] {
      let outcome = try await run(
        vizbpPath, ["explain"] + arguments + ["--of", name], input: [])
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(!outcome.output.contains(/(NaN|Infinity|inf|nan) %/), "\(outcome.output)")
    }
  }

  @Test func worksTheChainRule() async throws {
    let outcome = try await vizbp("explain", "-", "--of", "x", input: lecture)
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(
      outcome.output == """
        ∂f/∂x = −4, of 1 path

        [1] ∂f/∂f = 1
        [2] ∂f/∂q = ∂f/∂f · ∂f/∂q = 1[1] · (−4) = −4
        [3] ∂f/∂x = ∂f/∂q · ∂q/∂x = (−4)[2] · 1 = −4

        The products' magnitudes add up to 4: nothing cancels.

        The strongest paths:
          −4  100 %  f ← q ← x  = (−4) · 1

        """)
  }

  @Test func printsJSONOfPathsThatCancel() async throws {
    // x (x - 1) at 2: three paths from the output, of which one goes the other way.
    let found = try await answer("x * (1 - x)", "x=2", "--of", "x", "--json")
    #expect(found.node == "x" && found.gradient == -3 && found.paths == "2")
    #expect(found.sumOfAbsolute == 3 && found.cancellation == 0)
    #expect(found.lengths.map(\.edges) == [1, 2] && found.lengths.map(\.sum) == [-1, -2])
    #expect(found.strongest.map(\.product) == [-2, -1])
    for path in found.strongest {
      #expect(path.nodes.count == path.factors.count + 1 && path.nodes.last == "x")
      #expect(path.nodes.first == found.output)
      #expect(path.factors.reduce(1, *) == path.product)
    }
    let cancelled = try await answer("-x + x*y", "x=1", "y=3", "--of", "x", "--json")
    #expect(cancelled.gradient == 2 && cancelled.cancellation == 0.5)
  }

  @Test func saysWhatNothingFlowsAlongAndWhatIsMoreThanNumbersHold() async throws {
    let nothing = try await vizbp("explain", "0 * (x + x*x)", "x=1", "--of", "x")
    #expect(nothing.output.contains("magnitudes add up to 0: nothing flows.\n"))
    #expect(!nothing.output.contains("Entropy"))
    let nodes = (1...1100).map { number in
      let input = number == 1 ? "x" : "n\(number - 1)"
      return #"{"id": "n\#(number)", "op": "add", "inputs": ["\#(input)", "\#(input)"],"#
        + #" "local": [0.5, 0.5]}"#
    }
    let graph = graphFile([#"{"id": "x", "op": "input", "value": 1}"#] + nodes)
    let many = try await vizbp("explain", "-", "--of", "x", input: graph)
    #expect(many.output.contains("\nEntropy 1.1e3 bits.\n"))
    #expect(!many.output.contains("Infinity"))
  }

  @Test func goesThroughTensors() async throws {
    let found = try await answer(
      "sum(relu(W @ x))", "W=[[1, -2], [3, 1], [0, 1]]", "x=[1, 2]", "--of", "x[1]", "--json",
      "--paths", "2")
    #expect(found.node == "x[1]" && found.paths == "3" && found.gradient == 2)
    #expect(found.strongest.count == 2 && found.lengths.map(\.paths) == ["3"])
    let inner = try await answer(
      "h = W @ x; sum(h * h)", "W=[[1, -2], [3, 1]]", "x=[1, 2]", "--of", "x[0]", "--output",
      "h[1]", "--json")
    #expect(inner.paths == "1" && inner.gradient == 3)
  }

  @Test func saysWhereNothingLeads() async throws {
    let outcome = try await vizbp("explain", "-", "--of", "z", "--output", "q", input: lecture)
    #expect(outcome.status == 0)
    #expect(outcome.output == "∂q/∂z = 0: no path leads from z to q\n")
    let found = try await answer("-", "--of", "z", "--output", "q", "--json", input: lecture)
    #expect(found.paths == "0" && found.gradient == 0 && found.strongest.isEmpty)
  }

  @Test(arguments: [
    (["explain", "-", "--of", "xx"], 64, "the graph has no node \"xx\"\ndid you mean \"x\"?"),
    (
      ["explain", "-", "--of", "x[1]"], 64,
      "\"x[1]\" has 1 index, and \"x\" has 0 axes\nit is a scalar: leave the brackets out"
    ),
    (
      ["explain", "-", "--of", "x", "--output", "g"], 64,
      "the graph has no node \"g\"\n"
    ),
    (
      ["explain", "-", "x=1", "--of", "x"], 64,
      "unexpected argument \"x=1\"\nstandard input is a graph, whose numbers are in it"
    ),
    (
      ["explain", "-", "--of", "x", "--paths", "-1"], 64,
      "--paths takes a number from 0 to 1000\nsee 'vizbp explain --help'"
    ),
    (["explain", "nowhere/run", "--of", "x"], 66, "nowhere/run: there is no such file or folder"),
    (
      ["explain", "nowhere.json", "--of", "x"], 66, "nowhere.json: there is no such file or folder"
    ),
    (
      ["explain", "x +", "x=1", "--of", "x"], 65,
      "expression:1:4: the expression ends where a value should stand: x +"
    ),
  ])
  func refusesInALine(_ arguments: [String], _ status: Int, _ words: String) async throws {
    let outcome = try await run(vizbpPath, arguments, input: Array(lecture.utf8))
    #expect(outcome.status == Int32(status) && outcome.output == "")
    #expect(outcome.errors.hasPrefix("error: \(words)"), "\(outcome.errors)")
  }

  @Test func refusesWhatHasNoRule() async throws {
    let graph = graphFile([
      #"{"id": "x", "op": "input", "value": 1}"#,
      #"{"id": "f", "op": "mystery", "inputs": ["x"], "value": 2}"#,
    ])
    let outcome = try await vizbp("explain", "-", "--of", "x", input: graph)
    #expect(outcome.status == 65 && outcome.output == "")
    #expect(
      outcome.errors == """
        error: standard input: the node "f" lies on the way and is of the op mystery, which has no rule
        state its derivatives in the field 'local', where it is a scalar

        """)
  }

  @Test func drawsPathsWideAndTheRestFaint() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.json")
      for kind in ["svg", "png", "pdf", "html"] {
        let outcome = try await vizbp(
          "explain", "graph.json", "--of", "x", "-q", "-o", "x.\(kind)", in: folder)
        #expect(outcome.status == 0 && outcome.errors == "")
        #expect(outcome.output == "∂f/∂x = −4, of 1 path\n")
      }
      let svg = try folder.text("x.svg")
      #expect(svg.contains("stroke-width=\"6\"") && svg.contains("stroke-opacity=\"0.35\""))
      #expect(svg.contains("wide: the strongest path"))
      let plain = try await vizbp("render", "graph.json", "-o", "-", in: folder)
      #expect(!plain.output.contains("stroke-opacity=\"0.35\""))
    }
  }

  @Test func readsExpressionsThatBeginWithAMinus() async throws {
    let found = try await answer("-x * y", "x=2", "y=5", "--of", "x", "--json")
    #expect(found.gradient == -5)
  }
}
