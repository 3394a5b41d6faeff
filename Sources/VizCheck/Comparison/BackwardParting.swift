import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// The first node on the way back whose own rule sends other gradients in one of two executions.
///
/// A gradient that parts is the fault of a consumer. Where both files state what was sent along
/// each wire, that decides. Else each file's gradients are held against the rules, and what disagrees in
/// one file alone is explained as ``Blame`` explains it; and where no rule is known, the consumers
/// of a gradient that parts while theirs agree are suspected.
struct BackwardParting {
  private(set) var first: (index: Int, error: Double)?
  /// Others whose rule would explain all of the numbers as plainly: these do not tell which it is.
  private(set) var others: [Int] = []
  private let pairs: PairedGraphs

  init(_ pairs: PairedGraphs) {
    self.pairs = pairs
    let flows = (FlowChoice(pairs.a).flow, FlowChoice(pairs.b).flow)
    var found = Found(errors: byContributions())
    if found.errors.isEmpty { found = byRules(flows.0, flows.1) }
    if found.errors.isEmpty { found = byNumbers(flows.0, flows.1) }
    func order(_ index: Int) -> (Int, Int) {
      (found.whole.contains(index) ? 1 : 0, pairs.a.rank[index])
    }
    first = found.errors.max { order($0.key) < order($1.key) }.map { ($0.key, $0.value) }
    if let first {
      others = (found.equals[first.index] ?? []).subtracting([first.index])
        .sorted { pairs.a.rank[$0] > pairs.a.rank[$1] }
    }
    guard first == nil else { return }
    // The outputs' own gradients are given, and nobody's rule.
    for index in pairs.a.order.reversed()
    where pairs.a.index.consumers(of: index).isEmpty && pairs.agree(index, \.gradient) == false {
      guard let other = pairs.partner[index], let x = pairs.a.nodes[index].gradient,
        let y = pairs.b.nodes[other].gradient, pairs.b.index.consumers(of: other).isEmpty
      else { continue }
      first = (index, PairedGraphs.distance(x, y, terms: 0))
      return
    }
  }

  /// Suspects.
  private struct Found {
    /// How far what each of them sent is off.
    var errors: [Int: Double] = [:]
    /// Those of which the numbers do not tell one from the others, for each of them.
    var equals: [Int: Set<Int>] = [:]
    /// Of equals, those that would be wrong in all of their arguments, which is the likelier mistake.
    var whole: Set<Int> = []
  }

  // MARK: - Rules

  private func byRules(_ a: GradientFlow, _ b: GradientFlow) -> Found {
    var found = Found()
    var (onlyA, onlyB) = (a, b)
    // What both disagree with in one way is no difference between them.
    for index in a.disagreements {
      guard let other = pairs.partner[index], b.findings[other].isWrong,
        residualsAgree(a, index, b, other)
      else { continue }
      onlyA.settle(index, .right(0))
      onlyB.settle(other, .right(0))
    }
    for (flow, isFirst) in [(onlyB, false), (onlyA, true)] {
      let blame = Blame(flow)
      let suspects = Dictionary(
        uniqueKeysWithValues: blame.suspects.compactMap { suspect in
          (isFirst ? suspect : pairs.inverse[suspect]).map { (suspect, $0) }
        })
      for (suspect, index) in suspects where pairs.partner[index] != nil {
        if blame.areEqual {
          found.equals[index] = Set(suspects.values)
          let arguments = Set(flow.replay.index.inputs(of: suspect))
          if arguments.allSatisfy({ flow.residuals[$0] == nil || flow.findings[$0].isWrong }) {
            found.whole.insert(index)
          }
        }
        let inputs = flow.replay.index.inputs(of: suspect)
        let error = inputs.compactMap { flow.findings[$0].isWrong ? flow.findings[$0].error : nil }
        found.errors[index] = max(found.errors[index] ?? 0, error.max() ?? 1)
      }
    }
    return found
  }

  private func residualsAgree(
    _ a: GradientFlow, _ index: Int, _ b: GradientFlow, _ other: Int
  ) -> Bool {
    guard let x = a.residuals[index], let y = b.residuals[other], x.shape == y.shape else {
      return false
    }
    let scale = max(a.scales[index], b.scales[other])
    let gap = zip(x.elements, y.elements).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    return gap <= 4 * pairs.tolerance(index, other) * scale
  }

  // MARK: - What was sent

  /// Consumers that sent something else along a wire, by what both files state.
  private func byContributions() -> [Int: Double] {
    var found: [Int: Double] = [:]
    for index in pairs.a.order where !pairs.a.isLeaf(index) {
      guard let other = pairs.partner[index],
        let x = pairs.a.nodes[index].statedContributions,
        let y = pairs.b.nodes[other].statedContributions
      else { continue }
      let sources = Array(pairs.a.index.inputs(of: index))
      let arriving = sources.count == 1 ? pairs.leastGradient(index, other) : 0
      for (position, (partA, partB)) in zip(x, y).enumerated() {
        guard case .elements(let sentA, _)? = partA, case .elements(let sentB, _)? = partB,
          sentA.count == sentB.count
        else { continue }
        let ruleA = sent(pairs.a, index, position)
        let ruleB = sent(pairs.b, other, position)
        // What a function makes of numbers near 1, as `1 − y²`, is rounded as they are, however little it sends.
        var (gap, scale) = (0.0, arriving)
        for element in sentA.indices {
          var apart = sentA[element] - sentB[element]
          if let ruleA, let ruleB, ruleA.count == sentA.count, ruleB.count == sentA.count {
            apart -= ruleA[element] - ruleB[element]
          } else if pairs.agree(index, \.gradient) != true || !valuesAgree(into: index) {
            apart = 0
          }
          gap = max(gap, apart.magnitude.finite)
          scale = max(scale, sentA[element].magnitude.finite, sentB[element].magnitude.finite)
        }
        let error = scale > 0 ? gap / scale : 0
        // What is sent was rounded to the type of what it is sent to.
        let source = sources.indices.contains(position) ? sources[position] : index
        let rounding = pairs.partner[source].map { pairs.tolerance(source, $0) } ?? 0
        guard error > 4 * max(pairs.tolerance(index, other), rounding) else { continue }
        found[index] = max(found[index] ?? 0, error)
      }
    }
    return found
  }

  private func valuesAgree(into index: Int) -> Bool {
    pairs.a.index.inputs(of: index).allSatisfy { pairs.agree($0, \.value) == true }
  }

  /// What a rule sends back for the file's own numbers.
  private func sent(_ replay: GraphReplay, _ index: Int, _ position: Int) -> [Double]? {
    guard let g = replay.gradients[index], let call = replay.call(at: index) else { return nil }
    return replay.vjp(g, call, at: index, to: position)?.elements
  }

  // MARK: - Numbers

  /// A gradient that parts while those of its consumers, and what went into these, agree.
  private func byNumbers(_ a: GradientFlow, _ b: GradientFlow) -> Found {
    var parted: [(index: Int, error: Double)] = []
    for index in pairs.a.order {
      guard let other = pairs.partner[index], let x = pairs.a.nodes[index].gradient,
        let y = pairs.b.nodes[other].gradient,
        a.findings[index].error == nil || b.findings[other].error == nil
      else { continue }
      let consumers = pairs.a.index.consumers(of: index)
      guard !consumers.isEmpty,
        Set(consumers.map { pairs.partner[$0] }) == Set(pairs.b.index.consumers(of: other)),
        consumers.allSatisfy({ pairs.agree($0, \.gradient) == true && valuesAgree(into: $0) })
      else { continue }
      let error = PairedGraphs.distance(x, y, terms: 0)
      if error > 10 * pairs.tolerance(index, other) { parted.append((index, error)) }
    }
    var found = Found()
    for (index, error) in parted {
      let consumers = Array(pairs.a.index.consumers(of: index))
      let suspects = suspects(of: consumers, index, parted.map(\.index))
      guard let suspect = suspects.first else { continue }
      found.errors[suspect] = max(found.errors[suspect] ?? 0, error)
      found.equals[suspect, default: []].formUnion(suspects)
    }
    return found
  }

  /// The likeliest of several consumers first, with those that the numbers do not tell from it: one that
  /// states another derivative; else those whose rule is not known; of these the ones of whose parts a round
  /// factor makes the difference, and first the one that most of what parts has in common.
  private func suspects(of consumers: [Int], _ index: Int, _ parted: [Int]) -> [Int] {
    if consumers.count == 1 { return consumers }
    let stating = consumers.filter { statesAnother($0, index) }
    if let first = stating.first { return [first] }
    let unknown = consumers.filter { pairs.a.rules[$0]?.vjp == nil }
    let parted = Set(parted)
    let ranked = (unknown.isEmpty ? consumers : unknown).map { consumer in
      (
        index: consumer, roundness: roundness(consumer, index),
        others: Set(pairs.a.index.inputs(of: consumer)).count { parted.contains($0) }
      )
    }.sorted {
      ($0.roundness, -$0.others, -pairs.a.rank[$0.index])
        < ($1.roundness, -$1.others, -pairs.a.rank[$1.index])
    }
    guard let first = ranked.first else { return [] }
    return ranked.filter { $0.roundness == first.roundness && $0.others == first.others }.map(
      \.index)
  }

  /// Whether the two files state other derivatives of a consumer in a node.
  private func statesAnother(_ consumer: Int, _ index: Int) -> Bool {
    guard let other = pairs.partner[consumer], let x = pairs.a.nodes[consumer].local,
      let y = pairs.b.nodes[other].local, x.count == y.count
    else { return false }
    let inputs = Array(pairs.a.index.inputs(of: consumer))
    return inputs.indices.contains { position in
      guard inputs[position] == index, x.indices.contains(position),
        let p = x[position]?.number, let q = y[position]?.number
      else { return false }
      return (p - q).magnitude > pairs.tolerance(consumer, other) * max(p.magnitude, q.magnitude)
    }
  }

  /// How far a factor that makes the difference of what a consumer sent is from a round one; 1
  /// where none is known.
  private func roundness(_ consumer: Int, _ index: Int) -> Double {
    let uses = pairs.a.index.inputs(of: consumer).enumerated().filter { $0.element == index }
    guard let other = pairs.partner[index], let g = pairs.a.nodes[consumer].gradient?.scalar,
      let x = pairs.a.nodes[index].gradient?.scalar, let y = pairs.b.nodes[other].gradient?.scalar,
      let local = pairs.a.nodes[consumer].local
    else { return 1 }
    let slopes = uses.compactMap { position, _ in
      local.indices.contains(position) ? local[position]?.number : nil
    }
    let sent = slopes.reduce(0, +) * g
    guard slopes.count == uses.count, sent != 0 else { return 1 }
    let factor = 1 + (y - x) / sent
    guard factor.magnitude <= 20 else { return 1 }
    return [1.0, 2, 3, 4, 10].map { abs(factor * $0 - (factor * $0).rounded()) }.min() ?? 1
  }
}
