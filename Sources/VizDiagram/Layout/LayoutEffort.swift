/// What Graphviz has to do for a layout, in numbers that are known before it begins: its time and its
/// memory follow from them, measured up to the bounds that stand here.
///
/// Ranks and places are found by a network simplex, whose steps are bounded by how many nodes there
/// are, those included that a long edge has in each rank which it passes; crossings are counted in
/// the square of the edges between two ranks; each panel is compared with every other one. Within the
/// bounds a layout takes a few seconds and some hundred megabytes.
struct LayoutEffort: Sendable, Equatable {
  var boxes, edges, panels: Int
  /// How many ranks edges pass between their ends, all together; not counted where there are too few
  /// boxes for it to matter.
  var passedRanks: Int

  static let mostBoxes = 2_500
  static let mostEdges = 4_000
  static let mostPanels = 400
  static let mostPassedRanks = 10_000
  /// Of fewer places the best ones are found at once.
  static let fewestPlaces = 400

  /// Whether a layout can be asked for; what is beyond has to be folded first.
  var isBounded: Bool {
    boxes <= Self.mostBoxes && edges <= Self.mostEdges && panels <= Self.mostPanels
      && passedRanks <= Self.mostPassedRanks
  }

  /// How many steps the simplex may take for each place before it has found the best ones, which are
  /// hardly better; nil where it may go on.
  ///
  /// Without a bound it walks from one place to another that is as good, for minutes where a chain of
  /// a hundred nodes has one input in common. As each step looks at a part of all places, its time
  /// would grow with their square.
  var stepsForEachPlace: Double? {
    let places = boxes + passedRanks
    guard places > Self.fewestPlaces else { return nil }
    return (min(max(1000 / Double(places), 0.1), 1) * 100).rounded() / 100
  }
}

extension LayoutEffort {
  init(_ model: DiagramModel) {
    boxes = model.cards.count
    edges = model.wires.count
    panels = model.panels.count
    passedRanks = 0
    // No edge passes more ranks than there are boxes: of few boxes no number is near a bound.
    guard boxes + edges * boxes > Self.fewestPlaces else { return }
    let ranks = model.ranks
    passedRanks = model.wires.reduce(0) {
      $0 + max(ranks[$1.to] - ranks[$1.from] - 1, 0)
    }
  }
}

extension DiagramModel {
  /// The rank of each card, about as Graphviz gives it: behind all that it takes; what takes nothing
  /// stands before the first that takes it, unless it is pinned to the first rank.
  var ranks: [Int] {
    var ranks = earliestRanks
    let order = cards.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    // A leaf, and what becomes of it alone, such as a weight's transpose.
    var isFree = [Bool](repeating: false, count: cards.count)
    for card in order {
      switch cards[card].arriving.count {
      case 0: isFree[card] = !cards[card].first
      case 1: isFree[card] = isFree[wires[cards[card].arriving[0]].from]
      default: break
      }
    }
    for card in order.reversed() where isFree[card] {
      if let next = cards[card].leaving.map({ ranks[wires[$0].to] }).min() {
        ranks[card] = max(next - 1, ranks[card])
      }
    }
    return ranks
  }

  /// How many wires lead to each card on the longest way; where folds close a cycle, the way ends.
  var earliestRanks: [Int] {
    var ranks = [Int](repeating: 0, count: cards.count)
    var waiting = cards.map { $0.arriving.count }
    var queue = cards.indices.filter { waiting[$0] == 0 }
    var index = 0
    while index < queue.count {
      let card = queue[index]
      index += 1
      for wire in cards[card].leaving {
        let target = wires[wire].to
        ranks[target] = max(ranks[target], ranks[card] + 1)
        waiting[target] -= 1
        if waiting[target] == 0 { queue.append(target) }
      }
    }
    return ranks
  }

  /// The last rank in which each card could stand, where nothing that takes it stands later than
  /// `earliest` says.
  func latestRanks(_ earliest: [Int]) -> [Int] {
    var ranks = earliest
    let order = cards.indices.sorted { (earliest[$0], $0) > (earliest[$1], $1) }
    for card in order {
      if let next = cards[card].leaving.map({ ranks[wires[$0].to] }).min() {
        ranks[card] = max(next - 1, earliest[card])
      }
    }
    return ranks
  }
}
