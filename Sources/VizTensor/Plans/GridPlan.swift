/// How a regular grid of a tensor's elements is taken, forward and back: a transposition, or a slice.
package final class GridPlan: OperationPlan {
  /// The shape of the result.
  package let shape: Shape
  /// Whether all elements are taken in their order.
  private let isIdentity: Bool
  private let walk: BroadcastWalk
  private let offset, sourceCount: Int

  /// Of the elements from `offset` on, `strides` apart along each axis of `shape`; no element twice.
  init(_ shape: Shape, from offset: Int, strides: [Int], of source: Shape) {
    self.shape = shape
    self.offset = offset
    sourceCount = source.elementCount
    walk = BroadcastWalk(shape, strides: strides)
    isIdentity =
      offset == 0 && sourceCount == shape.elementCount
      && zip(zip(strides, shape.strides), shape.extents).allSatisfy { $0.0 == $0.1 || $1 == 1 }
  }

  /// The axes in another order: axis `i` of the result is axis `permutation[i]`; nil reverses them.
  ///
  /// - Throws: `ShapeError` unless the permutation names every axis once.
  package convenience init(_ shape: Shape, permutation: [Int]?) throws(ShapeError) {
    let order = try shape.permutation(permutation)
    let strides = shape.strides
    self.init(
      Shape(unchecked: order.map { shape.extents[$0] }, count: shape.elementCount), from: 0,
      strides: order.map { strides[$0] }, of: shape)
  }

  /// A slice; throws `ShapeError` where it does not fit.
  package convenience init(_ slice: TensorSlice, of shape: Shape) throws(ShapeError) {
    let grid = try slice.grid(in: shape)
    self.init(grid.shape, from: grid.offset, strides: grid.strides, of: shape)
  }

  /// The elements, of a tensor that has the shape.
  func taken<Scalar: TensorScalar>(from tensor: Tensor<Scalar>) -> Tensor<Scalar> {
    isIdentity
      ? Tensor(unchecked: tensor.elements, shape: shape) : value(of: [tensor], shape: shape)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func value<Scalar: TensorScalar>(of operands: PlanOperands<Scalar>) {
    visit { i, j, count, step in
      let (x, y) = (operands.x + j, operands.output + i)
      if step == 1 {
        y.update(from: x, count: count)
      } else {
        for index in 0..<count { y[index] = x[index * step] }
      }
    }
  }

  /// Zero for what is not taken.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func cotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, at _: Int, _ operands: PlanOperands<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    place(g, in: target)
  }

  /// Zeros of `shape`, with the elements of `g` where they would be taken from.
  func placed<Scalar: TensorScalar>(_ g: Tensor<Scalar>, in shape: Shape) -> Tensor<Scalar> {
    var result = [Scalar](repeating: 0, count: shape.elementCount)
    result.withUnsafeMutableBufferPointer { result in
      g.elements.withUnsafeBufferPointer { g in
        guard let result = result.baseAddress, let g = g.baseAddress else { return }
        place(g, in: result)
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func place<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, in target: UnsafeMutablePointer<Scalar>
  ) {
    if shape.elementCount < sourceCount { target.update(repeating: 0, count: sourceCount) }
    visit { i, j, count, step in
      let (g, target) = (g + i, target + j)
      if step == 1 {
        target.update(from: g, count: count)
      } else {
        for index in 0..<count { target[index * step] = g[index] }
      }
    }
  }

  /// Calls `body` for each row of the result: where it begins there and among the elements, how long
  /// it is, and how far apart its elements lie.
  @inline(__always)
  private func visit(_ body: (_ i: Int, _ j: Int, _ count: Int, _ step: Int) -> Void) {
    guard shape.elementCount > 0 else { return }
    guard !isIdentity else { return body(0, 0, sourceCount, 1) }
    let (count, step) = (walk.rowCount, walk.leftStep)
    walk.visitRows { i, j, _ in body(i, offset + j, count, step) }
  }
}
