import VizAutodiff

// The samples of operations whose inputs are not like others, or that have attributes.
extension Sample {
  static let special = Dictionary(
    grouping: functions + gates + spreads + products + movements + orderings + losses + composed,
    by: \.op)

  private static let single: [[Int]] = [[], [4], [2, 3], [1], [1, 1], [0], [2, 0]]

  private static var functions: [Sample] {
    single.flatMap { shape in
      [
        Sample(op: "log1p", shapes: [shape], ranges: [0: -0.6...2]),
        Sample(op: "rsqrt", shapes: [shape], ranges: [0: 0.3...2]),
        Sample(op: "hardtanh", shapes: [shape]),
        Sample(op: "hardtanh", attributes: ["min_val": 0, "max_val": 0.75], shapes: [shape]),
        Sample(op: "hardswish", shapes: [shape], ranges: [0: -2.9...2.9]),
        Sample(op: "hardswish", shapes: [shape], ranges: [0: -9 ... -4]),
        Sample(op: "hardswish", shapes: [shape], ranges: [0: 4...9]),
        Sample(op: "erf", shapes: [shape]), Sample(op: "expm1", shapes: [shape]),
      ]
    }
  }

  private static var gates: [Sample] {
    let clamps: [[String: Attribute]] = [["min": -0.5], ["max": 0.6], ["min": -0.75, "max": 0.5]]
    let clamped = clamps.flatMap { attributes in
      single.map { Sample(op: "clamp", attributes: attributes, shapes: [$0]) }
    }
    let chosen: [Sample] = [
      [[], [], []], [[4], [4], [4]], [[2, 3], [2, 3], [2, 3]], [[3], [2, 3], []],
      [[2, 1], [3], [2, 3]], [[], [2], [1]], [[0], [0], []], [[2, 1, 3], [4, 1], [1, 4, 1]],
    ].map { Sample(op: "where", shapes: $0, choices: 2) }
    let filled: [Sample] = [
      [[], []], [[4], [4]], [[2, 3], [3]], [[2, 3], [2, 1]], [[3], [2, 3]], [[2, 0], [2, 1]],
    ].flatMap { shapes in
      [
        Sample(op: "masked_fill", attributes: ["value": -2], shapes: shapes, choices: 2),
        Sample(op: "masked_fill", shapes: shapes + [[]], choices: 2),
      ]
    }
    return clamped + chosen + filled + single.map { Sample(op: "detach", shapes: [$0]) }
  }
}
