/// The direction in which the chain rule is multiplied out.
public enum DerivativeMode: String, Sendable, CaseIterable {
  /// From the output back: one walk gives the gradient with respect to every input.
  case reverse
  /// From the inputs on: one walk gives the change of every value along one direction.
  case forward
}
