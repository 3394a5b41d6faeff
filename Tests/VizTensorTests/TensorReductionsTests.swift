import Testing
import VizTensor

@Suite struct TensorReductionsTests {
  @Test func reducesEverything() throws {
    let matrix = try Tensor<Double>(rows: [[3, -4], [0, 5]])
    #expect(matrix.sum().scalar == 4)
    #expect(matrix.mean().scalar == 1)
    #expect(Tensor<Double>([3, 4]).norm().scalar == 5)
    let rows = try Shape([2, 1])
    #expect(try matrix.sum(to: rows).elements == [-1, 5])
    #expect(try matrix.mean(to: rows).elements == [-0.5, 2.5])
    #expect(try matrix.norm(to: rows).elements == [5, 5])
    #expect(try matrix.norm(to: Shape([1, 2])).elements[0] == 3)
  }

  @Test func findsTheFirstExtreme() throws {
    let one = try Shape([1])
    #expect(try Tensor<Double>([1, 3, 3, 2]).positions(of: .max, to: one) == [1])
    #expect(try Tensor<Double>([1, 0, 0]).positions(of: .min, to: one) == [1])
    #expect(try Tensor<Double>([1, .nan, 3, .nan]).positions(of: .max, to: one) == [1])
    #expect(try Tensor<Double>([5]).positions(of: .min, to: one) == [0])
    #expect(throws: ShapeError.self) { try Tensor<Double>([]).positions(of: .max, to: one) }
    let matrix = try Tensor<Double>(rows: [[3, -4], [0, 5]])
    #expect(try matrix.positions(of: .max, to: Shape([1, 2])) == [0, 3])
    #expect(try matrix.positions(of: .min, to: Shape([2, 1])) == [1, 2])
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
    let one = try Shape([1])
    func logsumexp(_ x: [Double]) throws -> Double? { try Tensor(x).logsumexp(to: one).elements[0] }
    #expect(try Tensor<Double>([1000, 1000]).softmax(to: one).elements == [0.5, 0.5])
    #expect(try Tensor<Double>([-1000, -1000]).softmax(to: one).elements == [0.5, 0.5])
    #expect(try Tensor<Double>([1000, -1000]).logSoftmax(to: one).elements == [0, -2000])
    #expect(try logsumexp([1000, -1000]) == 1000)
    #expect(try logsumexp([]) == -.infinity)
    #expect(try logsumexp([-.infinity, -.infinity]) == -.infinity)
    #expect(try logsumexp([.infinity, 0]) == .infinity)
    #expect(try logsumexp([.nan, 0])?.isNaN == true)
    let rows = try Tensor<Double>(rows: [[0, 0], [5, 5]]).softmax(to: Shape([2, 1]))
    #expect(rows.elements == [0.5, 0.5, 0.5, 0.5])
    #expect(try Tensor<Double>(3).softmax(to: .scalar).scalar == 1)
  }
}
