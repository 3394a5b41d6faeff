import Testing
import VizTensor

@Suite struct TensorBroadcastingTests {
  @Test func repeatsMissingAndSingleAxes() throws {
    let column = try Tensor<Double>(rows: [[10], [20]])
    let row = Tensor<Double>([1, 2, 3])
    #expect(try (column + row).elements == [11, 12, 13, 21, 22, 23])
    #expect(try (row - column).elements == [-9, -8, -7, -19, -18, -17])
    #expect(try (row * 2).elements == [2, 4, 6])
    #expect(try (6 / row).elements == [6, 3, 2])
    let cube = try Tensor<Double>([1, 2, 3, 4], shape: Shape([2, 1, 2]))
    let both = try cube * Tensor<Double>(rows: [[1], [10]])
    #expect(both.shape.extents == [2, 2, 2])
    #expect(both.elements == [1, 2, 10, 20, 3, 4, 30, 40])
  }

  @Test func handlesNoElements() throws {
    let empty = Tensor<Double>([])
    #expect(try (empty + 1).elements == [])
    #expect(try (empty + empty).shape.extents == [0])
    let wide = try Tensor<Double>([], shape: Shape([2, 0]))
    #expect(try (wide * Tensor<Double>(rows: [[1], [2]])).shape.extents == [2, 0])
    #expect(try wide.sum(to: Shape([2, 1])).elements == [0, 0])
  }

  /// <broadcast(x), y> = <x, sum(y)> for all x and y is what makes one the other's adjoint.
  @Test(arguments: [
    ([], [2, 3]), ([3], [2, 3]), ([2, 1], [2, 3]), ([1], [4]), ([3, 1], [2, 3, 2]), ([2], [2]),
  ])
  func sumIsTheAdjointOfBroadcast(_ small: [Int], _ large: [Int]) throws {
    var generator = SplitMix64(seed: 7)
    let x = Tensor<Double>.random(try Shape(small), using: &generator)
    let y = Tensor<Double>.random(try Shape(large), using: &generator)
    let left = try (x.broadcast(to: y.shape) * y).sum().elements[0]
    let right = try (x * y.sum(to: x.shape)).sum().elements[0]
    #expect(abs(left - right) < 1e-14)
  }

  @Test func refusesToShrink() throws {
    let matrix = try Tensor<Double>(rows: [[1, 2]])
    #expect(throws: ShapeError.self) { try matrix.broadcast(to: .vector(2)) }
    #expect(throws: ShapeError.self) { try matrix.sum(to: .vector(3)) }
  }

  @Test func addsInPlace() throws {
    var sum = Tensor<Double>([1, 2, 3])
    let copy = sum
    try sum.add(Tensor([10, 20, 30]))
    #expect(sum.elements == [11, 22, 33])
    try sum.add(Tensor([2, 4, 6]), times: -0.5)
    #expect(sum.elements == [10, 20, 30])
    #expect(copy.elements == [1, 2, 3])
    // Other shapes broadcast as + does, but not into a place that has no room.
    try sum.add(Tensor(1))
    #expect(sum.elements == [11, 21, 31])
    #expect(throws: ShapeError.self) { try sum.add(Tensor(1), times: 2) }
  }
}
