import VizBase
import VizTrace

/// The leaves that stand in the card of the operation that takes them, as a wire would tell nothing
/// more: constants, and where they are asked for or room is short, the parameters of layers. What several
/// operations share stands in the first of their cards with its numbers, in the others with its name; where
/// all of them are folded, in the card of the fold.
struct Lodgers: Sendable {
  /// The operations in whose cards each of the leaves stands.
  private(set) var hosts: [Int: [Int]] = [:]
  /// Whether leaves stand in the cards of folds, too.
  private var areInFolds = false

  /// A card holds no more.
  static let most = 6

  /// No leaf stands in another's card.
  init() {}

  init(
    _ graph: ComputationGraph, inputs: IndexLists, inlined: InlinedConstants,
    options: DiagramOptions
  ) {
    // What stands out does so on wires.
    guard options.emphasis == nil else { return }
    var consumers = [Int](repeating: 0, count: graph.nodes.count)
    for operands in inputs { for operand in operands { consumers[operand] += 1 } }
    let outputs = Set(graph.outputs)
    let holdsParameters = options.holdsParameters || options.arrangement.holdsParameters
    areInFolds = holdsParameters && options.focus == nil
    func isLodger(_ leaf: Int) -> Bool {
      guard inputs[leaf].isEmpty, consumers[leaf] > 0, !inlined.nodes.contains(leaf) else {
        return false
      }
      let node = graph.nodes[leaf]
      guard node.isConstant && consumers[leaf] == 1 || holdsParameters && node.isParameter else {
        return false
      }
      // A number's gradient is part of the rule that its wire shows.
      if node.gradient != nil, node.dimensionTexts.isEmpty || options.show == .chain {
        return false
      }
      return node.ports == nil && !outputs.contains(node.id) && options.focus?.node != node.id
        && options.highlights[node.id] == nil && options.corrections[node.id] == nil
    }
    for (operation, operands) in inputs.enumerated() where operands.count > 1 {
      let numbered = inlined.constants[operation]?.slot
      let rest = operands.indices.filter { $0 != numbered }
      var lodgers = rest.filter { isLodger(operands[$0]) }
      // An operation keeps an input.
      if lodgers.count == rest.count, !lodgers.isEmpty { lodgers.removeFirst() }
      guard lodgers.count <= Self.most else { continue }
      for slot in lodgers { hosts[operands[slot], default: []].append(operation) }
    }
    // What is a wire to one of them is a card for all.
    hosts = hosts.filter { $0.value.count == consumers[$0.key] }
  }

  /// Whether a leaf needs no card of its own where all that takes it is folded.
  func mayStandInFold(_ leaf: Int) -> Bool { areInFolds && hosts[leaf] != nil }

  /// Whether a leaf stands in the card of another, where some operations are shown.
  func contains(_ leaf: Int, where isShown: (Int) -> Bool) -> Bool {
    guard let hosts = hosts[leaf] else { return false }
    return areInFolds || hosts.contains(where: isShown)
  }

  /// The leaves that need no card where some operations are folded.
  func nodes(in folding: Folding) -> Set<Int> {
    Set(
      hosts.keys.filter { leaf in
        folding.partOf[leaf] == nil && contains(leaf) { folding.partOf[$0] == nil }
      })
  }

  /// The leaves that stand in a fold's card, in the order in which its nodes take them: those that no
  /// operation which is shown takes.
  func nodes(inPart part: Folding.Part, of folding: Folding, inputs: IndexLists) -> [Int] {
    guard areInFolds, !hosts.isEmpty else { return [] }
    var known: Set<Int> = []
    var leaves: [Int] = []
    for leaf in part.nodes.lazy.flatMap({ inputs[$0] }) {
      guard folding.partOf[leaf] == nil, let hosts = hosts[leaf],
        hosts.allSatisfy({ folding.partOf[$0] != nil }), known.insert(leaf).inserted
      else { continue }
      leaves.append(leaf)
    }
    return leaves
  }
}

extension DiagramModel {
  /// Says of the leaves in cards which of them are indices.
  mutating func markLodgers(_ indices: Set<Int>) {
    for card in cards.indices {
      for lodger in cards[card].lodgers.indices {
        cards[card].lodgers[lodger].isIndex = indices.contains(cards[card].lodgers[lodger].node)
      }
    }
  }

  /// A leaf in the card of the operation that takes it.
  struct Lodger: Sendable {
    var node: Int
    var name: String
    var shape: [String]
    var isConstant: Bool
    var value: TensorData?
    var gradient: TensorData?
    /// Whether its numbers are indices, such as classes, and no amounts.
    var isIndex = false
    /// Whether other operations take it, too.
    var isShared: Bool
    /// Where it stands with its numbers, if that is another card.
    var home: String?

    /// - Parameters:
    ///   - name: What it is called; what its panel would not say, unless another is given.
    ///   - home: The card in which it stands with its numbers, if that is another.
    init(_ node: Node, at index: Int, name: String? = nil, isShared: Bool, home: String?) {
      self.node = index
      self.name = MathName.text(name ?? DiagramModel.name(of: node))
      shape = node.dimensionTexts
      isConstant = node.isConstant
      self.isShared = isShared
      self.home = home
      value = home == nil ? node.value : nil
      gradient = home == nil ? node.gradient : nil
    }
  }
}
