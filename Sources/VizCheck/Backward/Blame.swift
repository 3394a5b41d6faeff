import VizAutodiff
import VizTensor
import VizTrace

/// Who is at fault for the gradients that disagree.
///
/// A gradient is the sum of what its consumers send back, so the faulty rule is that of a consumer,
/// or of one further up where the file does not state the gradients between.
/// Where `local` says which slope a consumer used, that decides. Otherwise each hypothesis, that
/// one node's rule is wrong or that one op's rule is wrong wherever it is used, must explain every
/// disagreement; and of those that can, the ones whose fault has a plain pattern (everything that
/// they send scaled by one number, or transposed) are preferred.
struct Blame {
  private(set) var suspects: Set<Int> = []
  /// Whether each of the suspects explains everything by itself, and as plainly as the others: the numbers do
  /// not tell which of them is at fault.
  private(set) var areEqual = false
  /// Whether one rule explains everything by itself.
  private(set) var isOneRule = false
  /// Whether more than one number shows how that rule, or an operation's rule, goes wrong.
  private(set) var isPlain = false
  /// How many numbers say how one rule goes wrong that explains everything: none where the file
  /// states its slopes, one where what it sends is scaled by one factor, else as many as are wrong.
  /// Nil where no one rule explains everything.
  private(set) var freedom: Int?
  private let flow: GradientFlow
  private let senders: Senders

  init(_ flow: GradientFlow) {
    self.flow = flow
    senders = Senders(flow)
    let wrong = Set(flow.disagreements)
    guard !wrong.isEmpty else { return }
    let (liars, explained) = Self.contradictedLocals(flow, wrong)
    suspects = liars
    let open = wrong.subtracting(explained)
    if open.isEmpty {
      freedom = 0
    } else {
      let found = explain(open)
      areEqual = areEqual && liars.isEmpty && found.count > 1
      suspects.formUnion(found)
    }
  }

  /// How many numbers are wrong.
  static func wrongNumbers(_ flow: GradientFlow) -> Int {
    flow.disagreements.reduce(0) { sum, index in
      let limit = flow.replay.tolerance(at: index).relative * flow.scales[index]
      let wrong = flow.residuals[index]?.elements.count { $0.magnitude > limit } ?? 0
      return sum + max(wrong, 1)
    }
  }

  private mutating func explain(_ wrong: Set<Int>) -> Set<Int> {
    let senders = Dictionary(uniqueKeysWithValues: wrong.map { ($0, self.senders.senders(to: $0)) })
    func consumers(_ index: Int) -> Set<Int> { senders[index] ?? [] }
    let involved = senders.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
    let single = wrong.dropFirst().reduce(wrong.first.map(consumers) ?? []) {
      $0.intersection(consumers($1))
    }
    let alone = candidates(single, wrong)
    let ops = Dictionary(grouping: involved) { flow.replay.nodes[$0].op }.values.map(Set.init)
    let together =
      ops.filter { op in op.count > 1 && wrong.allSatisfy { !consumers($0).isDisjoint(with: op) } }
      .map { (nodes: $0, strength: Pattern($0, flow, self.senders, wrong).strength) }

    let best = alone.map(\.strength).max()
    isOneRule = best != nil
    isPlain = (alone + together).contains { $0.strength >= .scaledInPart }
    // A rule makes nothing of nothing, which is what arrives at an output that is left out.
    let able = alone.filter { $0.nodes.contains { flow.gradients[$0]?.greatest != 0 } }
    if able.contains(where: { $0.strength > .none })
      || together.contains(where: { $0.strength >= .round && $0.strength != .scaledInPart })
    {
      freedom = 1
    } else if !able.isEmpty {
      freedom = Self.wrongNumbers(flow)
    }
    if let strongest = together.map(\.strength).max(), strongest > best ?? .none {
      return together.filter { $0.strength == strongest }
        .reduce(into: []) { $0.formUnion($1.nodes) }
    }
    if let best {
      areEqual = true
      return alone.filter { $0.strength == best }.reduce(into: []) { $0.formUnion($1.nodes) }
    }
    return cover(wrong, consumers)
  }

  /// The nodes of which one alone may be at fault, and how plainly that explains what is wrong.
  private func candidates(
    _ nodes: Set<Int>, _ wrong: Set<Int>
  ) -> [(nodes: Set<Int>, strength: Pattern.Strength)] {
    guard senders.canFollow(nodes.count) else { return nodes.map { ([$0], .none) } }
    return nodes.filter { explainsExactly($0, wrong) }
      .map { ([$0], Pattern([$0], flow, senders, wrong).strength) }
  }

  /// Whether faults in some of a node's arguments show at all nodes that are wrong, and at no other.
  private func explainsExactly(_ node: Int, _ wrong: Set<Int>) -> Bool {
    var shown: Set<Int> = []
    for argument in Set(flow.replay.index.inputs(of: node)) {
      let reach = senders.reach(of: node, in: argument).filter { flow.residuals[$0] != nil }
      // A gradient of 0 shows no factor.
      if reach.allSatisfy({ wrong.contains($0) || flow.expected(at: $0)?.greatest == 0 }) {
        shown.formUnion(reach)
      }
    }
    return wrong.isSubset(of: shown)
  }

  /// The consumers that must be at fault because they are the only ones, and for what these leave
  /// unexplained every consumer.
  private func cover(_ wrong: Set<Int>, _ consumers: (Int) -> Set<Int>) -> Set<Int> {
    var found: Set<Int> = []
    for index in wrong where consumers(index).count == 1 { found.formUnion(consumers(index)) }
    for index in wrong where consumers(index).isDisjoint(with: found) {
      found.formUnion(consumers(index))
    }
    return found
  }

  // MARK: - Local derivatives

  /// The nodes whose `local` contradicts their rule, where the slopes that they state are what the
  /// gradients were computed with; and the disagreements that this explains.
  private static func contradictedLocals(
    _ flow: GradientFlow, _ wrong: Set<Int>
  ) -> (nodes: Set<Int>, explained: Set<Int>) {
    var (nodes, explained) = (Set<Int>(), Set<Int>())
    for index in wrong {
      guard let residual = flow.residuals[index]?.scalar else { continue }
      var (open, liars) = (residual, Set<Int>())
      let tolerance = flow.replay.tolerance(at: index).relative * flow.scales[index]
      let stated = Dictionary(
        grouping: flow.replay.graph.contributions(to: index, in: flow.replay.index),
        by: \.use.consumer)
      for (consumer, sent) in flow.contributions[index] {
        // By the slopes that the consumer states for all of its arguments that the node is.
        guard let sent = sent.scalar, let stated = stated[consumer]?.sum,
          (stated - sent).magnitude > tolerance
        else { continue }
        open -= stated - sent
        liars.insert(consumer)
      }
      if !liars.isEmpty, open.magnitude <= 4 * tolerance {
        nodes.formUnion(liars)
        explained.insert(index)
      }
    }
    return (nodes, explained)
  }
}
