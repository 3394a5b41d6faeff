import VizAutodiff
import VizTensor

extension OperatorTable {
  static let losses: OperatorRules = [
    "NegativeLogLikelihoodLoss": { call in try call.like(likelihood(call, call.x())) },
    "SoftmaxCrossEntropyLoss": { call in
      let x = try call.x()
      let logs = try call.apply("log_softmax", [x], x.shape.rank == 2 ? [:] : ["axis": 1])
      return try call.like(likelihood(call, logs)) + call.like(logs)
    },
  ]

  /// What the labels have of minus the logarithms, each by its class's weight.
  private static func likelihood(
    _ call: OperatorCall, _ logs: Variable<Double>
  ) throws -> Variable<Double> {
    let labels = try call.value(1)
    let e = logs.shape.extents
    guard e.count >= 2, labels.shape.extents == [e[0]] + e.dropFirst(2) else {
      throw call.misfit("its labels do not fit")
    }
    let plane = e[2...].reduce(1, *)
    let ignored = call.has("ignore_index") ? call.int("ignore_index", 0) : nil
    let given = call.optional(2)?.tensor.elements
    var weights: [Double] = []
    let positions = try labels.integers.enumerated().map { offset, label -> Int in
      if label == ignored {
        weights.append(0)
        return -1
      }
      let chosen = try index(label, e[1], call)
      weights.append(given.map { $0.indices.contains(chosen) ? $0[chosen] : 0 } ?? 1)
      return (offset / max(plane, 1) * e[1] + chosen) * plane + offset % max(plane, 1)
    }
    let taken = try -Selection(positions, labels.shape.extents).of(logs)
    let weighted = try taken * call.tape.constant(Tensor(weights, shape: labels.shape))
    switch call.word("reduction", "mean") {
    case "none": return weighted
    case "sum": return try sum(weighted)
    default: return try sum(weighted) / weights.reduce(0, +)
    }
  }
}
