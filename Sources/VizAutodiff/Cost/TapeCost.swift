import VizTensor

/// What the passes over a tape cost, node by node and in total.
///
/// The cheap gradient principle: reverse mode gives the whole gradient for a small constant times
/// the cost of the function, whatever the number of inputs, where forward mode and differences pay
/// for each input.
///
/// Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, section 4.
public struct TapeCost: Sendable {
  /// One node's share.
  public struct Share: Sendable {
    /// The node's position on the tape.
    public var index: Int
    /// What the value costs.
    public var forward: OperationCount
    /// Its vjps, and the sums of cotangents that arrive at it by several ways.
    public var backward: OperationCount
    /// Its jvp.
    public var tangent: OperationCount
  }

  /// The nodes that the output depends on, in order.
  public let nodes: [Share]
  /// How many elements the inputs and parameters have together.
  public let inputCount: Int

  /// What all values cost.
  public var forward: OperationCount { nodes.reduce(OperationCount()) { $0 + $1.forward } }
  /// What all cotangents cost, with the sums at reused nodes.
  public var backward: OperationCount { nodes.reduce(OperationCount()) { $0 + $1.backward } }
  /// What all tangents cost.
  public var tangent: OperationCount { nodes.reduce(OperationCount()) { $0 + $1.tangent } }

  /// ω: the cost of value and gradient by reverse mode over that of the value alone; nil where the
  /// value takes no operations.
  public var reverseRatio: Double? { ratio(forward.operations + backward.operations) }
  /// The same by forward mode, a pass for each input element.
  public var forwardRatio: Double? {
    ratio(forward.operations + inputCount * tangent.operations)
  }
  /// The same by centred differences, two evaluations for each input element.
  public var differencesRatio: Double? { ratio((1 + 2 * inputCount) * forward.operations) }

  private func ratio(_ operations: Int) -> Double? {
    forward.operations > 0 ? Double(operations) / Double(forward.operations) : nil
  }

  /// The cost of computing `output`, and of its derivatives.
  public init<Scalar>(of output: Variable<Scalar>) {
    let tape = output.tape
    var arrivals = [Int](repeating: 0, count: output.index + 1)
    var isReached = [Bool](repeating: false, count: output.index + 1)
    isReached[output.index] = true
    for index in isReached.indices.reversed() where isReached[index] {
      for input in tape.nodes[index].inputs {
        isReached[input] = true
        arrivals[input] += 1
      }
    }
    var count = 0
    nodes = isReached.indices.filter { isReached[$0] }.map { index in
      let node = tape.nodes[index]
      if node.leafKind == .data || node.leafKind == .parameter {
        count += node.value.shape.elementCount
      }
      var share = Share(
        index: index, forward: OperationCount(), backward: OperationCount(),
        tangent: OperationCount())
      share.backward.additions = max(0, arrivals[index] - 1) * node.value.shape.elementCount
      guard case .primitive(let primitive) = node.origin else { return share }
      let (inputs, shape) = (node.inputs.map { tape.nodes[$0].value.shape }, node.value.shape)
      share.forward = primitive.cost(of: inputs, output: shape)
      for position in inputs.indices {
        share.backward += primitive.vjpCost(of: inputs, output: shape, position: position)
      }
      share.tangent = primitive.jvpCost(of: inputs, output: shape)
      return share
    }
    inputCount = count
  }
}
