public import VizTensor

/// The tensors of a network.
public struct NetworkState<Scalar: TensorScalar>: Sendable, Equatable {
  /// What training changes, in the order in which the network meets it.
  public var parameters: [Parameter<Scalar>] = []
  /// What follows the data, such as the running means of batch normalisation.
  public var statistics: [Parameter<Scalar>] = []
  /// Where each of both lists stands; their names differ.
  var index: [String: Int] = [:]
}
