import VizAutodiff
import VizTensor
import VizTrace

/// The part of a graph between some nodes whose gradients the file states and the next ones above
/// them of which it does: a function of the lower ones, contracted with the gradients of the upper.
struct Region {
  /// The nodes whose values are moved: the arguments of what is inside, where they are stated.
  let nodes: [Int]
  /// What is computed, each after its inputs.
  let inner: [Int]
  /// The gradients of the inner nodes at which the region ends.
  private let ends: [Int: Tensor<Double>]
  /// Of the ends that choose elements by their size, what they could choose as well.
  private let choices: [Int: TiedChoices]
  private let flow: GradientFlow
  private let isMoved: Set<Int>
  private let isInner: Set<Int>
  /// The inner nodes that other inner ones take as they are, though these depend on them.
  private let isFixed: Set<Int>
  /// What stands for infinity, which cannot be moved: more than all other numbers there are. Which of
  /// several is the greatest stays as it was.
  private let infinity: Double?

  /// The region above some nodes; nil where a number is missing.
  init?(above lower: some Sequence<Int>, _ flow: GradientFlow) {
    let replay = flow.replay
    var (inner, open, ends) = (Set<Int>(), Array(lower), [Int: Tensor<Double>]())
    var cuts: Set<Int> = []
    while let index = open.popLast() {
      for consumer in flow.contributions[index].keys where inner.insert(consumer).inserted {
        guard let g = flow.gradients[consumer], replay.rules[consumer]?.vjp != nil else {
          return nil
        }
        if replay.gradients[consumer] != nil {
          ends[consumer] = g
        } else if TiedChoices.isMade(by: replay.rules[consumer]), flow.isSmooth(above: consumer) {
          // Its gradient is what the rules say, and the choice is its own.
          ends[consumer] = g
          cuts.insert(consumer)
        } else {
          ends[consumer] = flow.seeds[consumer]
          open.append(consumer)
        }
      }
    }
    guard !inner.isEmpty, inner.count <= Self.limit else { return nil }
    self.inner = inner.sorted { replay.rank[$0] < replay.rank[$1] }
    isInner = inner
    isFixed = cuts.union(inner.filter { replay.gradients[$0] != nil })
    self.ends = ends
    self.flow = flow
    var found = Set(lower)
    for index in self.inner {
      for input in replay.index.inputs(of: index)
      where replay.gradients[input] != nil && flow.residuals[input] != nil
        && !replay.isChoice(input)
      {
        found.insert(input)
      }
    }
    isMoved = found
    nodes = found.sorted()
    let numbers = found.union(self.inner.flatMap { replay.index.inputs(of: $0) })
      .compactMap { replay.values[$0] }
    let isFinite = numbers.allSatisfy { !$0.elements.contains(where: \.isInfinite) }
    infinity =
      isFinite
      ? nil
      : numbers.reduce(1) { most, tensor in
        tensor.elements.reduce(most) { max($0, 2 * $1.magnitude.finite) }
      }
    choices = ends.keys.reduce(into: [:]) { choices, end in
      guard let input = replay.index.inputs(of: end).first, let value = replay.values[input] else {
        return
      }
      choices[end] = TiedChoices(replay.rules[end], of: value)
    }
  }

  /// The value of a node, with a number in place of infinity.
  private func value(_ index: Int) -> Tensor<Double>? {
    guard let infinity else { return flow.replay.values[index] }
    return flow.replay.values[index]?.map {
      $0.isInfinite ? ($0 < 0 ? -infinity : infinity) : $0
    }
  }

  /// More nodes are not looked into.
  private static let limit = 4_000

  typealias Values = [Int: Tensor<Double>]

  /// The values of all nodes where the moved ones have these.
  private func computed(_ moved: Values) -> (values: Values, results: Values)? {
    let replay = flow.replay
    var (values, results) = (moved, Values())
    for index in inner {
      let inputs = replay.index.inputs(of: index).map { values[$0] ?? value($0) }
      guard let value = GraphReplay.value(replay.rules[index], inputs) else { return nil }
      results[index] = value
      // What the file states is the start of a region of its own, and stays where it is.
      if !isFixed.contains(index) { values[index] = value }
    }
    return (values, results)
  }

  /// The values of the moved nodes, each by `step` times its direction.
  private func moved(_ direction: Values, by step: Double) -> Values {
    var moved = Values()
    for index in nodes {
      guard let value = value(index) else { continue }
      moved[index] = direction[index].flatMap { try? value + $0 * Tensor(step) } ?? value
    }
    return moved
  }

  /// What the file says that the inner nodes send back to the moved ones: their gradients without
  /// seeds, and without what other consumers send.
  var stated: Values {
    var stated = Values()
    for index in nodes {
      guard var gradient = flow.replay.gradients[index] else { continue }
      if let seed = flow.seeds[index] { gradient = (try? gradient - seed) ?? gradient }
      for (consumer, sent) in flow.contributions[index] where !isInner.contains(consumer) {
        gradient = (try? gradient - sent) ?? gradient
      }
      // What is no finite number is judged elsewhere.
      stated[index] = gradient
    }
    return stated
  }

  /// What the rules send back to the moved nodes, where these are moved.
  func gradient(at direction: Values, step: Double) -> Values? {
    let replay = flow.replay
    guard let (values, results) = computed(moved(direction, by: step)) else { return nil }
    let tangents =
      choices.isEmpty || step == 0 ? [:] : self.tangents(along: direction, step: step)
    var cotangents = ends
    var sent = Values()
    for index in inner.reversed() {
      guard let g = cotangents[index] else { continue }
      let inputs = replay.index.inputs(of: index)
      let numbers = inputs.compactMap { values[$0] ?? value($0) }
      guard numbers.count == inputs.count, let output = results[index] ?? values[index] else {
        return nil
      }
      let call = Call(inputs: numbers, output: output)
      for (position, input) in inputs.enumerated() {
        let isInside = isInner.contains(input) && !isFixed.contains(input)
        guard isMoved.contains(input) || isInside else { continue }
        let chosen = tangents[index].flatMap { tangent in
          choices[index]?.gradient(g, along: step < 0 ? tangent.map { -$0 } : tangent)
        }
        guard let part = chosen ?? replay.vjp(g, call, at: index, to: position) else { return nil }
        if isMoved.contains(input) {
          sent[input] = (try? sent[input].map { try $0 + part }) ?? part
        } else {
          cotangents[input] = (try? cotangents[input].map { try $0 + part }) ?? part
        }
      }
    }
    return sent
  }

  /// How the argument of each end that chooses by size moves along a direction, where that is the
  /// same way on both sides of the point.
  private func tangents(along direction: Values, step: Double) -> [Int: [Double]] {
    let samples = [0, step, -step].map { computed(moved(direction, by: $0))?.values }
    return choices.keys.reduce(into: [:]) { tangents, end in
      guard let input = flow.replay.index.inputs(of: end).first else { return }
      let points = samples.compactMap { $0.flatMap { $0[input] ?? value(input) }?.elements }
      guard points.count == samples.count else { return }
      let above = zip(points[1], points[0]).map { ($0 - $1) / step }
      let below = zip(points[0], points[2]).map { ($0 - $1) / step }
      let greatest = above.reduce(0) { max($0, $1.magnitude) }
      guard zip(above, below).allSatisfy({ ($0 - $1).magnitude <= 1e-3 * greatest }) else { return }
      tangents[end] = zip(above, below).map { ($0 + $1) / 2 }
    }
  }

  /// The shape of a moved node's value.
  func shape(_ index: Int) -> Shape? { flow.replay.values[index]?.shape }

  func count(_ index: Int) -> Int? { shape(index)?.elementCount }

  /// The inner nodes at which the slopes of both sides first differ along a direction.
  func kinks(along direction: Values, step: Double) -> [Int] {
    let samples = [0, step, -step].compactMap { computed(moved(direction, by: $0))?.results }
    guard samples.count == 3 else { return [] }
    let tangents = choices.isEmpty ? [:] : self.tangents(along: direction, step: step)
    var isBent: Set<Int> = []
    var kinks: [Int] = []
    for index in inner {
      if flow.replay.index.inputs(of: index).contains(where: {
        isBent.contains($0) && !isFixed.contains($0)
      }) {
        isBent.insert(index)
        continue
      }
      guard let (at, above, below) = numbers(of: index, samples) else { continue }
      let spread = ends[index].flatMap { g in
        tangents[index].flatMap { choices[index]?.range(of: g, along: $0) }
      }
      let isChoice =
        spread.map { $0.range.upperBound - $0.range.lowerBound > 1e-6 * $0.terms } ?? false
      let bends =
        isChoice
        || at.indices.contains { element in
          let (rise, fall) = (above[element] - at[element], at[element] - below[element])
          return (rise - fall).magnitude > 1e-3 * step
            && (rise - fall).magnitude > 1e-3 * max(rise.magnitude, fall.magnitude)
        }
      guard bends else { continue }
      isBent.insert(index)
      kinks.append(index)
    }
    return kinks
  }

  private func numbers(of index: Int, _ samples: [Values]) -> (at: [Double], [Double], [Double])? {
    guard let at = samples[0][index], let above = samples[1][index], let below = samples[2][index]
    else { return nil }
    return (at.elements, above.elements, below.elements)
  }

  /// The slopes of what the region computes along a direction: on both sides of the point, and
  /// what a gradient times the direction may be where every end chooses between them.
  struct Slopes {
    var range: ClosedRange<Double>
    /// What both sides differ by, added up over the ends.
    var spread: Double
    /// The terms that were added up.
    var terms: Double
    /// Whether a value beside the point is no finite number, though that at the point is.
    var leavesTheDomain: Bool
  }

  /// The slopes along a direction; nil where the region cannot be computed.
  func slopes(along direction: Values, step: Double) -> Slopes? {
    let steps = [0, step, 2 * step, -step, -2 * step]
    let samples = steps.map { computed(moved(direction, by: $0))?.results }
    guard let middle = samples[0] else { return nil }
    let tangents = choices.isEmpty ? [:] : self.tangents(along: direction, step: step)
    var (low, high, spread, terms, leaves) = (0.0, 0.0, 0.0, 0.0, false)
    for (index, g) in ends {
      guard let at = middle[index] else { continue }
      if let found = tangents[index].flatMap({ choices[index]?.range(of: g, along: $0) }) {
        low += found.range.lowerBound
        high += found.range.upperBound
        spread += found.range.upperBound - found.range.lowerBound
        terms += found.terms
        continue
      }
      for element in at.elements.indices where g.elements[element] != 0 {
        let values = samples.map { $0?[index]?.elements[element] ?? .nan }
        guard values[0].isFinite, g.elements[element].isFinite else { continue }
        guard values.allSatisfy(\.isFinite) else {
          leaves = true
          continue
        }
        // Exact for parabolas.
        let above = (4 * (values[1] - values[0]) - (values[2] - values[0])) / (2 * step)
        let below = -(4 * (values[3] - values[0]) - (values[4] - values[0])) / (2 * step)
        let (a, b) = (g.elements[element] * above, g.elements[element] * below)
        low += min(a, b)
        high += max(a, b)
        spread += (a - b).magnitude
        terms += max(a.magnitude, b.magnitude)
        terms += 1e-3 * (g.elements[element] * values[0]).magnitude
      }
    }
    guard low <= high else { return nil }
    return Slopes(range: low...high, spread: spread, terms: terms, leavesTheDomain: leaves)
  }
}
