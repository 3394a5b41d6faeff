extension UnsafeBufferPointer where Element: TensorScalar {
  /// How many scores speak for their target, which is 1 where a score is positive and `negative`
  /// where it is not.
  @_specialize(where Element == Double)
  @_specialize(where Element == Float)
  package func agreements(
    withSigns targets: UnsafeBufferPointer<Element>, negative: Element
  ) -> Int {
    var count = 0
    for i in 0..<Swift.min(self.count, targets.count) {
      count += (self[i] > 0 ? 1 : negative) == targets[i] ? 1 : 0
    }
    return count
  }

  /// How many rows of `extent` scores have their first greatest score, or their first NaN, at the
  /// class that is their target.
  @_specialize(where Element == Double)
  @_specialize(where Element == Float)
  package func agreements(
    withClasses targets: UnsafeBufferPointer<Element>, of extent: Int
  ) -> Int {
    guard extent > 0 else { return 0 }
    var count = 0
    for row in 0..<Swift.min(self.count / extent, targets.count) {
      var best = 0
      let start = row * extent
      for index in 1..<Swift.max(extent, 1) {
        let (candidate, greatest) = (self[start + index], self[start + best])
        if candidate > greatest || (candidate.isNaN && !greatest.isNaN) { best = index }
      }
      count += Element(best) == targets[row] ? 1 : 0
    }
    return count
  }
}
