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

  /// Others' graphs may have them all the same.
  @Test func onlyASquareIsNoPrimitive() {
    let computed = Set(Primitive<Double>.names)
    #expect(Set(VizTrace.Operation.all.map(\.name)).subtracting(computed) == ["square"])
  }
}
