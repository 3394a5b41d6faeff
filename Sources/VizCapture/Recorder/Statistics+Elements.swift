import VizStatistics
import VizTensor

extension Statistics {
  /// The statistics of a tensor's elements, with their histogram; of dual numbers, those of their
  /// values.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  init<Scalar: TensorScalar>(capturing elements: UnsafeBufferPointer<Scalar>) {
    self = .unmeasured
    capture(elements)
  }

  /// Makes ``unmeasured`` statistics those of a tensor's elements.
  ///
  /// - Parameters:
  ///   - elements: The elements.
  ///   - next: The tensor that is captured next, if one is.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func capture<Scalar: TensorScalar>(
    _ elements: UnsafeBufferPointer<Scalar>, before next: UnsafeBufferPointer<Scalar>? = nil
  ) {
    let bytes = UnsafeRawBufferPointer(elements)
    if Scalar.self == Float.self {
      let next = next.map { UnsafeRawBufferPointer($0).assumingMemoryBound(to: Float.self) }
      measure(bytes.assumingMemoryBound(to: Float.self), before: next)
    } else if Scalar.self == Double.self {
      measure(bytes.assumingMemoryBound(to: Double.self))
    } else {
      elements.map(\.asDouble).withUnsafeBufferPointer { measure($0) }
    }
  }
}
