import VizBase
import VizDrawing
import VizTrace

/// What a diagram shows, before anything has a place: cards, the wires between them, and the
/// panels and brackets around them.
struct DiagramModel: Sendable {
  /// A node, or several nodes folded into one.
  struct Card: Sendable {
    enum Kind: Sendable {
      case leaf, operation, tensor
      case fold(Fold)
    }

    /// The indices in the graph of the nodes that the card stands for; the last one's value leaves
    /// the card.
    var nodes: [Int]
    /// The node whose numbers stand on the wire that leaves a fold; nil where several are left.
    var exit: Int?
    var kind: Kind
    var symbol: String
    /// The name that the user gave the node, set as mathematics.
    var name: String?
    /// Whether others stand out.
    var isFaint = false
    var family: Family
    /// The gate's role in the backward flow.
    var gate: String?
    /// The local derivatives, in the order of the inputs.
    var locals: [Double] = []
    var localText: String?
    /// What the local derivatives should be; empty where they are right.
    var rightLocals: [Double] = []
    var role: Role?
    /// The attributes that stand below the card, in words.
    var note: String?
    /// Whether its numbers are indices, such as classes, and no amounts.
    var isIndex = false
    /// The length of each axis, as it is written.
    var shape: [String] = []
    var value: TensorData?
    var gradient: TensorData?
    /// What is wrong with the value and the gradient.
    var correction = Correction()
    var updateRatio: Double?
    /// The leaves that stand in the card, in the order of its operation's arguments.
    var lodgers: [Lodger] = []
    /// What a fold takes that stands in the cards of others: the scopes of leaves, or their names.
    var taken: [String] = []
    /// The wires that arrive, from the first row to the last, and those that leave.
    var arriving: [Int] = []
    var leaving: [Int] = []
    var panel: Int?
    /// The name of the output that the card computes.
    var outputName: String?
    /// How alarming the card's halo is; nil for none.
    var highlight: Double?
    /// Whether the order of the inputs says nothing, as that of a sum's and a fold's.
    var isSymmetric = false
    /// Whether the card stands in the first rank whatever consumes it.
    var first = false
  }

  /// What is hidden in a folded card.
  struct Fold: Sendable {
    var title: String
    /// What it begins and ends with, where its title counts what is in it: said instead where that is too
    /// long, or leaves something out.
    var ends: String?
    /// The scope that is folded, outermost first; empty where no scope is.
    var path: [Substring]
    /// How many alike parts stand behind each other, and how many nodes are hidden in all.
    var repeats: Int
    /// The nodes of the first of the alike parts; all of them, where there are none.
    var first: [Int]
    var hidden: Int
    /// The hidden gradients' norms in the order of the forward pass.
    var gradientNorms: [Double]

    var repeatsText: String { repeats > 1 ? "×\(repeats)" : "" }
  }

  struct Wire: Sendable {
    var from: Int
    var to: Int
    /// The row of `to` at which the wire arrives.
    var row: Int
    /// Which output of a node that has several the wire leaves, where one use is drawn.
    var port: String?
    /// Upstream × local = contribution, where one use is drawn and has numbers.
    var chain: Contribution.Numbers?
    /// The same of tensors, where that is shown.
    var tensorChain: TensorChain?
    /// The size of the gradient that flows back through the wire, where it is known.
    var magnitude: Double?
    /// What flows through the wire: one argument of one node, or all that flows into a fold.
    var uses: [Use] = []
    /// How much the wire stands out, from 0 to 1; nil where nothing does.
    var emphasis: Double?
    /// Whether others stand out.
    var isFaint = false
    /// What stands before the arrowhead instead of the way from the source; nil for a whole wire.
    var stub: String?

    /// Whether the chain rule is known of the wire.
    var hasChain: Bool { chain != nil || tensorChain != nil }
  }

  struct Panel: Sendable {
    var title: String
    var parent: Int?
  }

  /// A gate that is drawn as its parts.
  struct Bracket: Sendable {
    /// The parts, in the order of the forward pass.
    var cards: [Int]
    /// The gate's local derivative in symbols.
    var rule: String
    /// The same with its numbers, where they are known.
    var text: String
    var panel: Int
  }

  var cards: [Card] = []
  var wires: [Wire] = []
  var panels: [Panel] = []
  var brackets: [Bracket] = []
  var numbers: NumberFormat
  var isForwardMode: Bool
  /// How many nodes are folded away.
  var hidden = 0
  /// What is in focus.
  var center: DiagramOptions.Focus.Center?
  /// Whether a backward pass, or a forward one with tangents, has left any number.
  var hasGradients = false
}
