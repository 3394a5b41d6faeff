import VizTrace

/// What is to be folded as a sequence of steps in an order in which it can be computed: each fold that
/// there is, and each operation with the weights that it alone takes.
///
/// Any stretch of the sequence may become one fold without closing a cycle. Outputs and what several
/// operations take are in no step, and stay in sight.
struct FoldSequence {
  struct Step {
    /// In topological order.
    var nodes: [Int]
    /// The node whose value leaves.
    var root: Int
    /// The fold that it is.
    var part: Int?
    /// Alike for steps of the same operations.
    var kind = 0
    /// The indices of the steps that it takes something from.
    var inputs: [Int] = []
    /// Shared leaves that it takes.
    var leaves: [Int] = []
    /// How many steps take its value.
    var uses = 0
    /// Whether it has to stay in sight.
    var isFixed = false
  }

  private(set) var steps: [Step] = []
  /// Of each place, the values of how many steps before it are taken at it or behind.
  private(set) var crossing: [Int] = []

  /// A weight comes of its leaf in so few nodes that it belongs to the operation that takes it.
  private static let mostOwned = 12

  /// A graph of more operations is not compared with itself.
  static let mostCompared = 200_000

  /// - Parameters:
  ///   - shown: Nodes that stay in sight.
  ///   - most: There are no steps, where there would be more than so many.
  init(
    _ graph: ComputationGraph, order: [Int], inputs: [[Int]], folding: Folding, shown: Set<Int>,
    upTo most: Int = .max
  ) {
    let count = graph.nodes.count
    var rank = [Int](repeating: 0, count: count)
    // The file's own order, where it is one: there the steps of a recurrence stand together.
    let isSorted = inputs.indices.allSatisfy { node in inputs[node].allSatisfy { $0 < node } }
    for (index, node) in (isSorted ? Array(0..<count) : order).enumerated() { rank[node] = index }
    let owners = Self.owners(graph, order: order, inputs: inputs, folding, shown: shown)
    // A million steps take a second, and a hundred megabytes.
    let operations = owners.indices.count { owners[$0] == $0 && folding.partOf[$0] == nil }
    guard operations <= most else { return }
    var stepOf = [Int?](repeating: nil, count: count)
    var ofPart: [Int: Int] = [:]
    for node in order {
      guard let owner = owners[node] else { continue }
      let part = folding.partOf[owner]
      let known = part.map { ofPart[$0] } ?? stepOf[owner]
      let step = known ?? steps.count
      if known == nil {
        steps.append(Step(nodes: [], root: owner, part: part))
        if let part { ofPart[part] = step }
      }
      stepOf[owner] = step
      stepOf[node] = step
      steps[step].nodes.append(node)
    }
    for step in steps.indices where steps[step].part != nil {
      steps[step].root = steps[step].nodes.last ?? steps[step].root
    }
    for step in steps.indices {
      steps[step].nodes.sort { rank[$0] < rank[$1] }
      steps[step].isFixed = steps[step].nodes.contains(where: shown.contains)
    }
    guard sort(stepOf, inputs, rank: rank) else {
      steps = []
      return
    }
    guard steps.count <= most else {
      steps = []
      return
    }
    findKinds(graph)
    crossing = [Int](repeating: 0, count: steps.count + 1)
    var last = [Int](repeating: 0, count: steps.count)
    for (index, step) in steps.enumerated() {
      for input in step.inputs { last[input] = index }
    }
    for (index, end) in last.enumerated() where end > index {
      crossing[index + 1] += 1
      crossing[min(end + 1, steps.count)] -= 1
    }
    for index in crossing.indices.dropFirst() { crossing[index] += crossing[index - 1] }
  }

  /// For each node the operation that it belongs to, itself where it belongs to none; nil for what
  /// several operations take.
  private static func owners(
    _ graph: ComputationGraph, order: [Int], inputs: [[Int]], _ folding: Folding, shown: Set<Int>
  ) -> [Int?] {
    let count = graph.nodes.count
    var consumer = [Int?](repeating: nil, count: count)
    var consumers = [Int](repeating: 0, count: count)
    for (node, operands) in inputs.enumerated() {
      // Once for an operand that stands several times.
      for operand in operands where consumer[operand] != node {
        consumers[operand] += 1
        consumer[operand] = node
      }
    }
    var isWeight = [Bool](repeating: false, count: count)
    var owned = [Int](repeating: 0, count: count)
    for node in order {
      let isLeaf = inputs[node].isEmpty
      isWeight[node] =
        isLeaf
        ? graph.nodes[node].role == .parameter || graph.nodes[node].isConstant
          || graph.nodes[node].op == "parameter"
        : inputs[node].allSatisfy { isWeight[$0] }
      guard consumers[node] == 1, folding.partOf[node] == nil, !shown.contains(node) else {
        continue
      }
      let size = inputs[node].reduce(1) { $0 + owned[$1] }
      if isLeaf || isWeight[node] && size <= Self.mostOwned { owned[node] = size }
    }
    var owners = [Int?](repeating: nil, count: count)
    for node in order.reversed() {
      if owned[node] > 0, let consumer = consumer[node] {
        owners[node] = owners[consumer]
      } else if !inputs[node].isEmpty || folding.partOf[node] != nil {
        owners[node] = node
      }
    }
    return owners
  }

  /// Puts the steps into an order in which each stands behind what it takes.
  private mutating func sort(_ stepOf: [Int?], _ inputs: [[Int]], rank: [Int]) -> Bool {
    var taken = [[Int]](repeating: [], count: steps.count)
    var leaves = [[Int]](repeating: [], count: steps.count)
    for (index, step) in steps.enumerated() {
      for node in step.nodes {
        for input in inputs[node] {
          if let source = stepOf[input] {
            if source != index { taken[index].append(source) }
          } else {
            leaves[index].append(input)
          }
        }
      }
    }
    let last = steps.map { step in step.nodes.map { rank[$0] }.max() ?? 0 }
    let first = steps.map { step in step.nodes.map { rank[$0] }.min() ?? 0 }
    for keys in [last, first] {
      let sorted = steps.indices.sorted { keys[$0] < keys[$1] }
      var at = [Int](repeating: 0, count: steps.count)
      for (index, step) in sorted.enumerated() { at[step] = index }
      guard taken.indices.allSatisfy({ step in taken[step].allSatisfy { at[$0] < at[step] } })
      else { continue }
      let old = steps
      steps = sorted.map { index in
        var step = old[index]
        step.inputs = Array(Set(taken[index].map { at[$0] })).sorted()
        step.leaves = Array(Set(leaves[index])).sorted()
        return step
      }
      for index in steps.indices { for input in steps[index].inputs { steps[input].uses += 1 } }
      return true
    }
    return false
  }

  private mutating func findKinds(_ graph: ComputationGraph) {
    var kinds: [String: Int] = [:]
    for index in steps.indices {
      let step = steps[index]
      // What has to stay is like nothing else; data that a step takes from outside make no difference.
      let words =
        step.isFixed
        ? "fixed \(index)"
        : step.nodes.map { graph.nodes[$0].op }.filter { $0 != "input" }.joined(separator: " ")
      let kind = kinds[words] ?? kinds.count
      kinds[words] = kind
      steps[index].kind = kind
    }
  }
}

extension FoldSequence {
  /// Alike stretches of the sequence that follow each other.
  struct Repeats {
    var start: Int
    /// How many steps each has.
    var period: Int
    var count: Int

    var range: Range<Int> { start..<start + period * count }
  }

  /// How many distances between alike steps are tried.
  private static let mostPeriods = 32

  /// Stretches of the same operations, joined in the same way, that follow each other, each taking
  /// something from the one before: those first that hide most. Steps in `taken` are left out.
  ///
  /// Pairs are only looked for where nothing recurs more often, and then the shortest first: two long
  /// stretches that are alike may hide that each is made of shorter ones.
  ///
  /// - Parameter most: How many values may pass from one to the next; one, where each is a block for
  ///   itself.
  func repeats(among taken: [Bool], ofPairs isPairs: Bool, passing most: Int) -> [Repeats] {
    var found: [Repeats] = []
    for period in periods(taken) {
      var start = 0
      while start + period < steps.count {
        guard isAlike(start, start + period, taken) else {
          start += 1
          continue
        }
        var end = start
        while end + period < steps.count, isAlike(end, end + period, taken) { end += 1 }
        if end - start >= period, let best = best(start..<end + period, period),
          (best.count == 2) == isPairs, crossing[best.start + period] <= most
        {
          found.append(best)
        }
        start = end
      }
    }
    func hidden(_ one: Repeats) -> Int { isPairs ? 0 : (one.count - 1) * one.period }
    var isOpen = taken.map { !$0 }
    return found.sorted {
      (-hidden($0), $0.period, $0.start) < (-hidden($1), $1.period, $1.start)
    }.filter { one in
      guard one.range.allSatisfy({ isOpen[$0] }) else { return false }
      for index in one.range { isOpen[index] = false }
      return true
    }
  }

  private func isAlike(_ a: Int, _ b: Int, _ taken: [Bool]) -> Bool {
    steps[a].kind == steps[b].kind && !taken[a] && !taken[b]
  }

  /// The distances at which steps recur, the most frequent first.
  private func periods(_ taken: [Bool]) -> [Int] {
    struct Triple: Hashable { var a, b, c: Int }
    var last: [Triple: Int] = [:]
    var weight: [Int: Int] = [:]
    for index in steps.indices.dropLast(2) where !taken[index] {
      let triple = Triple(
        a: steps[index].kind, b: steps[index + 1].kind, c: steps[index + 2].kind)
      if let before = last.updateValue(index, forKey: triple), index - before > 1 {
        weight[index - before, default: 0] += 1
      }
    }
    // Longer ones hide more at a time.
    let sorted = weight.sorted { ($0.value, $0.key) > ($1.value, $1.key) }
    return sorted.prefix(Self.mostPeriods).map(\.key)
  }

  /// The best way to cut a stretch that recurs with a period: where the fewest values pass from one to
  /// the next, behind a value that is taken several times, as that of a residual.
  private func best(_ range: Range<Int>, _ period: Int) -> Repeats? {
    func key(_ start: Int) -> [Int] {
      let next = start + period
      let count = (range.upperBound - start) / period
      return [crossing[next], -steps[next - 1].uses, -count, start]
    }
    let most = min(period, range.count - 2 * period + 1)
    let starts = (0..<most).map { range.lowerBound + $0 }
    let promising = starts.map { ($0, key($0)) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }.prefix(Self.mostPhases)
    return promising.lazy.compactMap { start, _ in
      verified(
        Repeats(start: start, period: period, count: (range.upperBound - start) / period))
    }.first
  }

  /// How many ways to cut a stretch that recurs are looked into.
  private static let mostPhases = 8

  /// The longest row of copies that are joined in the same way, and each to the one before.
  private func verified(_ whole: Repeats) -> Repeats? {
    let period = whole.period
    let kinds = Set(steps[whole.start..<whole.start + period].map(\.kind))
    guard kinds.count > 1 else { return nil }
    func inner(_ copy: Int) -> [[Int]] {
      let start = whole.start + copy * period
      return (start..<start + period).map { index in
        steps[index].inputs.filter { $0 >= start }.map { index - $0 }
      }
    }
    func followsOn(_ copy: Int) -> Bool {
      let start = whole.start + copy * period
      return (start..<start + period).contains { index in
        steps[index].inputs.contains { $0 < start && $0 >= start - period }
      }
    }
    var best: (start: Int, count: Int) = (0, 1)
    var (first, wiring) = (0, inner(0))
    for copy in 1..<max(whole.count, 2) where copy < whole.count {
      let own = inner(copy)
      if own != wiring || !followsOn(copy) { (first, wiring) = (copy, own) }
      if copy - first + 1 > best.count { best = (first, copy - first + 1) }
    }
    guard best.count >= 3 || best.count == 2 && period >= 4 else { return nil }
    return Repeats(start: whole.start + best.start * period, period: period, count: best.count)
  }

  /// Whether the copies take the same leaves at the same places, as the steps of a recurrence do.
  func isRecurrence(_ repeats: Repeats) -> Bool {
    (0..<repeats.period).contains { offset in
      let leaves = steps[repeats.start + offset].leaves
      return leaves.contains { leaf in
        (1..<repeats.count).allSatisfy { copy in
          steps[repeats.start + copy * repeats.period + offset].leaves.contains(leaf)
        }
      }
    }
  }

  /// Stretches between two places that one value alone passes, with several ways inside, as a block
  /// around a residual has; with what follows straight up to where ways part again.
  func blocks(among taken: [Bool]) -> [Range<Int>] {
    let cuts = (0...steps.count).filter { crossing[$0] <= 1 }
    var found: [Range<Int>] = []
    for (low, high) in zip(cuts, cuts.dropFirst()) where high - low >= 3 {
      guard (low..<high).allSatisfy({ !taken[$0] && !steps[$0].isFixed }) else { continue }
      var end = high
      for next in [high, high + 1] where next < steps.count && steps[end - 1].uses < 2 {
        guard !taken[next], !steps[next].isFixed, crossing[next + 1] <= 1, steps[next].uses > 1
        else { continue }
        end = next + 1
      }
      found.append(low..<end)
    }
    return found
  }
}
