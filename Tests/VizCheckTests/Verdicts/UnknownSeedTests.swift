import Testing
import VizTrace

@testable import VizCheck

/// Of a backward pass whose start is known by its statistics alone, nothing can be said.
@Suite struct UnknownSeedTests {
  private static func graph(_ gradient: String, seeds: String = "") throws -> ComputationGraph {
    try ComputationGraph(
      jsonText: """
        {"format": "vizbp.graph", "version": 1, "nodes": [
        {"id": "x", "op": "input", "value": [1, 2, 3], "gradient": [0, 2.4, 3.1]},
        {"id": "q", "op": "mul", "inputs": ["x", "x"], "value": [1, 4, 9]},
        {"id": "f", "op": "neg", "inputs": ["q"], "value": [-1, -4, -9], "gradient": \(gradient)}],
        "outputs": ["f"]\(seeds)}
        """)
  }

  private static let summary = """
    {"summary": {"count": 3, "mean": 0.1, "std": 0.4, "min": -1, "max": 1, "norm": 1.1, "zeros": 1,
      "nan": 0, "inf": 0, "histogram": {"edges": [-1, 1], "counts": [3]}}}
    """

  @Test func nothingIsRightNorWrong() throws {
    let check = try GraphCheck(Self.graph(Self.summary))
    #expect(check.suspects == [] && check.wrong == [] && check.remarks == [])
    #expect(check.nodes.map(\.status) == [.unchecked, .unchecked, .unchecked])
    #expect(check.reason("f") == "its gradient is a summary")
    #expect(check.reason("q") == "the gradient of its consumer f is a summary")
    #expect(check.reason("x") == "its consumer q has no gradient")
    #expect(check.differences == nil)
  }

  /// Where the file says what the outputs are weighted with, that is known.
  @Test func seedsAreBelieved() throws {
    let check = try GraphCheck(Self.graph(Self.summary, seeds: ", \"seeds\": [1]"))
    #expect(check.wrong == ["x"])
  }
}
