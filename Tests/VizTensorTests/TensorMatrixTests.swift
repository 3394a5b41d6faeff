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

  /// A transposed operand is read where it lies: small products by loops, large ones by BLAS,
  /// batches that broadcast, and all scalars alike.
  @Test(arguments: [
    ([2, 3], [3, 4]), ([17, 40], [40, 9]), ([5, 17, 40], [40, 9]), ([5, 2, 3], [5, 3, 4]),
    ([4, 1, 12, 20], [3, 20, 6]), ([1, 7], [7, 1]), ([0, 3], [3, 2]), ([2, 0], [0, 2]),
    ([1, 300], [300, 400]),
  ])
  func transposedOperandsGiveTheSameProduct(_ left: [Int], _ right: [Int]) throws {
    try expectTransposition(left, right, as: Double.self, tolerance: 1e-13)
    try expectTransposition(left, right, as: Float.self, tolerance: 1e-5)
    try expectTransposition(left, right, as: Dual<Double>.self, tolerance: 1e-13)
  }

  private func expectTransposition<Scalar: TensorScalar>(
    _ left: [Int], _ right: [Int], as _: Scalar.Type, tolerance: Double
  ) throws {
    var generator = SplitMix64(seed: 7)
    let a = Tensor<Double>.random(try Shape(left), using: &generator).converted(to: Scalar.self)
    let b = Tensor<Double>.random(try Shape(right), using: &generator).converted(to: Scalar.self)
    let expected = try Tensor.matmul(a, b)
    for (flipsLeft, flipsRight) in [(true, false), (false, true), (true, true)] {
      let product = try Tensor.matmul(
        flipsLeft ? exchanged(a) : a, flipsRight ? exchanged(b) : b, transposingLeft: flipsLeft,
        transposingRight: flipsRight)
      #expect(product.shape == expected.shape)
      for (x, y) in zip(product.elements, expected.elements) {
        #expect(abs(Double(x) - Double(y)) <= tolerance * max(1, abs(Double(y))))
      }
    }
  }

  /// The last two axes change places.
  private func exchanged<Scalar: TensorScalar>(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    var order = Array(0..<x.shape.rank)
    order.swapAt(order.count - 1, order.count - 2)
    return try x.transposed(order)
  }

  @Test func aVectorHasNoRowsToExchange() {
    #expect(throws: ShapeError.self) {
      try Tensor.matmul(Tensor<Double>([1, 2]), Tensor([3, 4]), transposingLeft: true)
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
          try x.reshaped(to: Shape([x.shape.elementCount / 6, 6]))[
            TensorSlice(starts: [number], stops: [number + 1])
          ].reshaped(to: Shape(shape))
        }
        let one = try Tensor.matmul(matrix(a, i, [2, 3]), matrix(b, j, [3, 2]))
        let index = (i * 3 + j) * 4
        #expect(Array(product.elements[index..<index + 4]) == one.elements)
      }
    }
    #expect(try Tensor.matmul(Tensor([1, 0, 0]), b).shape.extents == [3, 2])
    #expect(try Tensor.matmul(a, Tensor([1, 0, 0])).elements == [0, 3, 6, 9])
    #expect(throws: ShapeError.self) { try Tensor.matmul(a, TensorMovementTests.counting([2, 2])) }
  }
}
