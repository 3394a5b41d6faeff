import Testing
import VizAutodiff
import VizTrace

/// The engine's table beside what is told of operations.
@Suite struct PrimitiveOperationTests {
  @Test func everyPrimitiveHasAnEntry() {
    let told = Set(VizTrace.Operation.all.map(\.name))
    #expect(Set(Primitive<Double>.names).subtracting(told).isEmpty)
    #expect(Set(Primitive<Float>.names).subtracting(told).isEmpty)
  }

  /// A graph file may call an operation by a synonym, and is told as the operation is.
  @Test func synonymsAreTheOperation() throws {
    let swish = try Primitive<Double>.make(op: "swish")
    #expect(swish.name == "silu" && VizTrace.Operation["swish"] == VizTrace.Operation["silu"])
    let sum = try Primitive<Double>.make(op: "sum", attributes: ["dim": 1, "keepdim": true])
    #expect(sum.attributes == ["axes": [1], "keepdims": true])
    // None hides an operation of the table.
    #expect(Primitive<Double>.all.allSatisfy { VizTrace.Operation[$0.name].name == $0.name })
  }

  /// Others' graphs may have them all the same.
  @Test func onlyASquareIsNoPrimitive() {
    let computed = Set(Primitive<Double>.names)
    #expect(Set(VizTrace.Operation.all.map(\.name)).subtracting(computed) == ["square"])
  }
}
