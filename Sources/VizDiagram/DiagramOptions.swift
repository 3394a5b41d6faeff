import VizDrawing
public import VizTrace

/// How a graph is drawn.
public struct DiagramOptions: Sendable {
  /// The direction in which values flow: left to right, or top to bottom.
  public enum Direction: String, Sendable, CaseIterable { case lr, tb }

  /// What is folded away: as much as a reader needs, nothing, or all scopes below a depth.
  public enum Collapse: Sendable, Hashable {
    /// Nothing up to 40 cards; of more, the innermost scopes first, until a person can read it.
    case automatic
    /// Nothing is folded away.
    case none
    /// Every scope below the depth, a card each; 0 folds the outermost scopes.
    case depth(Int)
  }

  /// What a wire's arrival shows: where gradients fan out, or the chain rule on every wire.
  public enum Show: String, Sendable, CaseIterable { case gradients, chain }

  /// How a graph is written: cards and wires, or the staves of a score.
  public enum Form: String, Sendable, CaseIterable { case graph, score }

  /// A node, and how many wires away from it others are still drawn.
  public struct Focus: Sendable, Hashable {
    /// The node in the middle, or a scope such as `t=3/ntm1/read1`: all nodes in it.
    public var node: Node.ID
    /// How many wires away, in either direction, the neighbourhood ends; 0 is the node or scope alone,
    /// and nil, the default, ``usualRadiusOfNode`` or ``usualRadiusOfScope``.
    public var radius: Int?

    /// Of a node so many wires are enough to see what it takes, and what takes that.
    public static let usualRadiusOfNode = 2
    /// Around a scope, what stands next to it is enough.
    public static let usualRadiusOfScope = 1

    /// A neighbourhood of a node, or of a scope.
    public init(on node: Node.ID, radius: Int? = nil) {
      self.node = node
      self.radius = radius
    }
  }

  /// Where Graphviz runs: in a child process for large graphs, always, or never.
  ///
  /// A process that draws all day chooses `always`: Graphviz keeps memory of each layout, which ends with the
  /// child (``LayoutWorker``).
  ///
  /// The child is ``worker``; where none is named and there is no `vizbp` on the path, large graphs are
  /// laid out in this process, and only `always` fails.
  public enum Isolation: Sendable, Hashable { case automatic, always, never }

  /// How the graph is written; nil, the default, for a score on a slide where that reads better,
  /// and cards and wires anywhere else.
  public var form: Form?
  /// Which way values flow; left to right by default.
  public var direction = Direction.lr
  /// The medium that the picture has to fit, with letters as large as can be: the direction is
  /// then chosen, too, the diagram may turn into lines, and what would be too small is folded. None
  /// by default.
  public var fit: Frame?
  /// Whether ``direction`` holds in a frame, too.
  public var keepsDirection = false
  /// The colours; light by default.
  public var theme = Theme.light
  /// What is folded away; as much as a reader needs by default.
  public var collapse = Collapse.automatic
  /// A node or a scope whose neighbourhood alone is drawn, the rest folded, whatever ``collapse`` says; none by
  /// default.
  public var focus: Focus?
  /// The names of the attributes that stand below their cards, in this order: `["stride", "axes"]`; none by
  /// default. Names that a node has no attribute of are passed over.
  public var attributes: [String] = []
  /// Whether parameters that one operation takes stand in its card, as constants always do, and not as
  /// cards of their own; where room is short in a frame they do so anyway.
  public var holdsParameters = false
  /// What a wire's arrival shows; where gradients fan out by default.
  public var show = Show.gradients
  /// Where Graphviz runs; by default in a child process above 500 cards.
  public var isolation = Isolation.automatic
  /// Nodes whose cards get a halo, and how alarming it is: from 0, faint, to 1. A fold has that of
  /// the most alarming node in it.
  public var highlights: [Node.ID: Double] = [:]
  /// What the halos mean, for the legend and the description.
  public var highlightKeys: [HighlightKey] = []
  /// What is wrong with the numbers of nodes: those are struck through, with what should stand there
  /// beside them.
  public var corrections: [Node.ID: Correction] = [:]
  /// Wires that stand out while all else is faint; nil for a diagram in which nothing does.
  public var emphasis: Emphasis?
  /// What the gradients are of, where it is no output of the graph: of a part of a graph, the loss of all of
  /// it; nil for the output.
  public var gradientOf: String?
  /// The program that lays out in a child process; nil looks for `vizbp` on the path, and does without
  /// where there is none.
  public var worker: LayoutWorker?
  /// How many cards automatic folding leaves.
  var mostCards = Folding.readable
  var arrangement = Arrangement()
  /// Why more is folded than was asked for, as the end of a sentence.
  var foldReason: String?

  /// From left to right, in light colours, folded as a reader needs, and without halos.
  public init() {}
}
