/// The smallest and the largest finite number among data, and the smallest above zero.
struct Extent: Sendable, Hashable {
  var low = Double.infinity
  var high = -Double.infinity
  var lowPositive = Double.infinity

  var isEmpty: Bool { low > high }

  mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    low = min(low, value)
    high = max(high, value)
    if value > 0 { lowPositive = min(lowPositive, value) }
  }

  mutating func add(_ values: [Double]) {
    for value in values { add(value) }
  }

  mutating func add(_ other: Extent) {
    low = min(low, other.low)
    high = max(high, other.high)
    lowPositive = min(lowPositive, other.lowPositive)
  }
}
