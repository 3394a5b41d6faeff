import Testing
import VizTrace

@testable import VizCheck

@Suite struct RecheckedTests {
  /// `sum(w · custom(x))` with `custom` what no table knows; w is its own gradient's check.
  private func check(_ fields: String) throws -> GraphCheck {
    try GraphCheck(
      ComputationGraph(
        jsonText: """
          {"format": "vizbp.graph", "version": 1, "nodes": [
            {"id": "x", "op": "input", "value": [1, 2], "gradient": [9, 9]},
            {"id": "c", "op": "custom_clip", "inputs": ["x"], "value": [1, 1], "gradient": [3, 3]
              \(fields)},
            {"id": "w", "op": "parameter", "value": [3, 3], "gradient": [1, 1]},
            {"id": "m", "op": "mul", "inputs": ["c", "w"], "value": [3, 3], "gradient": [1, 1]},
            {"id": "f", "op": "sum", "inputs": ["m"], "value": 6, "gradient": 1}],
          "outputs": ["f"]}
          """))
  }

  private func node(_ check: GraphCheck) -> GraphCheck.Result? {
    check.nodes.first { $0.id == "c" }
  }

  @Test func aRuleThatItsEngineFoundWrongIsNamed() throws {
    let found = try check(
      #", "rechecked": {"status": "wrong", "error": 0.5, "reason": "it has the wrong sign"}"#)
    #expect(!found.isOK && found.suspects == ["c"])
    #expect(node(found)?.status == .wrong && node(found)?.reason == "it has the wrong sign")
    #expect(node(found)?.gradientError == 0.5)
  }

  @Test func aRuleThatItsEngineFoundRightIsRight() throws {
    let found = try check(#", "rechecked": {"status": "ok", "error": 1e-9}"#)
    #expect(found.isOK && node(found)?.status == .ok && node(found)?.reason == nil)
  }

  @Test(arguments: ["", #", "rechecked": {"status": "unchecked"}"#, #", "rechecked": 3"#])
  func withoutAWordItIsUnchecked(_ fields: String) throws {
    let found = try check(fields)
    #expect(found.isOK && node(found)?.status == .unchecked)
  }

  /// What the table knows is computed, whatever a file says of it.
  @Test func theTableComesFirst() throws {
    let graph = try ComputationGraph(
      jsonText: """
        {"format": "vizbp.graph", "version": 1, "nodes": [
          {"id": "x", "op": "input", "value": 2, "gradient": 4},
          {"id": "s", "op": "mul", "inputs": ["x", "x"], "value": 4, "gradient": 1,
            "rechecked": {"status": "wrong"}}],
        "outputs": ["s"]}
        """)
    #expect(try GraphCheck(graph).isOK)
  }

  /// Truths do not move: a comparison has no rule, and keeps no gradient from being compared.
  @Test func aComparisonSendsNothingBack() throws {
    let graph = try ComputationGraph(
      jsonText: """
        {"format": "vizbp.graph", "version": 1, "nodes": [
          {"id": "x", "op": "input", "value": [1, -2], "gradient": [1, 0]},
          {"id": "b", "op": "gt", "inputs": ["x"], "dtype": "bool", "value": [true, false]},
          {"id": "z", "op": "constant", "value": 0},
          {"id": "y", "op": "where", "inputs": ["b", "x", "z"], "value": [1, 0],
            "gradient": [1, 1]},
          {"id": "f", "op": "sum", "inputs": ["y"], "value": 1, "gradient": 1}],
        "outputs": ["f"]}
        """)
    let found = try GraphCheck(graph)
    #expect(found.isOK && found.nodes.first { $0.id == "x" }?.gradientError == 0)
  }
}
