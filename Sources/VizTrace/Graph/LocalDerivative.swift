/// The derivative of a node with respect to one of its inputs.
///
/// In a graph file the texts `NaN`, `Infinity` and `-Infinity` are numbers.
public enum LocalDerivative: Sendable, Equatable {
  case number(Double)
  case text(String)
}
