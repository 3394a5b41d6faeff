import VizTensor

/// A matrix product in one of its operands, whose derivatives are the other one.
struct MatrixMap {
  private let shapes: MatrixProduct
  private let position: Int
  private let other: [Double]
  /// For each matrix of the product, which of the left and of the right ones it is made of.
  private let left: [Int]
  private let right: [Int]

  init(_ call: Operands, position: Int) throws {
    shapes = try MatrixProduct(call.left.shape, call.right.shape)
    self.position = position
    other = position == 0 ? call.right.elements : call.left.elements
    let batch = shapes.batch
    left = try Tensor<Double>.numbered(shapes.leftBatch).broadcast(to: batch).elements
      .map { Int($0) }
    right = try Tensor<Double>.numbered(shapes.rightBatch).broadcast(to: batch).elements
      .map { Int($0) }
  }

  /// The operands.
  struct Operands {
    var left: Tensor<Double>
    var right: Tensor<Double>
  }

  var edgeCount: Int { left.count * shapes.m * shapes.k * shapes.n }

  func visit<Visitor: EdgeVisitor>(_ visitor: inout Visitor) {
    let count =
      position == 0
      ? shapes.leftBatch.elementCount * shapes.m * shapes.k
      : shapes.rightBatch.elementCount * shapes.k * shapes.n
    for input in 0..<count { visit(from: input, &visitor) }
  }

  func visit<Visitor: EdgeVisitor>(from input: Int, _ visitor: inout Visitor) {
    let (m, k, n) = (shapes.m, shapes.k, shapes.n)
    if position == 0 {
      let (row, inner) = (input / k % m, input % k)
      for batch in left.indices where left[batch] == input / (m * k) {
        for column in 0..<n {
          visitor.edge(
            (batch * m + row) * n + column, input, other[(right[batch] * k + inner) * n + column])
        }
      }
    } else {
      let (inner, column) = (input / n % k, input % n)
      for batch in right.indices where right[batch] == input / (k * n) {
        for row in 0..<m {
          visitor.edge(
            (batch * m + row) * n + column, input, other[(left[batch] * m + row) * k + inner])
        }
      }
    }
  }
}
