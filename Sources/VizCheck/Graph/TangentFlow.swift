import VizAutodiff
import VizTensor
import VizTrace

/// The tangents of a graph of forward mode against each node's own jvp.
struct TangentFlow {
  let findings: [Finding]

  /// The nodes whose tangents are wrong.
  var wrong: Set<Int> { Set(findings.indices.filter { findings[$0].isWrong }) }

  init(_ replay: GraphReplay) {
    findings = replay.nodes.indices.map { Self.finding(replay, $0) }
  }

  private static func finding(_ replay: GraphReplay, _ index: Int) -> Finding {
    let node = replay.nodes[index]
    if replay.isLeaf(index) { return node.gradient == nil ? .absent : .right(0) }
    guard let tangent = replay.gradients[index] else { return .unchecked("it has no tangent") }
    guard let jvp = replay.rules[index]?.jvp else {
      return .unchecked(replay.lackOfRule(at: index))
    }
    guard let call = replay.call(at: index) else { return .unchecked("an input has no numbers") }
    var terms = 0.0
    // A tangent of zero stands still: it adds nothing, also where its slope is undefined.
    let tangents = replay.index.inputs(of: index).map { input -> Tensor<Double>? in
      guard let tangent = replay.gradients[input], tangent.greatest != 0 else { return nil }
      terms = max(terms, tangent.greatest)
      return tangent
    }
    let zero = Tensor<Double>.zeros(call.output.shape)
    let isStill = tangents.allSatisfy { $0 == nil }
    guard
      let expected = isStill
        ? zero : (try? jvp(tangents, call)?.broadcast(to: call.output.shape)) ?? nil
    else { return .wrong(1, "its rule refuses the tangents of its inputs") }
    let tolerance = replay.valueTolerance(at: index)
    let error = tolerance.error(tangent, expected, terms: terms)
    return error <= tolerance.relative
      ? .right(error) : .wrong(error, "its tangent does not follow from those of its inputs")
  }
}
