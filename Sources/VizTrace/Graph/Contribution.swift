/// What one use of a value sends back in the backward pass: upstream × local = contribution.
///
/// A node's gradient is the sum of the contributions of its uses, and of the seed where the node is
/// the output (Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.5.2).
public struct Contribution: Sendable, Equatable {
  /// The use that it flows back along.
  public let use: Use
  /// The index of the node whose gradient it is a part of.
  public let target: Int
  /// The gradient of the consumer; nil where it is not known.
  public let upstream: TensorData?
  /// The derivative of the consumer with respect to the argument, as far as the graph says it.
  public let local: LocalDerivative?
  /// The whole gradient of the target: all that a graph knows of a tensor's contribution, which is
  /// it where there is no other.
  public let total: TensorData?

  /// The contribution in numbers.
  public struct Numbers: Sendable, Hashable {
    /// The gradient of the consumer.
    public var upstream: Double
    /// The derivative of the consumer with respect to the argument.
    public var local: Double

    package init(upstream: Double, local: Double) {
      self.upstream = upstream
      self.local = local
    }

    /// Upstream × local.
    public var product: Double { upstream * local }
  }

  /// The numbers, where the consumer is a scalar whose local derivative is stated as one.
  public var numbers: Numbers? {
    guard let upstream = upstream?.scalar, case .number(let local)? = local else { return nil }
    return Numbers(upstream: upstream, local: local)
  }
}

extension [Contribution] {
  /// What the contributions add up to, from the first to the last; nil where one has no numbers.
  public var sum: Double? {
    var sum = 0.0
    for contribution in self {
      guard let numbers = contribution.numbers else { return nil }
      sum += numbers.product
    }
    return sum
  }
}

extension ComputationGraph {
  /// What a use sends back to the node whose value is used.
  ///
  /// Nil where there is no such use, in forward mode, where nothing flows back, and where the use is
  /// of a constant whose gradient nobody asked for.
  ///
  /// - Parameters:
  ///   - use: The use of a node's value.
  ///   - index: The index of the graph's nodes.
  /// - Complexity: O(1).
  public func contribution(of use: Use, in index: NodeIndex) -> Contribution? {
    let inputs = index.inputs(of: use.consumer)
    guard !isForwardMode, use.argument >= 0, use.argument < inputs.count else { return nil }
    let target = inputs[inputs.startIndex + use.argument]
    guard !nodes[target].isConstant || nodes[target].gradient != nil else { return nil }
    return Contribution(
      use: use, target: target, upstream: nodes[use.consumer].gradient,
      local: nodes[use.consumer].local.flatMap {
        $0.indices.contains(use.argument) ? $0[use.argument] : nil
      }, total: nodes[target].output(at: index.port(of: use)).gradient)
  }

  /// What all uses of a node's value send back to it: those of later nodes first, as the backward
  /// pass of a list in the order of its computation meets them.
  ///
  /// - Parameters:
  ///   - node: The node's index in the graph's list.
  ///   - index: The index of the graph's nodes.
  /// - Complexity: O(*n*) in the number of arguments of the node's consumers.
  public func contributions(to node: Int, in index: NodeIndex) -> [Contribution] {
    index.consumers(of: node).reversed().flatMap { consumer in
      index.inputs(of: consumer).enumerated().compactMap { argument, input in
        input == node
          ? contribution(of: Use(consumer: consumer, argument: argument), in: index) : nil
      }
    }
  }
}
