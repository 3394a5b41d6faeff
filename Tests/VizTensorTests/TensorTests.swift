import Testing
import VizTensor

@Suite struct TensorTests {
  @Test func isRowMajor() throws {
    let matrix = try Tensor<Double>(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix.shape.extents == [2, 3])
    #expect(try matrix.reshaped(to: Shape([3, 2])).elements == matrix.elements)
    #expect(Tensor<Float>(2).scalar == 2)
    #expect(matrix.converted(to: Float.self).elements == [1, 2, 3, 4, 5, 6])
  }

  @Test func refusesWrongCounts() throws {
    let error = try #require(throws: ShapeError.self) {
      try Tensor<Double>([1, 2, 3], shape: Shape([2, 2]))
    }
    #expect(
      error.description
        == "tensor: [2, 2] does not fit: it takes 4 elements, and there are 3")
    let ragged = try #require(throws: ShapeError.self) { try Tensor<Double>(rows: [[1], [2, 3]]) }
    #expect(ragged.description == "tensor: row 1 has 1 elements and row 2 has 2")
    #expect(throws: ShapeError.self) { try Tensor<Double>([1, 2]).reshaped(to: .vector(3)) }
  }
}
