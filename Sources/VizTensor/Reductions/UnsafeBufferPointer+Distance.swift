import CVizKernels

extension UnsafeBufferPointer where Element: TensorScalar {
  /// The squared Euclidean norms of the differences from two others, each of as many numbers, in
  /// double precision.
  @_specialize(where Element == Double)
  @_specialize(where Element == Float)
  package func squaredDistances(
    to first: UnsafeBufferPointer<Element>, _ second: UnsafeBufferPointer<Element>
  ) -> (Double, Double) {
    let count = Swift.min(count, first.count, second.count)
    guard count > 0, let x = UnsafeRawPointer(baseAddress),
      let a = UnsafeRawPointer(first.baseAddress), let b = UnsafeRawPointer(second.baseAddress)
    else { return (0, 0) }
    let found: viz_distances
    if Element.self == Float.self {
      found = viz_distances_f(
        x.assumingMemoryBound(to: Float.self), a.assumingMemoryBound(to: Float.self),
        b.assumingMemoryBound(to: Float.self), count)
    } else if Element.self == Double.self {
      found = viz_distances_d(
        x.assumingMemoryBound(to: Double.self), a.assumingMemoryBound(to: Double.self),
        b.assumingMemoryBound(to: Double.self), count)
    } else {
      func square(_ i: Int, from other: UnsafeBufferPointer<Element>) -> Double {
        let difference = self[i].asDouble - other[i].asDouble
        return difference * difference
      }
      found = viz_distances(
        from_first: (0..<count).reduce(0) { $0 + square($1, from: first) },
        from_second: (0..<count).reduce(0) { $0 + square($1, from: second) })
    }
    return (found.from_first, found.from_second)
  }

  /// The Euclidean norm of the difference from as many other numbers, in double precision.
  @_specialize(where Element == Double)
  @_specialize(where Element == Float)
  package func distance(to other: UnsafeBufferPointer<Element>) -> Double {
    squaredDistances(to: other, other).0.squareRoot()
  }

  /// Whether all numbers are finite.
  package var areFinite: Bool {
    @_specialize(where Element == Double)
    @_specialize(where Element == Float)
    get {
      guard let start = UnsafeRawPointer(baseAddress), count > 0 else { return true }
      if Element.self == Float.self {
        return viz_are_finite_f(start.assumingMemoryBound(to: Float.self), count) != 0
      }
      if Element.self == Double.self {
        return viz_are_finite_d(start.assumingMemoryBound(to: Double.self), count) != 0
      }
      return allSatisfy(\.isFinite)
    }
  }
}
