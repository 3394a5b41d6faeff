import VizTensor

/// Which examples each step learns from: every epoch goes through all of them in another order.
///
/// The order depends on the seed and the number of the epoch alone, so that a training that is
/// taken up again meets the examples that it would have met.
struct Batches: Sendable {
  let count, size: Int
  private let seed: UInt64
  private var epoch = -1
  private var order: [Int]

  init(count: Int, size: Int, seed: UInt64) {
    self.count = count
    self.size = min(max(size, 1), max(count, 1))
    self.seed = seed
    order = Array(0..<count)
  }

  var perEpoch: Int { max((count + size - 1) / size, 1) }

  /// The positions of the examples of a step, which counts from 0; the last batch of an epoch has
  /// what is left.
  mutating func positions(at step: Int) -> ArraySlice<Int> {
    // All examples at once need no order, and a fixed one spares copying them.
    guard size < count else { return order[...] }
    let (epoch, batch) = step.quotientAndRemainder(dividingBy: perEpoch)
    if epoch != self.epoch {
      var generator = SplitMix64(
        seed: seed, for: Purpose.shuffle.rawValue, UInt64(bitPattern: Int64(epoch)))
      order = Array(0..<count).shuffled(using: &generator)
      self.epoch = epoch
    }
    return order[batch * size..<min((batch + 1) * size, count)]
  }
}
