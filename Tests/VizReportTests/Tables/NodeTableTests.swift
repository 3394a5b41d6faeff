import Testing
import VizTrace

@testable import VizReport

@Suite struct NodeTableTests {
  private func table(_ node: Node) throws -> [Substring] {
    try NodeTable(ComputationGraph(nodes: [node], outputs: [])).text.split(separator: "\n")
  }

  @Test func foreignTextIsEscapedAndCut() throws {
    let hostile = Node(id: "\u{1b}[31m\n\u{202e}a", op: "\u{0}")
    #expect(
      try table(hostile) == [
        "node                   op     value  gradient  local",
        "\\u{1b}[31m\\n\\u{202e}a  \\u{0}      –         –",
      ])
    let long = Node(id: String(repeating: "x", count: 10_000), op: "exp")
    let name = String(repeating: "x", count: 40) + "…"
    #expect(try table(long).last == "\(name)  exp      –         –")
  }

  @Test func wideLettersTakeTwoColumns() throws {
    #expect(
      try table(Node(id: "日本", op: "input", value: .elements([1], shape: []))) == [
        "node  op     value  gradient  local", "日本  input      1         –",
      ])
  }

  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (-12, "-12"), (0.1, "0.1"), (1.0 / 3, "0.333333"), (999_999, "999999"),
    (1e6, "1e6"), (1_234_567, "1.23457e6"), (0.999_999_9, "1"), (-2.5e-7, "-2.5e-7"),
    (Double.leastNonzeroMagnitude, "5e-324"), (1.797_693_134_862_315_7e308, "1.79769e308"),
    (.nan, "NaN"),
    (-.infinity, "-Infinity"), (0.000_012_345, "0.000012345"), (0.000_001_234_5, "1.2345e-6"),
  ])
  func numbersHaveSixDigits(number: Double, text: String) {
    #expect(NodeTable.number(number) == text)
  }

  @Test func tensorsAreListsUntilTheyAreLong() throws {
    func value(_ elements: [Double], _ shape: [Int]) throws -> String {
      let node = Node(id: "a", op: "input", value: .elements(elements, shape: shape))
      return try table(node).last.map(String.init) ?? ""
    }
    #expect(try value([1, 2, 3, 4], [2, 2]).contains("  [[1, 2], [3, 4]]  "))
    #expect(try value([], [2, 0]).contains("  [[], []]  "))
    #expect(try value([], [0]).contains("  []  "))
    #expect(
      try value([Double](repeating: 1, count: 16), [4, 4]).contains("  4×4, norm 4  "))
    #expect(
      try value([Double](repeating: .nan, count: 16), [4, 4]).contains("  4×4, norm NaN"))
  }
}
