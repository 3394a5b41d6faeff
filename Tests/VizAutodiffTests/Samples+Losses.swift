import VizAutodiff

// The samples of losses, with weights as inputs and as attributes.
extension Sample {
  static let losses = differences + binary + divergences + classLosses + similarities

  private static let reductions: [Attribute] = ["mean", "sum", "none"]
  private static let pairs: [[[Int]]] = [
    [[], []], [[3], [3]], [[2, 3], [2, 3]], [[2, 3], [3]], [[1], [2, 2]], [[2, 1], [3]],
    [[0], [0]],
  ]
  private static let weights: [[[Int]]] = [
    [[3], [3], [3]], [[2, 3], [2, 3], []], [[2, 3], [2, 3], [3]], [[2, 1], [3], [2, 3]],
  ]

  private static var differences: [Sample] {
    let kinds: [(String, [String: Attribute])] = [
      ("mse", [:]), ("l1", [:]), ("smooth_l1", [:]), ("smooth_l1", ["beta": 0.4]),
      ("smooth_l1", ["beta": 0]), ("huber", [:]), ("huber", ["delta": 1.7]),
    ]
    return kinds.flatMap { op, attributes in
      reductions.flatMap { reduction in
        let named = attributes.merging(["reduction": reduction]) { $1 }
        let weighted = op == "smooth_l1" ? [] : weights
        // Weights clear of those that cancel.
        return pairs.map { Sample(op: op, attributes: named, shapes: $0) }
          + weighted.map { Sample(op: op, attributes: named, shapes: $0, ranges: [2: 0.5...2]) }
          + (op == "smooth_l1" ? [] : [[[3], [3]], [[2, 3], [2, 3]]]).map {
            Sample(
              op: op, attributes: named.merging(["weight": .doubles([0.5, 2, 1.25])]) { $1 },
              shapes: $0)
          }
      }
    }
  }

  private static var binary: [Sample] {
    reductions.flatMap { reduction in
      let named = ["reduction": reduction]
      let ranges: [Int: ClosedRange<Double>] = [0: 0.1...0.9, 1: 0.1...0.9]
      let probabilities = (pairs + weights).map {
        Sample(op: "bce", attributes: named, shapes: $0, ranges: ranges)
      }
      let scores: [Sample] = [
        ([:], pairs + weights + [[[2, 3], [2, 3], [3], []], [[2, 3], [2, 3], [2, 1], [3]]]),
        (["pos_weighted": true], weights), (["pos_weight": 2.5], pairs + weights),
        (
          ["weight": .doubles([0.5, 2, 1.25]), "pos_weight": 2.5],
          [[[3], [3]], [[2, 3], [2, 3]]]
        ),
        (["weight": 0.5], [[[3], [3]], [[2, 3], [2, 3], [3]]]),
      ].flatMap { (attributes: [String: Attribute], shapes: [[[Int]]]) in
        shapes.map {
          Sample(
            op: "bce_with_logits", attributes: named.merging(attributes) { $1 }, shapes: $0,
            ranges: [1: 0.1...0.9])
        }
      }
      return probabilities + scores
    }
  }

  private static var divergences: [Sample] {
    (reductions + ["batchmean"]).flatMap { reduction in
      pairs.flatMap { shapes in
        [
          Sample(
            op: "kl_div", attributes: ["reduction": reduction], shapes: shapes,
            ranges: [1: 0.1...0.9]),
          Sample(
            op: "kl_div", attributes: ["reduction": reduction, "log_target": true],
            shapes: shapes),
        ]
      }
    }
  }

  private static var classLosses: [Sample] {
    let plain =
      labelled("cross_entropy") + targets("cross_entropy", [([3], [3]), ([2, 3], [2, 3])], 1)
      + targets("cross_entropy", [([2, 3, 2], [2, 3, 2])], 1, axis: 1) + labelled("nll")
    // Without an axis, the classes of nll lie along the second.
    let own = [([3], []), ([4, 3], [4]), ([2, 3, 2], [2, 2])].map { scores, labels in
      Sample(op: "nll", shapes: [scores, labels], choices: 3)
    }
    let weighted = (plain + own).filter { $0.shapes[0] != [0, 3] }.flatMap { sample in
      let isNLL = sample.op == "nll"
      var (given, stated, smooth, both) = (sample, sample, sample, sample)
      given.shapes.append([3])
      given.ranges[2] = 0.5...2
      stated.attributes["weight"] = .doubles([0.5, 2, 1.25])
      smooth.attributes["label_smoothing"] = 0.2
      both.shapes.append([3])
      both.ranges[2] = 0.5...2
      both.attributes["label_smoothing"] = 0.2
      return isNLL ? [given, stated] : [given, stated, smooth, both]
    }
    // The classes of two of these lie along another axis, of another extent.
    return plain + own
      + weighted.filter { sample in
        let axis: Int =
          if case .int(let axis)? = sample.attributes["axis"] { axis } else { 1 }
        let rank = sample.shapes[0].count
        return sample.shapes[0][min(axis < 0 ? axis + rank : axis, rank - 1)] == 3
      }
  }

  private static var similarities: [Sample] {
    let cases: [([String: Attribute], [[Int]])] = [
      ([:], [[2, 3], [2, 3]]), (["axis": 0], [[3], [3]]), (["axis": -1], [[2, 2, 3], [3]]),
      (["axis": 0, "epsilon": 50], [[3], [3]]), (["axis": 1], [[2, 1, 2], [1, 3, 2]]),
      ([:], [[2, 0], [2, 0]]),
    ]
    return cases.map { Sample(op: "cosine_similarity", attributes: $0, shapes: $1) }
  }
}
