// What recurs in a sequence.
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
  /// - Parameters:
  ///   - most: How many values may pass from one to the next; one, where each is a block for itself.
  ///   - areNamed: Whether each of several lists of nodes has a name of its own: of the ways to cut a
  ///     stretch that are else alike, people have named one.
  func repeats(
    among taken: [Bool], ofPairs isPairs: Bool, passing most: Int, areNamed: ([[Int]]) -> Bool
  ) -> [Repeats] {
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
        if end - start >= period, let best = best(start..<end + period, period, areNamed),
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

  /// The distances at which steps recur, the most frequent first: those of alike operations, and those of
  /// operations that are joined alike, too, as the units of a layer are alike and only layers joined so.
  private func periods(_ taken: [Bool]) -> [Int] {
    let kinds = periods(taken) { steps[$0].kind }
    return kinds + periods(taken) { steps[$0].wiring }.filter { !kinds.contains($0) }
  }

  private func periods(_ taken: [Bool], by kind: (Int) -> Int) -> [Int] {
    struct Triple: Hashable { var a, b, c: Int }
    var last: [Triple: Int] = [:]
    var weight: [Int: Int] = [:]
    for index in steps.indices.dropLast(2) where !taken[index] {
      let triple = Triple(a: kind(index), b: kind(index + 1), c: kind(index + 2))
      if let before = last.updateValue(index, forKey: triple), index - before > 1 {
        weight[index - before, default: 0] += 1
      }
    }
    // Longer ones hide more at a time.
    let sorted = weight.sorted { ($0.value, $0.key) > ($1.value, $1.key) }
    return sorted.prefix(Self.mostPeriods).map(\.key)
  }

  /// The best way to cut a stretch that recurs with a period: where the fewest values pass from one to
  /// the next; there behind a value that is taken several times, as that of a residual, or of a
  /// recurrence where there are the most of them, before what takes data alone.
  private func best(
    _ range: Range<Int>, _ period: Int, _ areNamed: ([[Int]]) -> Bool
  ) -> Repeats? {
    let isRecurrence = self.isRecurrence(
      Repeats(start: range.lowerBound, period: period, count: range.count / period))
    func key(_ start: Int) -> [Int] {
      let next = start + period
      let count = (range.upperBound - start) / period
      guard isRecurrence else {
        return [crossing[next], -steps[next - 1].uses, -count, start]
      }
      return [crossing[next], -count, steps[next].inputs.isEmpty ? 0 : 1, start]
    }
    let most = min(period, range.count - 2 * period + 1)
    let starts = (0..<most).map { range.lowerBound + $0 }
    let promising = starts.map { ($0, key($0)) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }.prefix(Self.mostPhases)
    let fewest = promising.first?.1.first
    var first: Repeats?
    for (start, key) in promising {
      guard
        let found = verified(
          Repeats(start: start, period: period, count: (range.upperBound - start) / period))
      else { continue }
      if isRecurrence || key.first == fewest && areNamed(copies(found)) { return found }
      first = first ?? found
    }
    return first
  }

  /// The nodes of each repeat.
  func copies(_ repeats: Repeats) -> [[Int]] {
    stride(from: repeats.start, to: repeats.range.upperBound, by: repeats.period).map { start in
      (start..<start + repeats.period).flatMap { steps[$0].nodes }
    }
  }

  /// How many ways to cut a stretch that recurs are looked into.
  private static let mostPhases = 8

  /// The longest row of copies that are joined in the same way, and each to the one before.
  private func verified(_ whole: Repeats) -> Repeats? {
    let period = whole.period
    let first = whole.start..<whole.start + period
    let isChain = first.dropFirst().allSatisfy { steps[$0].inputs.contains($0 - 1) }
    guard !isChain || Set(steps[first].map(\.kind)).count > 1 else { return nil }
    func areJoinedAlike(_ a: Int, _ b: Int) -> Bool {
      (0..<period).allSatisfy { offset in
        func inner(_ copy: Int) -> some Sequence<Int> {
          let start = whole.start + copy * period
          return steps[start + offset].inputs.lazy.filter { $0 >= start }
            .map { start + offset - $0 }
        }
        return inner(a).elementsEqual(inner(b))
      }
    }
    func followsOn(_ copy: Int) -> Bool {
      let start = whole.start + copy * period
      return (start..<start + period).contains { index in
        steps[index].inputs.contains { $0 < start && $0 >= start - period }
      }
    }
    var best: (start: Int, count: Int) = (0, 1)
    var from = 0
    for copy in 1..<max(whole.count, 2) where copy < whole.count {
      if !areJoinedAlike(copy, from) || !followsOn(copy) { from = copy }
      if copy - from + 1 > best.count { best = (from, copy - from + 1) }
    }
    guard best.count >= 3 || best.count == 2 && period >= 4 else { return nil }
    return Repeats(start: whole.start + best.start * period, period: period, count: best.count)
  }

  /// Whether the copies take the same weights at the same places, as the steps of a recurrence do.
  func isRecurrence(_ repeats: Repeats) -> Bool {
    (0..<repeats.period).contains { offset in
      steps[repeats.start + offset].weights.contains { weight in
        (1..<repeats.count).allSatisfy { copy in
          steps[repeats.start + copy * repeats.period + offset].weights.contains(weight)
        }
      }
    }
  }

  /// Of one operation, shorter chains stay in sight.
  private static let leastChain = 5

  /// Stretches of one operation, each taking the value of the one before, which nothing else takes, and
  /// something else: such as what the steps of a recurrence give, added up.
  func chains(among taken: [Bool]) -> [Range<Int>] {
    func isOpen(_ index: Int) -> Bool { !taken[index] && steps[index].part == nil }
    func goesOn(_ index: Int) -> Bool {
      let (before, step) = (steps[index - 1], steps[index])
      return step.kind == before.kind && isOpen(index) && isOpen(index - 1) && before.uses == 1
        && step.inputs.contains(index - 1) && step.inputs.count + step.leaves.count > 1
    }
    var found: [Range<Int>] = []
    var start = 0
    for end in steps.indices.dropFirst() where !goesOn(end) {
      found.append(start..<end)
      start = end
    }
    found.append(start..<steps.count)
    return found.filter { $0.count >= Self.leastChain }
  }

  /// Stretches between two places that one value alone passes, with several ways inside, as a block
  /// around a residual has; with what follows straight up to where ways part again.
  func blocks(among taken: [Bool]) -> [Range<Int>] {
    let cuts = (0...steps.count).filter { crossing[$0] <= 1 }
    var found: [Range<Int>] = []
    for (low, high) in zip(cuts, cuts.dropFirst()) where high - low >= 3 {
      // What is most of a graph is no block of it.
      if steps.count > Folding.readable, 2 * (high - low) > steps.count { continue }
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
