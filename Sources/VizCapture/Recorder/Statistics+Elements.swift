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
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func capture<Scalar: TensorScalar>(_ elements: UnsafeBufferPointer<Scalar>) {
    let bytes = UnsafeRawBufferPointer(elements)
    if Scalar.self == Float.self {
      measure(bytes.assumingMemoryBound(to: Float.self))
    } else if Scalar.self == Double.self {
      measure(bytes.assumingMemoryBound(to: Double.self))
    } else {
      elements.map(\.asDouble).withUnsafeBufferPointer { measure($0) }
    }
  }
}
