import VizAutodiff
import VizTensor
public import VizTrace

/// The numerical gradient as the lectures set it out: each leaf element moved by a small step, and
/// the slope of the output.
public struct SlopeTable: Sendable {
  /// One leaf element, moved by the step while all others stay.
  public struct Row: Sendable, Equatable {
    /// The id of the leaf.
    public var leaf: Node.ID
    /// The position among the leaf's row-major elements; nil for a scalar.
    public var index: Int?
    /// The element before it is moved.
    public var value: Double
    /// The value with the step added.
    public var moved: Double
    /// The output there.
    public var loss: Double
    /// How much the output grew, divided by the step; NaN where it cannot be recomputed.
    public var slope: Double
    /// The gradient in the file; nil where it has none.
    public var gradient: Double?
  }

  /// One row an element, leaf by leaf.
  public let rows: [Row]
  /// The output where nothing is moved.
  public let loss: Double
  /// How far each element is moved; 1e-4 by default.
  public let step: Double

  /// Moves every leaf element of a graph but its constants by `step`.
  ///
  /// Takes one evaluation an element. An output that is no scalar is summed. Nil where the graph
  /// cannot be recomputed from its leaves; throws `GraphError` where it is no graph.
  public init?(_ graph: ComputationGraph, step: Double = 1e-4) throws {
    let replay = try GraphReplay(graph)
    guard let output = graph.outputs.first.flatMap({ replay.index[$0] }),
      let loss = replay.computed[output]?.sum().elements[0]
    else { return nil }
    let reached = replay.ancestors(of: [output])
    var rows: [Row] = []
    for leaf in reached where replay.isLeaf(leaf) && !replay.isConstant(leaf) {
      guard let value = replay.computed[leaf] else { continue }
      for (index, x) in value.elements.enumerated() {
        var elements = value.elements
        elements[index] = x + step
        let moved = try Tensor(elements, shape: value.shape)
        let there = replay.output(output, with: [leaf: moved])?.sum().elements[0] ?? .nan
        rows.append(
          Row(
            leaf: replay.nodes[leaf].id, index: value.shape.isScalar ? nil : index, value: x,
            moved: x + step, loss: there, slope: (there - loss) / step,
            gradient: replay.gradients[leaf].flatMap {
              $0.shape == value.shape ? $0.elements[index] : nil
            }))
      }
    }
    self.rows = rows
    self.loss = loss
    self.step = step
  }

  /// Whether a row's gradient is off its slope by more than the step explains.
  public func disagrees(_ row: Row) -> Bool {
    guard let gradient = row.gradient, gradient.isFinite, row.slope.isFinite else { return false }
    return (gradient - row.slope).magnitude
      > 10 * step.magnitude * max(gradient.magnitude, row.slope.magnitude, 1)
  }
}
