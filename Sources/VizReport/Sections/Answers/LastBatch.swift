import VizBase
import VizDiagnosis
import VizTrace

/// What a network answered to the last batch that was captured, and what would have been right.
struct LastBatch: Sendable {
  /// What the loss compares.
  enum Kind: Sendable, Equatable { case numbers, classes }

  let kind: Kind
  /// The answers row by row, and how many numbers each example has.
  let answers: [Double]
  let width: Int
  /// What would have been right: as many numbers as answers, or a class for each example.
  let targets: [Double]
  /// The inputs row by row, and the extent of one; nil where they are not known.
  let inputs: (values: [Double], extent: [Int])?
  /// The step that it belongs to.
  let step: Int?

  /// How many examples there are.
  var count: Int { width > 0 ? answers.count / width : 0 }

  private static let comparisons: Set = ["mse", "l1", "huber", "smooth_l1"]
  /// Of fewer examples a picture says nothing.
  private static let fewest = 4

  /// Nil where the graph compares nothing of the kind, or its values are not known one by one.
  init?(_ history: RunHistory) {
    guard let graph = history.graph,
      let loss = graph.nodes.last(where: {
        Self.comparisons.contains($0.op) || $0.op == "cross_entropy"
      }), loss.inputs.count >= 2,
      let answer = graph.nodes.first(where: { $0.id == loss.inputs[0] }),
      let target = graph.nodes.first(where: { $0.id == loss.inputs[1] }),
      case .elements(let answers, let shape)? = answer.value,
      case .elements(let targets, _)? = target.value, let count = shape.first,
      count >= Self.fewest, shape.count <= 2
    else { return nil }
    let width = shape.count == 2 ? shape[1] : 1
    kind = loss.op == "cross_entropy" ? .classes : .numbers
    // Classes that are given as probabilities have no name.
    guard kind == .numbers ? targets.count == answers.count : targets.count == count && width > 1
    else { return nil }
    self.answers = answers
    self.width = width
    self.targets = targets
    step = history.nodes.steps.last
    inputs =
      graph.nodes.lazy.compactMap { node -> (values: [Double], extent: [Int])? in
        guard node.inputs.isEmpty, !node.isParameter, node.id != target.id,
          case .elements(let values, let shape)? = node.value, shape.count > 1, shape[0] == count
        else { return nil }
        return (values, Array(shape.dropFirst()))
      }.first
  }

  /// Where the batch comes from, in a sentence.
  var words: String {
    let step = step.map { " (step \(NumberFormat.grouped(Double($0))))" } ?? ""
    return "The last batch that was captured\(step): \(count) examples, before its update."
  }
}
