/// The finite ones of some numbers, in their order.
package struct Quantiles: Sendable {
  /// The numbers, the least first.
  package let sorted: [Double]

  /// Sorts the numbers, those that are not finite left out. Complexity: O(*n* log *n*).
  package init(_ numbers: some Sequence<Double>) { sorted = numbers.filter(\.isFinite).sorted() }

  /// The number below which a share of all lies, between neighbours as R's type 7 and numpy have it;
  /// nil where there is no number.
  package subscript(share: Double) -> Double? {
    guard let last = sorted.indices.last else { return nil }
    let exact = share * Double(last)
    let index = min(max(Int(exact), 0), max(last - 1, 0))
    let rest = exact - Double(index)
    return sorted[index] * (1 - rest) + sorted[min(index + 1, last)] * rest
  }
}

extension Sequence<Double> {
  /// The middle of the finite numbers; nil where there are none.
  package var median: Double? { Quantiles(self)[0.5] }
}
