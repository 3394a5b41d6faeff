import VizAutodiff
import VizTensor
import VizTrace

/// The first node whose own rule gives another value in one of two executions.
struct ForwardParting {
  private(set) var first: (index: Int, error: Double)?

  init(_ pairs: PairedGraphs) {
    let (checkA, checkB) = (ValueCheck(pairs.a), ValueCheck(pairs.b))
    for index in pairs.a.order where !pairs.a.isLeaf(index) {
      guard let other = pairs.partner[index] else { continue }
      let (x, y) = (checkA.findings[index], checkB.findings[other])
      let error: Double?
      if x.error != nil, y.error != nil {
        error = Self.byRule(pairs, index, other, x, y)
      } else {
        error = Self.byNumbers(pairs, index, other)
      }
      if let error {
        first = (index, error)
        return
      }
    }
    // Another number at a leaf is nobody's rule.
    for index in pairs.a.order where pairs.a.isLeaf(index) {
      guard let other = pairs.partner[index], pairs.agree(index, \.value) == false,
        let x = pairs.a.nodes[index].value, let y = pairs.b.nodes[other].value
      else { continue }
      first = (index, PairedGraphs.distance(x, y, terms: 0))
      return
    }
  }

  /// Where both are held against the rule: how far one is off that the other follows, or follows
  /// otherwise.
  private static func byRule(
    _ pairs: PairedGraphs, _ index: Int, _ other: Int, _ x: Finding, _ y: Finding
  ) -> Double? {
    guard x.isWrong || y.isWrong else { return byAttributes(pairs, index, other) }
    guard x.isWrong, y.isWrong else { return max(x.error ?? 0, y.error ?? 0) }
    // Both engines mean something else than vizbp by it: do they mean the same?
    guard let a = pairs.a.values[index], let b = pairs.b.values[other],
      let ruleA = pairs.a.local[index], let ruleB = pairs.b.local[other],
      let gapA = try? a - ruleA, let gapB = try? b - ruleB, gapA.shape == gapB.shape
    else { return byNumbers(pairs, index, other) }
    let scale = max(a.greatest.finite, b.greatest.finite)
    let gap = zip(gapA.elements, gapB.elements).reduce(0) { gap, pair in
      max(gap, (pair.0 - pair.1).magnitude.finite)
    }
    let error = scale > 0 ? gap / scale : 0
    return error > pairs.tolerance(index, other) ? error : nil
  }

  /// Where both follow their rule, and its attributes are others: how far the second's rule is off on what
  /// went into the first.
  private static func byAttributes(
    _ pairs: PairedGraphs, _ index: Int, _ other: Int
  ) -> Double? {
    guard pairs.a.nodes[index].attributes != pairs.b.nodes[other].attributes,
      pairs.a.masks[index] == nil, pairs.b.masks[other] == nil,
      let inputs = pairs.a.call(at: index)?.inputs, let own = pairs.a.local[index],
      let there = try? pairs.b.rules[other]?.value(inputs), own.shape == there.shape
    else { return nil }
    let scale = max(own.greatest.finite, there.greatest.finite)
    let gap = zip(own.elements, there.elements).reduce(0) { gap, pair in
      max(gap, (pair.0 - pair.1).magnitude.finite)
    }
    let error = scale > 0 ? gap / scale : 0
    return error > pairs.tolerance(index, other) ? error : nil
  }

  /// Where no rule is known: other numbers from the same numbers.
  private static func byNumbers(_ pairs: PairedGraphs, _ index: Int, _ other: Int) -> Double? {
    let inputs = pairs.a.index.inputs(of: index)
    guard let x = pairs.a.nodes[index].value, let y = pairs.b.nodes[other].value,
      inputs.allSatisfy({ pairs.agree($0, \.value) == true })
    else { return nil }
    // What goes in agrees up to rounding, which the operation may have made more of.
    let carried = inputs.compactMap { input -> Double? in
      guard let partner = pairs.partner[input], let p = pairs.a.nodes[input].value,
        let q = pairs.b.nodes[partner].value
      else { return nil }
      return PairedGraphs.distance(p, q, terms: 0)
    }.max()
    let error = PairedGraphs.distance(x, y, terms: 0)
    let limit = pairs.tolerance(index, other) + 10 * (carried ?? 0)
    return error > limit ? error : nil
  }
}
