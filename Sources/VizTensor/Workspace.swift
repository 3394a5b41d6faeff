/// Numbers in one piece of memory: what a program computes in, at positions that it knows.
package final class Workspace<Scalar: TensorScalar> {
  package let count: Int
  package let elements: UnsafeMutablePointer<Scalar>

  /// `count` zeros; of scratch, which is written before it is read, whatever is there.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package init(count: Int, isScratch: Bool = false) {
    self.count = count
    // At the start of a line of the cache, and of any vector.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: Swift.max(count, 1) * MemoryLayout<Scalar>.stride, alignment: 64)
    elements = memory.bindMemory(to: Scalar.self, capacity: count)
    // Numbers that are more than their bits have to be there to be replaced.
    if !(isScratch && _isPOD(Scalar.self)) { elements.initialize(repeating: 0, count: count) }
  }

  deinit { UnsafeMutableRawPointer(elements).deallocate() }

  /// The numbers from `offset` on, as a tensor of `shape`.
  package func tensor(at offset: Int, shape: Shape) -> Tensor<Scalar> {
    Tensor(
      unchecked: Array(UnsafeBufferPointer(start: elements + offset, count: shape.elementCount)),
      shape: shape)
  }

  /// Copies a tensor's elements to `offset`.
  package func set(_ tensor: Tensor<Scalar>, at offset: Int) {
    tensor.elements.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      (elements + offset).update(from: source, count: tensor.elements.count)
    }
  }

  /// Adds a tensor's elements to those from `offset` on.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func add(_ tensor: Tensor<Scalar>, at offset: Int) {
    let sums = elements + offset
    tensor.elements.withUnsafeBufferPointer { terms in
      for i in terms.indices { sums[i] += terms[i] }
    }
  }
}
