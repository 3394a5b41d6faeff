import VizBase
import VizDrawing
import VizTrace

extension Family {
  /// The tint of an operation's card.
  init(_ family: Operation.Family) {
    self =
      switch family {
      case .product: .product
      case .sum: .sum
      case .function: .function
      case .reduction: .reduction
      case .loss: .loss
      case .other: .other
      }
  }
}
