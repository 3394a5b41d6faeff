import Testing
import VizTensor

/// Transposing, slicing, joining and gathering.
@Suite struct TensorMovementTests {
  /// 0, 1, 2, … under a shape.
  static func counting(_ extents: [Int]) throws -> Tensor<Double> {
    let shape = try Shape(extents)
    return try Tensor((0..<shape.elementCount).map(Double.init), shape: shape)
  }

  @Test func transposes() throws {
    let x = try Self.counting([2, 3, 4])
    let y = try x.transposed([2, 0, 1])
    #expect(y.shape.extents == [4, 2, 3])
    #expect(y.elements.prefix(4) == [0, 4, 8, 12])
    #expect(try y.transposed(backFrom: [2, 0, 1]) == x)
    #expect(try x.transposed().shape.extents == [4, 3, 2])
    #expect(throws: ShapeError.self) { try x.transposed([0, 1]) }
    #expect(throws: ShapeError.self) { try x.transposed([0, 1, 1]) }
    #expect(throws: ShapeError.self) { try x.transposed([0, 1, 3]) }
  }

  @Test(arguments: [
    (1, 4, 1, [1, 2, 3]), (-2, 9, 1, [3, 4]), (4, -9, -2, [4, 2, 0]), (0, 5, 3, [0, 3]),
    (3, 1, -1, [3, 2]), (2, 2, 1, []), (.max, .min, .min, [4]), (.min, .max, .max, [0]),
  ])
  func slicesAsNumPy(_ start: Int, _ stop: Int, _ step: Int, _ result: [Double]) throws {
    let x = try Self.counting([5])
    let slice = TensorSlice(starts: [start], stops: [stop], steps: [step])
    #expect(try x[slice].elements == result)
    // The adjoint puts each element back where it came from.
    let back = try x[slice].placed(at: slice, in: x.shape)
    #expect(back.elements == x.elements.map { result.contains($0) ? $0 : 0 })
  }

  @Test func slicesAxes() throws {
    let x = try Self.counting([2, 3, 2])
    let y = try x[TensorSlice(starts: [1, 2], stops: [2, -4], steps: [1, -2])]
    #expect(y.shape.extents == [1, 2, 2] && y.elements == [10, 11, 6, 7])
    for slice in [
      TensorSlice(starts: [0], stops: [1], steps: [0]), TensorSlice(starts: [0], stops: []),
      TensorSlice(starts: [0, 0, 0, 0], stops: [1, 1, 1, 1]),
    ] {
      #expect(throws: ShapeError.self) { try x[slice] }
    }
  }

  @Test func concatenatesAndTakesApart() throws {
    let joined = try Tensor<Double>.concatenate([1, Tensor([2, 3])])
    #expect(joined.elements == [1, 2, 3])
    #expect(try joined.part(from: 1, shape: .vector(2)).elements == [2, 3])
    #expect(try joined.part(from: 0, shape: .scalar).scalar == 1)
    #expect(throws: ShapeError.self) { try joined.part(from: 2, shape: .vector(2)) }
    let a = try Self.counting([2, 3])
    #expect(try Tensor.concatenate([a, a]).shape.extents == [4, 3])
    let wide = try Tensor.concatenate([a, Self.counting([2, 1])], axis: -1)
    #expect(wide.elements == [0, 1, 2, 0, 3, 4, 5, 1])
    #expect(try wide.part(from: 3, shape: Shape([2, 1]), axis: 1).elements == [0, 1])
    #expect(throws: ShapeError.self) { try Tensor.concatenate([a, Tensor([1, 2])]) }
    #expect(throws: ShapeError.self) { try Tensor.concatenate([a, a], axis: 2) }
  }

  @Test func gathersAndScatters() throws {
    let table = try Self.counting([3, 2])
    let indices = Tensor<Double>([2, 0, 2])
    let entries = try table.gathering(indices)
    #expect(entries.shape.extents == [3, 2] && entries.elements == [4, 5, 0, 1, 4, 5])
    #expect(try entries.scattering(to: indices, of: table).elements == [0, 1, 0, 0, 8, 10])
    let error = try #require(throws: ShapeError.self) { try table.gathering(Tensor([0, 3])) }
    #expect(
      error.description == "gather: [3, 2] and [2] do not fit: index 1 is 3.0, not a whole number "
        + "in range: they go from 0 to 2")
    for index in [-1, 0.5, .nan, .infinity, 1e300] {
      #expect(throws: ShapeError.self) { try table.gathering(Tensor(index)) }
    }
    #expect(throws: ShapeError.self) { try Tensor<Double>(1).gathering(0) }
  }

  @Test func fillsTheExtentThatIsLeft() throws {
    let shape = try Shape([2, 6])
    #expect(try shape.filling([3, -1]).extents == [3, 4])
    #expect(throws: ShapeError.self) { try shape.filling([5, -1]) }
    #expect(throws: ShapeError.self) { try shape.filling([-1, -1]) }
    #expect(throws: ShapeError.self) { try shape.filling([0, -1]) }
    #expect(throws: ShapeError.self) { try shape.filling([-2, 6]) }
  }
}
