import Testing

/// Gradients of outputs that do not fit them are bad data, and said to be that of the node.
@Suite struct CheckSeedTests {
  private static func graph(_ field: String, seeds: String = "") -> String {
    """
    {"format": "vizbp.graph", "version": 1, "nodes": [
    {"id": "x", "op": "input", "value": [1, 2, 3], "gradient": [2, 4, 6]},
    {"id": "f", "op": "mul", "inputs": ["x", "x"]\(field)}],
    "outputs": ["f"]\(seeds)}
    """
  }

  @Test(arguments: [
    ("[]", "[0]"), ("[[]]", "[1, 0]"), ("[1, 1]", "[2]"), ("[[1, 1, 1]]", "[1, 3]"), ("1", "[]"),
  ])
  func aShapeThatOnlyTheInputsTell(_ gradient: String, _ shape: String) async throws {
    let input = Self.graph(", \"gradient\": \(gradient)")
    let outcome = try await vizbp("check", "-", input: input)
    #expect(outcome.status == 65 && outcome.output == "")
    #expect(
      outcome.errors
        == "error: standard input: node \"f\": \"gradient\" has the shape \(shape), and its inputs"
        + " give [3]\n")
  }

  @Test func aSeed() async throws {
    let input = Self.graph("", seeds: ", \"seeds\": [[1, 1]]")
    let outcome = try await vizbp("check", "-", input: input)
    #expect(outcome.status == 65 && outcome.output == "")
    #expect(
      outcome.errors
        == "error: standard input: node \"f\": its seed has the shape [2], and its inputs give [3]\n"
    )
  }

  @Test func whatFits() async throws {
    let input = Self.graph(", \"gradient\": [1, 1, 1]")
    let outcome = try await vizbp("check", "-q", "-", input: input)
    #expect(outcome.status == 0 && outcome.errors == "")
  }
}
