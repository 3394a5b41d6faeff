/// The type of a tensor's elements.
public enum DType: String, Sendable, CaseIterable {
  case float32, float64, int64, bool
}
