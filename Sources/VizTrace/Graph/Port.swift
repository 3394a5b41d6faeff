public import VizBase

/// One of several outputs of a node, which inputs name `"id:index"`.
public struct Port: Sendable, Equatable {
  /// What the operation calls this output; nil where it has no name for it.
  public var name: String?
  /// The length of each axis; empty for a scalar, nil where it is not stated.
  public var dimensions: [Dimension]?
  /// The type of the elements; nil where it is not stated.
  public var dtype: DType?
  /// What the forward pass computed; nil where it was not recorded.
  public var value: TensorData?
  /// The gradient with respect to this output.
  public var gradient: TensorData?
  /// Fields of a port in a graph file that vizbp does not know.
  public var unknownFields: JSONObject

  /// An output of a node; what is left out is not stated.
  public init(
    name: String? = nil, dimensions: [Dimension]? = nil, dtype: DType? = nil,
    value: TensorData? = nil, gradient: TensorData? = nil, unknownFields: JSONObject = [:]
  ) {
    self.name = name
    self.dimensions = dimensions
    self.dtype = dtype
    self.value = value
    self.gradient = gradient
    self.unknownFields = unknownFields
  }
}

extension Port {
  /// The extent of each axis: as stated, or as the value or the gradient shows.
  public var extents: [Int]? { dimensions?.extents ?? value?.shape ?? gradient?.shape }
}

extension Node {
  /// One of the node's outputs. The first may leave to the node's own fields what it is, as do all
  /// outputs of a node without ports.
  public func output(at port: Int?) -> Port {
    let own = Port(dimensions: dimensions, dtype: dtype, value: value, gradient: gradient)
    guard let ports, let port, ports.indices.contains(port) else { return own }
    var output = ports[port]
    if port == 0 {
      output.dimensions = output.dimensions ?? own.dimensions
      output.dtype = output.dtype ?? own.dtype
      output.value = output.value ?? own.value
      output.gradient = output.gradient ?? own.gradient
    }
    return output
  }

  /// One of the node's outputs as a picture names it: `:1`, with the name that it may have.
  package func portText(_ port: Int) -> String {
    let name = ports.flatMap { $0.indices.contains(port) ? $0[port].name : nil }
    return name.map { ":\(port) \($0)" } ?? ":\(port)"
  }
}
