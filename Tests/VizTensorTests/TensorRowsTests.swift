import Testing
import VizTensor

@Suite struct TensorRowsTests {
  @Test func takesRowsInOrder() throws {
    let x = try Tensor<Double>(rows: [[1, 2], [3, 4], [5, 6]])
    #expect(try x.rows(at: [2, 0, 2]) == Tensor(rows: [[5, 6], [1, 2], [5, 6]]))
    #expect(try x.rows(at: []).shape.extents == [0, 2])
    #expect(try Tensor<Float>([7, 8]).rows(at: [1]) == Tensor([8]))
  }

  @Test func refusesWhatIsNotThere() throws {
    let x = try Tensor<Double>(rows: [[1, 2], [3, 4]])
    #expect(
      throws: ShapeError(
        op: "rows", shapes: [x.shape], reason: "there is no row 2; there are 2")
    ) { try x.rows(at: [0, 2]) }
    #expect(throws: ShapeError.self) { try x.rows(at: [-1]) }
    #expect(throws: ShapeError.self) { try Tensor<Double>(1).rows(at: [0]) }
    var memory = [0.0, 0, 0]
    #expect(throws: ShapeError.self) {
      try memory.withUnsafeMutableBufferPointer { try x.copyRows(at: [0], to: $0) }
    }
  }
}
