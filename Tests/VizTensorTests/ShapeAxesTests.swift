import Testing
import VizTensor

@Suite struct ShapeAxesTests {
  @Test func countsAxesFromBothEnds() throws {
    let shape = try Shape([2, 3, 4])
    #expect(try shape.axis(-1, for: "sum") == 2)
    #expect(try shape.axes([2, -3], for: "sum") == [0, 2])
    #expect(try shape.axes(nil, for: "sum") == [0, 1, 2])
    #expect(try shape.axes([], for: "sum") == [])
    #expect(shape.reduced(over: [0, 2]).extents == [1, 3, 1])
    #expect(shape.reduced(over: [0, 2]).elementCount == 3)
    #expect(shape.removing([0, 2]).extents == [3])
    for axis in [3, -4, .max, .min] {
      #expect(throws: ShapeError.self) { try shape.axis(axis, for: "sum") }
    }
    #expect(throws: ShapeError.self) { try shape.axes([1, -2], for: "sum") }
  }

  /// A shape without elements may not hide axes that overflow once one of them is reduced.
  @Test func refusesOverflowBesideAnExtentOfZero() {
    #expect(throws: ShapeError.self) { try Shape([0, 1 << 62, 4]) }
    #expect(throws: ShapeError.self) { try Shape([1 << 62, 4, 0]) }
  }
}
