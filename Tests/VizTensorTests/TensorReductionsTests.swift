import Testing
import VizTensor

@Suite struct TensorReductionsTests {
  @Test func reducesEverything() throws {
    let matrix = try Tensor<Double>(rows: [[3, -4], [0, 5]])
    #expect(matrix.sum().scalar == 4)
    #expect(matrix.mean().scalar == 1)
    #expect(Tensor<Double>([3, 4]).norm().scalar == 5)
    #expect(matrix.sumOfRows().elements == [-1, 5])
    #expect(matrix.maximumOfRows().elements == [3, 5])
    #expect(matrix.sumOfRows().shape.extents == [2, 1])
  }

  @Test func findsTheFirstExtreme() {
    #expect(Tensor<Double>([1, 3, 3, 2]).indexOfMaximum() == 1)
    #expect(Tensor<Double>([1, 0, 0]).indexOfMinimum() == 1)
    #expect(Tensor<Double>([1, .nan, 3]).indexOfMaximum() == 1)
    #expect(Tensor<Double>([]).indexOfMaximum() == nil)
    #expect(Tensor<Double>([5]).indexOfMinimum() == 0)
  }

  @Test func normNeitherOverflowsNorUnderflows() throws {
    let large = try #require(Tensor<Double>([3e200, 4e200]).norm().scalar)
    #expect(abs(large / 5e200 - 1) < 1e-15)
    #expect(Tensor<Double>([0, 0]).norm().scalar == 0)
    #expect(Tensor<Double>([]).norm().scalar == 0)
    #expect(Tensor<Double>([-.infinity, 1]).norm().scalar == .infinity)
    #expect(Tensor<Double>([.nan, 1]).norm().scalar?.isNaN == true)
  }

  @Test func softmaxAndLogsumexpStayFinite() throws {
    #expect(try Tensor<Double>([1000, 1000]).softmax().elements == [0.5, 0.5])
    #expect(try Tensor<Double>([-1000, -1000]).softmax().elements == [0.5, 0.5])
    #expect(try Tensor<Double>([1000, -1000]).logsumexp().scalar == 1000)
    #expect(try Tensor<Double>([]).logsumexp().scalar == -.infinity)
    #expect(try Tensor<Double>([-.infinity, -.infinity]).logsumexp().scalar == -.infinity)
    let rows = try Tensor<Double>(rows: [[0, 0], [5, 5]]).softmax()
    #expect(rows.elements == [0.5, 0.5, 0.5, 0.5])
    #expect(try Tensor<Double>(3).softmax().scalar == 1)
  }
}
