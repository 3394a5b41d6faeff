/// What kind of operation a card shows; cards of one family have one tint in every picture.
public enum Family: String, Sendable, Hashable, CaseIterable {
  /// Products, sums, functions of an element, reductions, losses, leaves, and all else.
  case product, sum, function, reduction, loss, leaf, other
}
