import VizTensor
import VizTrace

/// The first node whose own rule gives another value in one of two executions.
struct ForwardParting {
  private(set) var first: (place: Int, error: Double)?

  init(_ pairs: PairedGraphs) {
    let (checkA, checkB) = (ValueCheck(pairs.a), ValueCheck(pairs.b))
    for place in pairs.a.order where !pairs.a.isLeaf(place) {
      guard let other = pairs.partner[place] else { continue }
      let (x, y) = (checkA.findings[place], checkB.findings[other])
      let error: Double?
      if x.error != nil, y.error != nil {
        error = Self.byRule(pairs, place, other, x, y)
      } else {
        error = Self.byNumbers(pairs, place, other)
      }
      if let error {
        first = (place, error)
        return
      }
    }
    // Another number at a leaf is nobody's rule.
    for place in pairs.a.order where pairs.a.isLeaf(place) {
      guard let other = pairs.partner[place], pairs.agree(place, \.value) == false,
        let x = pairs.a.nodes[place].value, let y = pairs.b.nodes[other].value
      else { continue }
      first = (place, PairedGraphs.distance(x, y, terms: 0))
      return
    }
  }

  /// Where both are held against the rule: how far one is off that the other follows, or follows
  /// otherwise.
  private static func byRule(
    _ pairs: PairedGraphs, _ place: Int, _ other: Int, _ x: Finding, _ y: Finding
  ) -> Double? {
    guard x.isWrong || y.isWrong else { return nil }
    guard x.isWrong, y.isWrong else { return max(x.error ?? 0, y.error ?? 0) }
    // Both engines mean something else than vizbp by it: do they mean the same?
    guard let a = pairs.a.values[place], let b = pairs.b.values[other],
      let ruleA = pairs.a.local[place], let ruleB = pairs.b.local[other],
      let gapA = try? a - ruleA, let gapB = try? b - ruleB, gapA.shape == gapB.shape
    else { return byNumbers(pairs, place, other) }
    let scale = max(a.greatest.finite, b.greatest.finite)
    let gap = zip(gapA.elements, gapB.elements).reduce(0) { gap, pair in
      max(gap, (pair.0 - pair.1).magnitude.finite)
    }
    let error = scale > 0 ? gap / scale : 0
    return error > pairs.tolerance(place, other) ? error : nil
  }

  /// Where no rule is known: other numbers from the same numbers.
  private static func byNumbers(_ pairs: PairedGraphs, _ place: Int, _ other: Int) -> Double? {
    let inputs = pairs.a.index.inputs(of: place)
    guard let x = pairs.a.nodes[place].value, let y = pairs.b.nodes[other].value,
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
    let limit = pairs.tolerance(place, other) + 10 * (carried ?? 0)
    return error > limit ? error : nil
  }
}
