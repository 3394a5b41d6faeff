import VizAutodiff
import VizTensor
import VizTrace

/// Everything that a check finds of a graph, put together.
struct Judgement {
  /// What was found of the gradient, or the tangent, of each node.
  private(set) var gradients: [Finding]
  /// The nodes at which finite numbers become NaN or infinite.
  private(set) var notFinite: Set<Int> = []
  private(set) var suspects: Set<Int>
  private(set) var remarks: [GraphCheck.Remark] = []
  private(set) var differences: GraphCheck.Differences?
  /// What the numbers should be, by the index of the node.
  private(set) var corrections: [Int: Correction] = [:]

  /// Of a graph of forward mode.
  init(_ tangents: TangentFlow, _ replay: GraphReplay, _ values: ValueCheck) {
    gradients = tangents.findings
    suspects = values.wrong.union(tangents.wrong)
    say(NotFinite(replay, nil), replay)
    corrections =
      RightNumbers(replay, values, nil, kinks: [], tangents: tangents.findings).corrections
  }

  /// Of a graph of a backward pass.
  init(_ replay: GraphReplay, _ values: ValueCheck) {
    suspects = values.wrong
    var chosen = FlowChoice(replay)
    gradients = []
    if !chosen.kinks.isEmpty {
      let nodes = chosen.kinks.map { replay.nodes[$0] }
      remarks.append(
        GraphCheck.Remark(
          kind: .kink, nodes: nodes.map(\.id),
          sentence: "Not differentiable here: \(nodes.map(\.said).said())"
            + " \(nodes.count == 1 ? "has a kink" : "have kinks"), and the file's gradient is"
            + " between the slopes of its sides."))
    }
    say(chosen.notFinite, replay)
    let differences = GraphCheck.Differences(chosen.flow)
    judgeGradients(&chosen.flow, alternative: chosen.alternative)
    if suspects.isEmpty, chosen.flow.disagreements.isEmpty, let differences {
      suspects = differences.faultyRules(replay)
      let leaves = suspects.isEmpty ? [] : differences.disagreements(replay)
      for leaf in leaves {
        chosen.flow.explain(leaf, "its gradient disagrees with centred differences")
      }
    }
    self.differences = differences
    gradients = chosen.flow.findings
    var right = RightNumbers(replay, values, chosen.flow, kinks: chosen.kinks, tangents: [])
    right.judgeLocals(of: suspects, chosen.flow.replay)
    corrections = right.corrections
  }

  private mutating func say(_ found: NotFinite, _ replay: GraphReplay) {
    notFinite = Set(found.nodes)
    remarks += found.remarks(replay)
  }

  /// So many wrong gradients are told one by one.
  private static let limit = 5

  /// What explains all gradients together, or else whose rule is at fault.
  private mutating func judgeGradients(
    _ flow: inout GradientFlow, alternative: GradientFlow?
  ) {
    let replay = flow.replay
    if let remark = NoBackward.remark(replay) {
      remarks.append(remark)
      return
    }
    let scene = Scene(flow)
    let blame = scene.wrong.isEmpty ? nil : Blame(flow)
    var explanation = NoBackward.explanation(scene)
    if explanation == nil, !scene.wrong.isEmpty {
      explanation =
        NoBackward.cleared(scene) ?? CommonFactor.explanation(scene)
        ?? Accumulation.explanation(scene)
      // The gradient of a norm is along the vector itself, as its decay is.
      if explanation == nil, blame?.isPlain == false {
        explanation = WeightDecay.explanation(scene)
      }
    }
    // A factor that nobody forgets is that of a rule, if one can have it.
    let isVague = explanation?.remark.kind == .scaled && blame?.isOneRule == true
    if explanation?.remark.kind != .noBackward {
      let accused = explanation == nil || isVague ? blame?.suspects ?? [] : []
      let either = alternative.map { OutputSeeds.alternative($0, blaming: accused) }
      remarks += [either ?? OutputSeeds.remark(flow)].compactMap { $0 }
    }
    if let explanation {
      remarks.append(explanation.remark)
      for index in explanation.wrong where !isVague { flow.explain(index, explanation.reason) }
      if !isVague { return }
    }
    for index in scene.wrong.sorted() {
      guard let reason = WrongGradient.reason(flow, index) else { continue }
      flow.explain(index, reason)
      guard remarks.count(where: { $0.kind == .pattern }) < Self.limit, explanation == nil else {
        continue
      }
      remarks.append(
        GraphCheck.Remark(
          kind: .pattern, nodes: [replay.nodes[index].id],
          sentence: "The gradient of \(replay.nodes[index].said) is wrong; \(reason)."))
    }
    suspects.formUnion(blame?.suspects ?? [])
  }
}
