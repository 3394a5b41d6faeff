import VizBase
import VizDiagram
import VizDrawing
import VizTrace

extension GraphSection {
  /// What is in a fold, drawn for itself: the page puts it in the fold's place, and the rest makes room.
  struct Inside: Sendable {
    /// The id of the fold's card.
    var card: String
    /// What the ids in its own picture begin with.
    var prefix: String
    var cards: [Diagram.Card]
    var wires: [Diagram.Wire]
    /// The ids of the wires that stand for one use, which is one of the whole graph.
    var uses: [Use: String]
    var svg: String
  }

  /// A page has so many pictures of what is in folds, in so many bytes, at most: the outermost come first.
  private static let mostInsides = 40
  static let mostInsideBytes = 2_000_000

  /// What is in the folds of a picture, and in the folds of these. Of alike parts the first is shown.
  ///
  /// - Parameters:
  ///   - graph: What the picture shows.
  ///   - cards: The picture's cards.
  ///   - prefix: What the picture's ids begin with.
  ///   - options: How it is drawn.
  ///   - step: The step of the training that the numbers are of, where the page has several.
  ///   - mostBytes: How many bytes they take; the first may take more.
  static func insides(
    of graph: ComputationGraph, _ cards: [Diagram.Card], prefix: String, _ options: DiagramOptions,
    step: Int? = nil, mostBytes: Int = Self.mostInsideBytes
  ) async throws -> [Inside] {
    var open = cards.filter(\.isFold).map { (prefix: prefix, card: $0) }
    guard !open.isEmpty else { return [] }
    var options = options
    options.theme = .light
    (options.form, options.collapse) = (.graph, .automatic)
    (options.fit, options.focus) = (nil, nil)
    let index = NodeIndex(graph)
    options.gradientOf = graph.outputs.first.flatMap { index[$0] }
      .map { Replay.name(graph.nodes[$0]) }
    var found: [Inside] = []
    var (next, bytes) = (0, 0)
    while next < open.count, found.count < mostInsides, bytes < mostBytes {
      let (prefix, card) = open[next]
      next += 1
      guard card.first.count > 1 else { continue }
      var name = card.title ?? ""
      if card.repeats > 1 { name += ": the first of \(card.repeats)" }
      if let step { name += ", at step \(step)" }
      let part = graph.part(of: card.first, index, named: name)
      let diagram = try await Diagram(part, options: options)
      // A fold of all there is would open without end.
      guard !diagram.cards.contains(where: { $0.isFold && $0.nodes.count >= card.first.count })
      else { continue }
      let own = "\(prefix)\(card.id)-"
      let svg = try diagram.picture.svg(idPrefix: own)
      bytes += svg.utf8.count
      guard bytes <= mostBytes || found.isEmpty else { break }
      found.append(
        Inside(
          card: prefix + card.id, prefix: own, cards: diagram.cards, wires: diagram.wires,
          uses: Self.uses(of: diagram.wires, in: part, index), svg: svg))
      open += diagram.cards.filter(\.isFold).map { (prefix: own, card: $0) }
    }
    return found
  }

  /// What the wires of a part's picture stand for in the whole graph, which `index` is of.
  private static func uses(
    of wires: [Diagram.Wire], in part: ComputationGraph, _ index: NodeIndex
  ) -> [Use: String] {
    let pairs = wires.compactMap { wire -> (Use, String)? in
      guard wire.uses.count == 1, let use = wire.uses.first,
        let consumer = index[part.nodes[use.consumer].id]
      else { return nil }
      return (Use(consumer: consumer, argument: use.argument), wire.id)
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// The numbers of the cards that each wire joins, for the script that bends wires: `0 2 1 2`.
  static func joints(_ wires: [Diagram.Wire]) -> String {
    wires.map { "\($0.from) \($0.to)" }.joined(separator: " ")
  }
}

extension GraphSection.Level {
  /// The cards of its picture, and of what opens in it.
  var allCards: [Diagram.Card] { cards + insides.flatMap(\.cards) }
}

extension ComputationGraph {
  /// The nodes of these ids as a graph: what they take from elsewhere stands before them as inputs, and
  /// what others take of them are its outputs.
  fileprivate func part(
    of ids: [Node.ID], _ index: NodeIndex, named name: String
  ) -> ComputationGraph {
    let own = Set(ids.compactMap { index[$0] })
    let given = Set(own.flatMap { index.inputs(of: $0) }).subtracting(own)
    let ends = Set(outputs.compactMap { index[$0] })
    let left = own.filter { node in
      ends.contains(node) || index.consumers(of: node).contains { !own.contains($0) }
    }
    let shared = sharedScope(of: own)
    var part = self
    part.name = name
    part.seeds = nil
    part.nodes = own.union(given).sorted().map { position in
      var node = nodes[position]
      if own.contains(position) {
        let inner = node.scope.map { $0.split(separator: "/").dropFirst(shared) } ?? []
        node.scope = inner.isEmpty ? nil : inner.joined(separator: "/")
        return node
      }
      node.scope = nil
      if !node.inputs.isEmpty {
        (node.op, node.inputs, node.local, node.role) = ("input", [], nil, nil)
        node.attributes = [:]
      }
      return node
    }
    let last = own.max().map { [$0] } ?? []
    part.outputs = (left.isEmpty ? last : left.sorted()).map { nodes[$0].id }
    return part
  }

  /// How many scopes all of some nodes are in together.
  private func sharedScope(of positions: Set<Int>) -> Int {
    var shared: [Substring]?
    for position in positions {
      let path = (nodes[position].scope ?? "").split(separator: "/")
      guard let known = shared else {
        shared = path
        continue
      }
      shared = Array(zip(known, path).prefix { $0 == $1 }.map(\.0))
    }
    return shared?.count ?? 0
  }
}
