/// The walk over a broadcast result, with the offsets of the two operands' elements beside it.
@usableFromInline
struct BroadcastWalk: Sendable {
  @usableFromInline let output: Shape
  @usableFromInline let left: [Int]
  @usableFromInline let right: [Int]

  /// `output` is not empty, and both operands broadcast to it.
  @usableFromInline
  init(_ output: Shape, _ left: Shape, _ right: Shape) {
    self.output = output
    self.left = left.strides(broadcastTo: output)
    self.right = right.strides(broadcastTo: output)
  }

  /// A walk with one operand, whose neighbours along each axis of `output` lie `strides` apart.
  init(_ output: Shape, strides: [Int]) {
    self.output = output
    left = strides
    right = [Int](repeating: 0, count: output.rank)
  }

  /// How many elements a row has: a run along the last axis.
  @inlinable var rowCount: Int { output.extents.last ?? 1 }
  /// How far apart the operands' elements lie within a row.
  @inlinable var leftStep: Int { left.last ?? 0 }
  @inlinable var rightStep: Int { right.last ?? 0 }

  /// Calls `body` with the offset in the output and in each operand, in row-major order.
  @inlinable
  func visit(_ body: (Int, Int, Int) -> Void) {
    let (count, leftStep, rightStep) = (rowCount, leftStep, rightStep)
    visitRows { i, j, k in
      for step in 0..<count { body(i + step, j + step * leftStep, k + step * rightStep) }
    }
  }

  /// Calls `body` with the offset of every row in the output and in each operand.
  @inlinable
  func visitRows(_ body: (Int, Int, Int) -> Void) {
    let last = output.rank - 1
    guard last >= 0 else { return body(0, 0, 0) }
    var index = [Int](repeating: 0, count: output.rank)
    var (i, j, k) = (0, 0, 0)
    while i < output.elementCount {
      body(i, j, k)
      i += rowCount
      var axis = last - 1
      while axis >= 0 {
        index[axis] += 1
        j += left[axis]
        k += right[axis]
        if index[axis] < output.extents[axis] { break }
        j -= left[axis] * output.extents[axis]
        k -= right[axis] * output.extents[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }
}
