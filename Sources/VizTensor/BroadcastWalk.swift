/// The walk over a broadcast result, with the offsets of the two operands' elements beside it.
@usableFromInline
struct BroadcastWalk {
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

  /// Calls `body` with the offset in the output and in each operand, in row-major order.
  @inlinable
  func visit(_ body: (Int, Int, Int) -> Void) {
    let rank = output.rank
    guard rank > 0 else { return body(0, 0, 0) }
    let last = rank - 1
    let (leftStep, rightStep) = (left[last], right[last])
    var index = [Int](repeating: 0, count: rank)
    var (i, j, k) = (0, 0, 0)
    while i < output.count {
      for step in 0..<output.extents[last] {
        body(i, j + step * leftStep, k + step * rightStep)
        i += 1
      }
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
