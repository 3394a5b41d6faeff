import Testing
import VizTensor

@Suite struct ShapeTests {
  @Test func countsElements() throws {
    #expect(try Shape([2, 3]).elementCount == 6)
    #expect(try Shape([2, 0, 3]).elementCount == 0)
    #expect(Shape.scalar.elementCount == 1 && Shape.scalar.rank == 0)
    #expect(try Shape([2, 3]).description == "[2, 3]")
    #expect(
      try Shape(Array(repeating: 1, count: 200)).description
        == "[1, 1, 1, 1, 1, 1, 1, 1, … 192 more]")
  }

  @Test func literalsAreShapesAndShapesAreCollections() throws {
    let zeros = Tensor<Double>.zeros([2, 3])
    #expect(zeros.shape == [2, 3] && zeros.elements.count == 6)
    #expect(zeros.shape[0] == 2 && zeros.shape.last == 3 && zeros.shape.count == 2)
    #expect(Array(zeros.shape) == [2, 3] && zeros.shape.reduce(1, *) == 6)
    #expect(try Tensor([1.0, 2, 3, 4], shape: [2, 2]).reshaped(to: [4]).shape == [4])
    let scalar: Shape = []
    #expect(scalar == .scalar && scalar.elementCount == 1)
  }

  @Test func aLiteralThatIsNoShapeHoldsNothing() {
    let rows = -1
    let negative: Shape = [rows, 3]
    #expect(negative.extents == [0, 3] && negative.elementCount == 0)
    let large: Shape = [1 << 40, 1 << 40]
    #expect(large.elementCount == 0 && large.rank == 2)
  }

  @Test func refusesOverflowAndNegativeExtents() {
    #expect(
      throws: ShapeError(
        op: "shape",
        reason: "[4611686018427387904, 4] has more elements than fit in memory")
    ) { try Shape([1 << 62, 4]) }
    #expect(
      throws: ShapeError(
        op: "shape",
        reason: "[8192, 8193] has 67117056 elements; at most 67108864 can be computed with")
    ) { try Shape([8192, 8193]) }
    #expect(throws: Never.self) { try Shape([8192, 8192]) }
    #expect(
      throws: ShapeError(
        op: "shape", reason: "[2, -1] has the negative extent -1; extents start at 0")
    ) { try Shape([2, -1]) }
  }

  /// What accounts for the memory in another way may have more.
  @Test func moreElementsCanBeAllowed() throws {
    let large = try Shape.allowing(1 << 27) { try Shape([8192, 8193]) }
    #expect(large.elementCount == 67_117_056)
    let error = #expect(throws: ShapeError.self) {
      try Shape.allowing(1 << 27) { try Shape([1 << 28]) }
    }
    #expect(error?.reason.hasSuffix("at most 134217728 can be computed with") == true)
    // Never fewer, and only meanwhile.
    #expect(throws: Never.self) { try Shape.allowing(1) { try Shape([8192, 8192]) } }
    #expect(throws: ShapeError.self) { try Shape([8192, 8193]) }
  }

  @Test(arguments: [
    ([], [], []), ([3], [], [3]), ([2, 3], [3], [2, 3]), ([2, 1], [3], [2, 3]),
    ([1], [2, 2], [2, 2]), ([2, 1, 2], [3, 1], [2, 3, 2]), ([0], [1], [0]), ([2, 0], [], [2, 0]),
  ])
  func broadcasts(_ a: [Int], _ b: [Int], _ result: [Int]) throws {
    #expect(try Shape.broadcast(Shape(a), Shape(b), for: "add").extents == result)
    #expect(try Shape.broadcast(Shape(b), Shape(a), for: "add").extents == result)
  }

  @Test func saysWhatDoesNotBroadcast() throws {
    let error = try #require(throws: ShapeError.self) {
      try Shape.broadcast(Shape([2, 3]), Shape([4]), for: "add")
    }
    #expect(
      error.description
        == "add: [2, 3] and [4] do not fit: the last axes, 3 and 4, must be equal or one be 1")
    let second = try #require(throws: ShapeError.self) {
      try Shape.broadcast(Shape([2, 3]), Shape([4, 3]), for: "mul")
    }
    #expect(
      second.description
        == "mul: [2, 3] and [4, 3] do not fit: the axes 2 from the end, 2 and 4, must be equal "
        + "or one be 1")
  }
}
