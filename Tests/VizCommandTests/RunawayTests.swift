import Foundation
import Testing

/// Valid graphs of shapes that no layout can hold: each gets a picture, folded until it fits. How much
/// work that is, is counted at two sizes: in `LayoutEffortTests` what a layout is asked for, in
/// `FoldingGrowthTests` what folding takes, and in `XMLGrowthTests` what long texts take.
@Suite struct RunawayTests {
  private static func node(_ id: String, _ op: String, _ inputs: [String] = [], rest: String = "")
    -> String
  {
    let names = inputs.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"id":"\#(id)","op":"\#(op)","inputs":[\#(names)]\#(rest)}"#
  }

  private static let shapes: [(name: String, nodes: @Sendable () -> [String])] = [
    (
      "a hundred products of one input",
      { [node("m0", "input")] + (1...100).map { node("m\($0)", "mul", ["m0", "m\($0 - 1)"]) } }
    ),
    (
      "ten thousand scopes",
      { (0..<10_000).map { node("n\($0)", "input", rest: #","scope":"s\#($0)""#) } }
    ),
    (
      "a star",
      { [node("x", "input")] + (0..<50_000).map { node("o\($0)", "exp", ["x"]) } }
    ),
    (
      "two layers joined all to all",
      {
        let names = (0..<300).map { "a\($0)" }
        return names.map { node($0, "input") } + (0..<300).map { node("b\($0)", "add", names) }
      }
    ),
    (
      "a label of a megabyte",
      {
        let label = String(repeating: "&<x", count: 350_000)
        return [
          node("x", "input", rest: #","label":"\#(label)","scope":"\#(label)""#),
          node("y", "exp", ["x"]),
        ]
      }
    ),
  ]

  @Test(arguments: shapes.map(\.name))
  func everyShapeGetsAPicture(name: String) async throws {
    let shape = try #require(Self.shapes.first { $0.name == name })
    let graph = graphFile(shape.nodes())
    for collapse in ["auto", "none"] {
      let svg = try await vizbp("render", "-", "--collapse", collapse, input: graph)
      #expect(svg.status == 0 && svg.errors == "", "\(svg.errors)")
      #expect(svg.bytes.starts(with: Array("<svg".utf8)))
      #expect(svg.bytes.count < 16 << 20)
    }
    let page = try await vizbp("render", "-", "--format", "html", input: graph)
    #expect(page.status == 0 && page.errors == "", "\(page.errors)")
  }

  @Test func deepExpressionsAreDrawn() async throws {
    for sign in ["*", "^"] {
      let deep =
        String(repeating: "x\(sign)(", count: 100) + "x" + String(repeating: ")", count: 100)
      let outcome = try await vizbp("eval", deep, "x=0.5", "-o", "-")
      #expect(outcome.status == 0 && outcome.bytes.starts(with: Array("<svg".utf8)))
    }
  }
}
