import VizAutodiff
public import VizBase
import VizTensor
public import VizTrace

/// How far centred differences of one number of a graph are from its gradient, step by step.
///
/// Plotted, a V on its side: too large a step errs by the method, too small a one by rounding
/// (Nocedal and Wright, "Numerical Optimization", 2nd edition, 2006, section 8.1).
public struct ErrorCurve: Sendable {
  /// Why there is no curve.
  public enum Failure: Problem {
    /// What keeps a curve from being drawn.
    public enum Kind: ProblemKind {
      /// What is wrong, by its name alone.
      case notRecomputable, noLeaf, noElement, noGradient

      /// A leaf or an element is asked for; the rest is the graph's.
      public var cause: ProblemCause {
        switch self {
        case .noLeaf, .noElement: .request
        case .notRecomputable, .noGradient: .data
        }
      }
    }

    /// The graph cannot be recomputed from its leaves.
    case notRecomputable
    /// No leaf of the graph that the output depends on has this name; these are the ones.
    case noLeaf(String, leaves: [String])
    /// The leaf has no element of this number, but so many.
    case noElement(Int, count: Int)
    /// The leaf has no gradient of its own shape to compare with.
    case noGradient

    /// What is wrong, without the particulars.
    public var kind: Kind {
      switch self {
      case .notRecomputable: .notRecomputable
      case .noLeaf: .noLeaf
      case .noElement: .noElement
      case .noGradient: .noGradient
      }
    }

    /// What is wrong, in one line.
    public var message: String {
      switch self {
      case .notRecomputable: "the graph cannot be recomputed from its leaves"
      case .noLeaf(let name, _):
        "\(name.quoted()) is no leaf that the output depends on"
      case .noElement(let index, _): "the leaf has no element \(index)"
      case .noGradient: "the leaf has no gradient to compare with"
      }
    }

    /// What there is instead.
    public var hint: String? {
      switch self {
      case .noLeaf(let name, let leaves):
        name.nearest(among: leaves).map { "did you mean \($0.escaped(limit: 40))?" }
          ?? "its leaves are: \(Self.list(leaves))"
      case .noElement(_, let count): "it has \(count), from 0"
      case .notRecomputable, .noGradient: nil
      }
    }

    /// As many names as are read in a line.
    private static func list(_ names: [String]) -> String {
      let most = 12
      let shown = names.prefix(most).map { $0.escaped(limit: 40) }.joined(separator: ", ")
      return names.count > most ? shown + ", …" : shown
    }
  }

  /// The id of the leaf whose element is moved.
  public let leaf: Node.ID
  /// The position among the leaf's row-major elements; nil for a scalar.
  public let index: Int?
  /// The gradient in the file.
  public let gradient: Double
  /// By ascending step: ``GradientCheck/powersOfTen``.
  public let trials: [GradientCheck.Trial]

  /// The curve of element `index` of a leaf.
  ///
  /// An output that is no scalar is summed. Throws ``Failure``, and `GraphError` where the graph is
  /// none.
  public init(_ graph: ComputationGraph, leaf: Node.ID, index: Int = 0) throws {
    let replay = try GraphReplay(graph)
    guard let output = graph.outputs.first.flatMap({ replay.index[$0] }),
      replay.computed[output] != nil
    else { throw Failure.notRecomputable }
    let leaves = replay.ancestors(of: [output]).filter {
      replay.isLeaf($0) && !replay.isConstant($0) && !replay.isChoice($0)
    }
    guard let node = leaves.first(where: { replay.nodes[$0].id == leaf }) else {
      throw Failure.noLeaf(leaf, leaves: leaves.map { replay.nodes[$0].id })
    }
    guard let value = replay.computed[node] else { throw Failure.notRecomputable }
    guard value.elements.indices.contains(index) else {
      throw Failure.noElement(index, count: value.elements.count)
    }
    guard let gradients = replay.gradients[node], gradients.shape == value.shape else {
      throw Failure.noGradient
    }
    let gradient = gradients.elements[index]
    func loss(_ moved: Double) throws -> Double {
      var elements = value.elements
      elements[index] = moved
      let there = try Tensor(elements, shape: value.shape)
      return replay.output(output, with: [node: there])?.sum().scalar ?? .nan
    }
    let x = value.elements[index]
    trials = try GradientCheck.powersOfTen.map { step in
      // The step that is taken, which rounding makes another than the one that was asked for.
      let (above, below) = (x + step, x - step)
      let slope = above == below ? .nan : try (loss(above) - loss(below)) / (above - below)
      let scale = max(gradient.magnitude, slope.magnitude)
      return GradientCheck.Trial(
        step: step, difference: slope,
        relativeError: scale == 0 ? 0 : (gradient - slope).magnitude / scale)
    }
    self.leaf = leaf
    self.index = value.shape.isScalar ? nil : index
    self.gradient = gradient
  }

  /// The trial with the least error; nil where none gave a number.
  public var best: GradientCheck.Trial? {
    trials.filter { $0.relativeError.isFinite }.min { $0.relativeError < $1.relativeError }
  }
}
