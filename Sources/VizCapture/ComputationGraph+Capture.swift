public import VizAutodiff
public import VizTensor
public import VizTrace

extension ComputationGraph {
  /// What `output` was computed from, with the values and the gradient of `output` at every node.
  ///
  ///     let f = try (x + y) * z
  ///     let graph = try ComputationGraph(capturing: f)
  ///
  /// Nodes that have a name have it as their id; the others are numbered by operation. Only
  /// what `output` depends on is captured, in the order in which it was computed. An output that
  /// is no scalar needs a `seed` of its shape. A constant does not move and has no gradient, unless
  /// `withConstants` asks for what it would be. Throws `AutodiffError`.
  public init<Scalar: TensorScalar>(
    capturing output: Variable<Scalar>, name: String? = nil, seed: Tensor<Scalar>? = nil,
    withConstants: Bool = false
  ) throws {
    let gradient = try output.tape.gradient(of: output, seed: seed)
    self = try TapeCapture(output, withConstants: withConstants).graph(
      name: name, derivatives: gradient)
  }

  /// As ``init(capturing:name:seed:withConstants:)``, in forward mode: the gradient of each node is its tangent
  /// as the inputs move along `tangents`. The graph says so in the field `mode`.
  public init<Scalar: TensorScalar>(
    capturing output: Variable<Scalar>, name: String? = nil,
    tangents seeds: [Variable<Scalar>: Tensor<Scalar>]
  ) throws {
    let tangents = try output.tape.tangents(of: output, seeds: seeds)
    self = try TapeCapture(output).graph(name: name, derivatives: tangents)
    isForwardMode = true
  }

  /// What `output` was computed from, without numbers, and where on the tape each node is: the names
  /// that captured graphs and records give to a tape's nodes.
  package static func structure<Scalar: TensorScalar>(
    of output: Variable<Scalar>
  ) -> (graph: ComputationGraph, indices: [Int]) {
    let capture = TapeCapture(output)
    let graph = capture.graph(name: nil, value: { _ in nil }, gradient: { _ in nil })
    return (graph, capture.indices)
  }
}
