/// Values that are costly to make, by what they are made of: those that were wanted last.
///
/// They are kept in two generations: when the young one is full, the old one goes.
struct RecentValues<Key: Hashable, Value> {
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]
  private let most: Int

  /// - Parameter most: So many values are in a generation at most.
  init(most: Int) { self.most = most }

  /// The value of a key, which from now on is one of those that were wanted last.
  mutating func value(for key: Key) -> Value? {
    if let value = young[key] { return value }
    guard let value = old[key] else { return nil }
    insert(value, for: key)
    return value
  }

  /// Keeps the value of a key.
  mutating func insert(_ value: Value, for key: Key) {
    if young.count >= most {
      old = young
      young = [:]
    }
    young[key] = value
  }
}
