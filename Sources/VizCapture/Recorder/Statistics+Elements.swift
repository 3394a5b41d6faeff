import VizStatistics
import VizTensor

extension Statistics {
  /// The statistics of a tensor's elements, with their histogram; of dual numbers, those of their
  /// values.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  init<Scalar: TensorScalar>(capturing elements: UnsafeBufferPointer<Scalar>) {
    let bytes = UnsafeRawBufferPointer(elements)
    if Scalar.self == Float.self {
      self.init(measuring: bytes.assumingMemoryBound(to: Float.self))
    } else if Scalar.self == Double.self {
      self.init(measuring: bytes.assumingMemoryBound(to: Double.self))
    } else {
      self = elements.map(\.asDouble).withUnsafeBufferPointer { Statistics(measuring: $0) }
    }
  }
}
