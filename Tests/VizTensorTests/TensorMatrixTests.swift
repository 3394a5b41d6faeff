import Testing
import VizTensor

@Suite struct TensorMatrixTests {
  let matrix = Tensor<Double>([1, 2, 3, 4, 5, 6])

  @Test func multipliesAsNumPy() throws {
    let a = try matrix.reshaped(to: Shape([2, 3]))
    #expect(try Tensor.matmul(a, Tensor([1, 0, -1])).elements == [-2, -2])
    #expect(try Tensor.matmul(Tensor([1, 1]), a).elements == [5, 7, 9])
    let product = try Tensor.matmul(a, a.transposed())
    #expect(product.elements == [14, 32, 32, 77])
    #expect(product.shape.extents == [2, 2])
    #expect(try Tensor.matmul(Tensor([1, 2]), Tensor([3, 4])).scalar == 11)
    #expect(try Tensor<Double>.dot(Tensor([1, 2]), Tensor([3, 4])).scalar == 11)
  }

  /// Blocks and their remainders add up to what the definition says.
  @Test func blocksAddUp() throws {
    var generator = SplitMix64(seed: 1)
    let (m, k, n) = (3, 150, 5)
    let a = Tensor<Double>.random(try Shape([m, k]), using: &generator)
    let b = Tensor<Double>.random(try Shape([k, n]), using: &generator)
    let c = try Tensor.matmul(a, b)
    for i in 0..<m {
      for j in 0..<n {
        let sum = (0..<k).reduce(0.0) { $0 + a.elements[i * k + $1] * b.elements[$1 * n + j] }
        #expect(abs(c.elements[i * n + j] - sum) < 1e-12)
      }
    }
  }

  @Test func multipliesEmptyMatrices() throws {
    let tall = try Tensor<Double>([], shape: Shape([2, 0]))
    let wide = try Tensor<Double>([], shape: Shape([0, 3]))
    #expect(try Tensor.matmul(tall, wide).elements == [0, 0, 0, 0, 0, 0])
    #expect(try Tensor.matmul(wide, Tensor([1, 2, 3])).elements == [])
  }

  @Test func saysWhatDoesNotFit() throws {
    let a = try matrix.reshaped(to: Shape([2, 3]))
    let inner = try #require(throws: ShapeError.self) { try Tensor.matmul(a, Tensor([1, 2])) }
    #expect(
      inner.description
        == "matmul: [2, 3] and [2] do not fit: the inner extents, 3 and 2, must be equal")
    let scalar = try #require(throws: ShapeError.self) { try Tensor.matmul(a, 2) }
    #expect(
      scalar.description
        == "matmul: [2, 3] and [] do not fit: it takes vectors and matrices; "
        + "a scalar multiplies with *")
    let dot = try #require(throws: ShapeError.self) { try Tensor.dot(a, a) }
    #expect(
      dot.description
        == "dot: [2, 3] and [2, 3] do not fit: it takes two vectors of equal length; "
        + "matrices take @")
  }

  /// Every matrix of a batch, as NumPy pairs them.
  @Test func multipliesBatches() throws {
    let a = try TensorMovementTests.counting([2, 1, 2, 3])
    let b = try TensorMovementTests.counting([3, 3, 2])
    let product = try Tensor.matmul(a, b)
    #expect(product.shape.extents == [2, 3, 2, 2])
    for i in 0..<2 {
      for j in 0..<3 {
        func matrix(_ x: Tensor<Double>, _ number: Int, _ shape: [Int]) throws -> Tensor<Double> {
          try x.reshaped(to: Shape([x.shape.count / 6, 6]))[
            Slice(starts: [number], stops: [number + 1])
          ].reshaped(to: Shape(shape))
        }
        let one = try Tensor.matmul(matrix(a, i, [2, 3]), matrix(b, j, [3, 2]))
        let place = (i * 3 + j) * 4
        #expect(Array(product.elements[place..<place + 4]) == one.elements)
      }
    }
    #expect(try Tensor.matmul(Tensor([1, 0, 0]), b).shape.extents == [3, 2])
    #expect(try Tensor.matmul(a, Tensor([1, 0, 0])).elements == [0, 3, 6, 9])
    #expect(throws: ShapeError.self) { try Tensor.matmul(a, TensorMovementTests.counting([2, 2])) }
  }
}
