import VizAutodiff
import VizTensor
import VizTrace

/// Where finite numbers become NaN or infinite, in the forward or the backward pass.
///
/// No rule is at fault for that: at such a point a function has no value, or no derivative. What
/// comes after has to be NaN as well, and nothing is said of it.
struct NotFinite {
  /// What happens at a node.
  struct Event {
    var node: Int
    var sentence: String
  }

  private(set) var events: [Event] = []
  /// What was found at nodes one of whose numbers is not finite and not what the rule gives.
  private(set) var findings: [Int: Finding] = [:]

  init(_ replay: GraphReplay, _ flow: GradientFlow?) {
    for index in replay.order where !replay.isLeaf(index) {
      if let sentence = Self.forward(replay, index) {
        events.append(Event(node: index, sentence: sentence))
      } else if let flow, let sentence = Self.backward(flow, index) {
        events.append(Event(node: index, sentence: sentence))
      }
    }
    guard let flow else { return }
    for (index, elements) in flow.unfit {
      if case .right(let error) = flow.findings[index] {
        findings[index] = Self.judge(flow, index, elements, error)
      }
    }
  }

  var nodes: [Int] { events.map(\.node) }

  /// One for each event, and of many one for the rest.
  func remarks(_ replay: GraphReplay) -> [GraphCheck.Remark] {
    var remarks = events.prefix(Self.limit).map { event in
      GraphCheck.Remark(
        kind: .notFinite, nodes: [replay.nodes[event.node].id], sentence: event.sentence + ".")
    }
    let rest = events.dropFirst(Self.limit).map { replay.nodes[$0.node].id }
    if !rest.isEmpty {
      remarks.append(
        GraphCheck.Remark(
          kind: .notFinite, nodes: rest, sentence: "Not finite here as well: \(rest.said())."))
    }
    return remarks
  }

  /// So many events are told one by one.
  private static let limit = 5

  /// What a node's value turns into that none of its inputs is.
  private static func forward(_ replay: GraphReplay, _ index: Int) -> String? {
    guard let value = replay.values[index], !value.isFinite else { return nil }
    let inputs = replay.index.inputs(of: index)
    let numbers = inputs.compactMap { replay.values[$0] }
    guard numbers.count == inputs.count else { return nil }
    let turnsToNaN = value.hasNaN && !numbers.contains(where: \.hasNaN)
    guard turnsToNaN || numbers.allSatisfy(\.isFinite) else { return nil }
    let word = turnsToNaN ? "NaN" : "infinite"
    return "Not finite here: the value of \(replay.nodes[index].said) is \(word)"
      + of(replay, index, numbers)
  }

  /// The one number that a value is computed from, where that is all.
  private static func of(
    _ replay: GraphReplay, _ index: Int, _ numbers: [Tensor<Double>]
  ) -> String {
    let inputs = replay.index.inputs(of: index)
    let scalars = numbers.compactMap(\.scalar)
    guard scalars.count == inputs.count, scalars.count <= 2 else {
      // Of other operations it is the infinities of both signs that are NaN.
      let isMasked =
        ["softmax", "log_softmax", "logsumexp"].contains(replay.nodes[index].op)
        && numbers.contains { $0.elements.contains(-.infinity) }
      return isMasked ? ", of -Infinity where everything is masked" : ""
    }
    let words = zip(inputs, scalars).map { "\(replay.nodes[$0].id) = \($1.said)" }
    return ", for " + words.said()
  }

  /// What a node sends back to one of its inputs, where its own gradient is finite.
  private static func backward(_ flow: GradientFlow, _ index: Int) -> String? {
    guard let g = flow.gradients[index], g.isFinite else { return nil }
    for input in flow.replay.index.inputs(of: index) {
      guard let sent = flow.contributions[input][index], !sent.isFinite else { continue }
      // What was not finite before made it so.
      let numbers = flow.replay.index.inputs(of: index).compactMap { flow.replay.values[$0] }
      let isOld = sent.hasNaN ? numbers.contains(where: \.hasNaN) : !numbers.allSatisfy(\.isFinite)
      guard !isOld else { continue }
      let word = sent.hasNaN ? "NaN" : "infinite"
      let nodes = flow.replay.nodes
      return "Not finite, or not differentiable, here: the gradient of \(nodes[index].said) is"
        + " finite, and what it sends back to \(nodes[input].id) is \(word)"
    }
    return nil
  }

  /// What is found of a gradient some of whose elements, or of what was sent to them, are not
  /// finite numbers and not the same.
  private static func judge(
    _ flow: GradientFlow, _ index: Int, _ elements: [Int], _ error: Double
  ) -> Finding {
    let stated = flow.replay.gradients[index]?.elements ?? []
    guard let element = elements.first(where: { isRegular(flow, index, $0) }) else {
      return .unchecked("not finite, or not differentiable, here")
    }
    let words = stated.indices.contains(element) ? stated[element].said : "NaN"
    return .wrong(1, "its gradient is \(words), and its consumers send back a finite one")
  }

  /// Whether the consumers of a node are smooth in one of its elements.
  private static func isRegular(
    _ flow: GradientFlow, _ index: Int, _ element: Int
  ) -> Bool {
    let sent = flow.contributions[index].values
    guard
      sent.allSatisfy({ $0.elements.indices.contains(element) && $0.elements[element].isFinite })
    else { return false }
    guard let region = Region(above: [index], flow), let shape = region.shape(index) else {
      return true
    }
    var direction = [Double](repeating: 0, count: shape.elementCount)
    direction[element] = 1
    guard let unit = try? Tensor(direction, shape: shape) else { return true }
    let slopes = [1e-3, 1e-6].compactMap { region.slopes(along: [index: unit], step: $0) }
    guard slopes.count == 2, !slopes.contains(where: \.leavesTheDomain) else { return false }
    let bound = 1e-4 * slopes[1].terms
    let grows =
      slopes[1].range.upperBound.magnitude > 5 * slopes[0].range.upperBound.magnitude + bound
    return slopes[1].spread <= bound && !grows
  }
}
