import VizAutodiff
import VizTensor
import VizTrace

/// The values of a graph against their recomputation.
///
/// A value is wrong where it follows neither from the file's values of its inputs nor from the
/// leaves: a wrong value whose consumers were computed with it is told from one that was changed
/// afterwards, and both are found at the node itself.
struct ValueCheck {
  let findings: [Finding]

  /// The nodes whose values are wrong.
  var wrong: Set<Int> { Set(findings.indices.filter { findings[$0].isWrong }) }

  init(_ replay: GraphReplay) {
    findings = replay.nodes.indices.map { Self.finding(replay, $0) }
  }

  private static func finding(_ replay: GraphReplay, _ index: Int) -> Finding {
    let node = replay.nodes[index]
    switch node.value {
    case nil: return .unchecked("it has no value")
    case .summary: return .unchecked("its value is a summary")
    case .elements: break
    }
    if replay.isLeaf(index) { return .right(0) }
    guard replay.rules[index] != nil else { return .unchecked(replay.lackOfRule(at: index)) }
    guard let value = replay.values[index] else { return .unchecked("it has no value") }
    let tolerance = replay.valueTolerance(at: index)
    let inputs = replay.index.inputs(of: index).map { replay.values[$0] }
    let terms = terms(replay, index)
    let known = inputs.compactMap { $0 }
    let noise: Tensor<Double> =
      known.count == inputs.count ? NormalizationNoise(node, known, tolerance)?.value ?? 0 : 0
    let candidates = [replay.local[index], replay.computed[index]].compactMap { $0 }
    let distances = candidates.map {
      ($0, tolerance.distance(value, $0, terms: terms, noise: noise))
    }
    guard
      let (expected, distance) = distances.min(by: {
        ($0.1.unfit.count, $0.1.error) < ($1.1.unfit.count, $1.1.error)
      })
    else {
      let isKnown = inputs.allSatisfy { $0 != nil }
      return isKnown
        ? .wrong(1, "its rule refuses its inputs") : .unchecked("an input has no numbers")
    }
    guard distance.error <= tolerance.relative else {
      return .wrong(distance.error, "its value does not follow from its inputs")
    }
    guard let element = distance.unfit.first else { return .right(distance.error) }
    // Where the rule itself gives no number, another engine may give one, as for an empty mean.
    let isUndefined = distance.unfit.allSatisfy { !expected.elements[$0].isFinite }
    return isUndefined
      ? .unchecked("not finite here: by its rule the value is \(expected.elements[element].said)")
      : .wrong(
        1,
        "its value is \(value.elements[element].said), and its inputs give"
          + " \(expected.elements[element].said)")
  }

  /// About how large the numbers are that a node adds up; 0 where its op adds up none.
  static func terms(_ replay: GraphReplay, _ index: Int) -> Double {
    guard replay.nodes[index].operation.traits.contains(.cancels) else { return 0 }
    let inputs = replay.index.inputs(of: index).map { replay.values[$0]?.greatest ?? 0 }
    let summed = replay.call(at: index).map { replay.terms(of: $0, at: index) } ?? 0
    return (inputs.map(\.finite) + [summed]).max() ?? 0
  }
}
