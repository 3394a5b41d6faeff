import VizAutodiff

// The samples of operations over axes, of products, and of those that move elements.
extension Sample {
  static var spreads: [Sample] {
    let cases: [([String: Attribute], [Int])] = [
      ([:], [4]), ([:], [2, 3]), (["axes": [0]], [2, 3]), (["axes": [-1]], [2, 3]),
      (["axes": [0, 2]], [2, 3, 2]), (["axes": [1], "keepdims": true], [2, 3, 2]),
      (["axes": [1]], [0, 3]),
    ]
    let corrected = ["var", "std"].flatMap { op in
      (cases + [(["correction": 0], [4]), (["axes": [1], "correction": 0.5], [2, 3])]).map {
        Sample(op: op, attributes: $0, shapes: [$1])
      }
    }
    let products = (cases + [([:], []), ([:], [1, 1]), ([:], [0]), (["axes": []], [2, 3])]).map {
      Sample(op: "prod", attributes: $0, shapes: [$1])
    }
    let sums: [([String: Attribute], [Int])] = [
      (["axis": 0], [4]), (["axis": 1], [2, 3, 2]), (["axis": -1], [2, 3]), (["axis": 0], []),
      (["axis": 1, "reverse": true], [2, 3]), (["axis": 0], [0, 2]), (["axis": 1], [2, 0]),
    ]
    return corrected + products
      + sums.map { Sample(op: "cumsum", attributes: $0, shapes: [$1]) }
  }

  static var products: [Sample] {
    let layers: [[[Int]]] = [
      [[3], [2, 3]], [[2, 3], [4, 3]], [[2, 3], [4, 3], [4]], [[2, 2, 3], [4, 3], [4]],
      [[3], [2, 3], [2]], [[2, 3], [3]], [[3], [3], []], [[0, 3], [2, 3], [2]],
      [[2, 1], [1, 1], [1]],
    ]
    let sums: [[[Int]]] = [
      [[2, 4], [2, 3], [3, 4]], [[4], [2, 3], [3, 4]], [[], [2, 3], [3, 4]],
      [[2, 1], [2, 3], [3, 4]], [[1, 1], [1, 1], [1, 1]],
    ]
    let scales: [[String: Attribute]] = [[:], ["alpha": -0.5, "beta": 2], ["beta": 0]]
    let turned: [([String: Attribute], [[Int]])] = [
      ([:], [[2, 3], [3, 4]]), ([:], [[2, 3], [3, 4], [4]]),
      (["transA": true], [[3, 2], [3, 4], [2, 4]]),
      (["transB": true], [[2, 3], [4, 3], [2, 1]]),
      (["transA": true, "transB": true, "alpha": 0.5], [[3, 2], [4, 3], []]),
      (["transA": 1, "beta": 3], [[3, 2], [3, 4], [4]]),
    ]
    return layers.map { Sample(op: "linear", shapes: $0) }
      + scales.flatMap { scale in
        sums.map { Sample(op: "addmm", attributes: scale, shapes: $0) }
      } + turned.map { Sample(op: "gemm", attributes: $0, shapes: $1) }
  }

  static var orderings: [Sample] {
    let cases: [([String: Attribute], [Int])] = [
      ([:], [5]), ([:], [2, 4]), (["axis": 0], [3, 2]), (["axis": 1], [2, 3, 2]), ([:], []),
      ([:], [0]), (["axis": 0], [2, 0]),
    ]
    let all: [(String, [String: Attribute])] = [
      ("sort", [:]), ("sort", ["descending": true]), ("cummax", [:]), ("cummin", [:]),
    ]
    let some: [(String, [String: Attribute])] = [
      ("topk", ["k": 1]), ("topk", ["k": 1, "largest": false]), ("kthvalue", ["k": 1]),
      ("kthvalue", ["k": 1, "keepdims": true]), ("median", [:]), ("median", ["keepdims": true]),
    ]
    func each(
      _ ops: [(String, [String: Attribute])], _ cases: [([String: Attribute], [Int])]
    ) -> [Sample] {
      ops.flatMap { op, own in
        cases.map { Sample(op: op, attributes: own.merging($0) { $1 }, shapes: [$1]) }
      }
    }
    return each(all, cases) + each(some, Array(cases.prefix(5)))
      + each(
        [("topk", ["k": 3]), ("topk", ["k": 0]), ("kthvalue", ["k": 2])],
        [([:], [4]), (["axis": 1], [2, 3, 2])])
      + [Sample(op: "median", attributes: ["axis": -1], shapes: [[2, 3]])]
  }

  static var movements: [Sample] {
    let chosen: [(String, [String: Attribute], [[Int]])] = [
      ("index_select", [:], [[3, 2], [4]]), ("index_select", ["axis": 1], [[2, 3, 2], [2]]),
      ("index_select", ["axis": -1], [[2, 3], []]), ("index_select", [:], [[3, 2], [0]]),
      ("gather_elements", [:], [[3, 2], [4, 2]]),
      ("gather_elements", ["axis": 1], [[2, 3], [1, 2]]),
      ("gather_elements", ["axis": -1], [[2, 2, 3], [2, 1, 2]]),
      ("gather_elements", [:], [[3], [0]]),
      ("take_along_dim", ["axis": 0], [[3, 2], [4, 2]]),
      ("take_along_dim", ["axis": 1], [[2, 3], [1, 2]]),
      ("take_along_dim", ["axis": 1], [[1, 3], [2, 2]]),
      ("scatter_add", [:], [[3, 2], [4, 2], [4, 2]]),
      ("scatter_add", ["axis": 1], [[2, 3], [1, 4], [2, 5]]),
      ("scatter_add", [:], [[3], [0], [2]]), ("embedding", [:], [[4], [3, 2]]),
      ("embedding", [:], [[2, 2], [3]]), ("embedding", [:], [[], [3, 2]]),
    ]
    let moved: [(String, [String: Attribute], [[Int]])] = [
      ("split", ["sizes": 2], [[5]]), ("split", ["sizes": [1, 3], "axis": 1], [[2, 4]]),
      ("split", ["sizes": 4], [[3, 2]]), ("split", ["sizes": [0, 2], "axis": -1], [[2, 2]]),
      ("chunk", ["chunks": 3, "axis": 1], [[2, 4]]), ("chunk", ["chunks": 2], [[0, 2]]),
      ("unbind", [:], [[3, 2]]), ("unbind", ["axis": 1], [[2, 3]]), ("unbind", [:], [[1, 3]]),
      ("stack", [:], [[], []]), ("stack", ["axis": 1], [[2, 3], [2, 3], [2, 3]]),
      ("stack", ["axis": -1], [[2], [2]]), ("stack", [:], [[0, 2]]),
      ("pad", ["pad": [1, 2]], [[3]]), ("pad", ["pad": [1, 0, 0, 2], "value": 0.5], [[2, 3]]),
      ("pad", ["pad": [-1, 2]], [[2, 3]]), ("pad", ["pad": []], [[2]]),
      ("pad", ["pad": [2, 1], "mode": "reflect"], [[2, 3]]),
      ("pad", ["pad": [1, 3, 2, 1], "mode": "replicate"], [[2, 2, 3]]),
      ("pad", ["pad": [2, 3], "mode": "circular"], [[2, 3]]),
      ("pad", ["pad": [1, 1, 1, 0], "mode": "reflect"], [[2, 3]]),
    ]
    return chosen.map { Sample(op: $0, attributes: $1, shapes: $2, choices: 3) }
      + moved.map { Sample(op: $0, attributes: $1, shapes: $2) }
  }
}
