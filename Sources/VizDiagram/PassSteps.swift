package import VizTrace

/// When each number of a graph becomes known, as its passes run a step at a time.
package struct PassSteps: Sendable {
  /// What one step computes.
  package struct Step: Sendable, Hashable {
    /// The node that gets a value, or to which a gradient flows.
    package var node: Int
    /// The argument that a gradient flows back through; nil for what starts a pass.
    package var use: Use?
    /// The step in one line.
    package var words: String

    /// A step of a node; the index of the node is that in the graph's list.
    package init(node: Int, use: Use? = nil, words: String) {
      self.node = node
      self.use = use
      self.words = words
    }
  }

  /// The steps of the passes, in their order.
  package let steps: [Step]
  /// Of each node the step after which its value is known, counted from 0; -1 for before all.
  package let values: [Int]
  /// Of each node the step after which its gradient, or its tangent, is known in full.
  package let gradients: [Int]
  private let uses: [Use: Int]

  /// What becomes known with each step.
  ///
  /// What no step is about is known as soon as all that it is computed from: the value of a node
  /// after its arguments', its gradient after those of the nodes that use it.
  ///
  /// - Parameters:
  ///   - graph: What the passes run through.
  ///   - forward: How many of the steps are of the forward pass; they come first.
  ///   - steps: The steps of both passes.
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none.
  package init(_ graph: ComputationGraph, forward: Int, steps: [Step]) throws {
    let order = try graph.topologicalOrder()
    let index = NodeIndex(graph)
    self.steps = steps
    var computed: [Int: Int] = [:]
    var uses: [Use: Int] = [:]
    // The last of what flows to a node completes its gradient.
    var completed: [Int: Int] = [:]
    for (number, step) in steps.enumerated() {
      if number < forward { computed[step.node] = number } else { completed[step.node] = number }
      if let use = step.use { uses[use] = number }
    }
    var values = [Int](repeating: -1, count: graph.nodes.count)
    for node in order {
      values[node] = computed[node] ?? index.inputs(of: node).map { values[$0] }.max() ?? -1
    }
    // Without a backward pass what stands for gradients is known with the values.
    var gradients = values
    if forward < steps.count {
      for node in order.reversed() {
        // Some of what flows to a node may come from where no step is.
        let arrived =
          index.consumers(of: node).map { gradients[$0] } + [completed[node]].compactMap { $0 }
        gradients[node] = arrived.max() ?? forward
      }
    }
    (self.values, self.gradients, self.uses) = (values, gradients, uses)
  }

  /// The step in which a use carries its gradient back.
  func time(of use: Use) -> Int { uses[use] ?? gradients[use.consumer] }
}
