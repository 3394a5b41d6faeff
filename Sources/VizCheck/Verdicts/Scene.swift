import VizTensor
import VizTrace

/// A graph's gradients beside the right ones, for a verdict on all of them together.
struct Scene {
  let flow: GradientFlow
  /// The nodes whose gradients are not what their consumers send back.
  let wrong: Set<Int>
  /// The right gradients: those of the outputs, by the rules alone.
  let right: [Tensor<Double>?]

  init(_ flow: GradientFlow) {
    self.flow = flow
    wrong = Set(flow.disagreements)
    var seeds = flow.seeds.seeds
    for index in flow.replay.outputs where seeds[index] == nil {
      seeds[index] = flow.gradients[index]
    }
    right = flow.replay.backpropagated(seeds)
  }

  var replay: GraphReplay { flow.replay }

  /// The leaves whose gradients the file states, but constants and labels.
  var leaves: [Int] {
    flow.stated.filter {
      replay.isLeaf($0) && !replay.isConstant($0) && !replay.isChoice($0)
        && flow.residuals[$0] != nil
    }
  }

  /// A consumer that every node that disagrees has, in which the fault may be.
  var commonConsumer: Int? {
    guard let first = wrong.first else { return nil }
    return wrong.dropFirst().reduce(Set(flow.contributions[first].keys)) {
      $0.intersection(flow.contributions[$1].keys)
    }.min()
  }

  /// Whether all nodes that disagree are what training changes.
  var areParameters: Bool { wrong.allSatisfy { replay.nodes[$0].isTrained } }

  /// How far the numbers at a node may be off.
  func limit(at index: Int) -> Double {
    4 * replay.tolerance(at: index).relative * flow.scales[index]
  }

  func ids(_ indices: some Sequence<Int>) -> [Node.ID] { indices.map { replay.nodes[$0].id } }

  /// Whether some numbers are others, within what rounding does at a node.
  func agree(_ a: Tensor<Double>, _ b: Tensor<Double>, at index: Int) -> Bool {
    let scale = max(flow.scales[index], b.greatest.finite)
    let limit = 4 * replay.tolerance(at: index).relative * scale
    return a.shape == b.shape
      && zip(a.elements, b.elements).allSatisfy { x, y in
        x == y || (x - y).magnitude <= limit || !(x.isFinite && y.isFinite)
      }
  }
}

/// What explains every gradient that disagrees, so that no rule is at fault.
struct Explanation {
  var remark: GraphCheck.Remark
  /// Said of each node that disagrees.
  var reason: String
  /// The nodes that are wrong; those of the flow unless others are said.
  var wrong: Set<Int>
}
