import Testing
import VizBase
import VizTensor
import VizTrace

@testable import VizCheck

/// What chooses by size has several right gradients where elements are equal, and among them none that
/// gives all of them everything, or none of them anything.
@Suite struct OrderingTiesTests {
  private static let x = [2.0, 1, 2, 3]

  @Test(
    arguments: [
      ("sort", "sum(sort(x) * [1, 10, 100, 1000])", [10.0, 1, 100, 1000], true),
      ("sort", "sum(sort(x) * [1, 10, 100, 1000])", [100, 1, 10, 1000], true),
      ("sort", "sum(sort(x) * [1, 10, 100, 1000])", [55, 1, 55, 1000], true),
      ("sort", "sum(sort(x) * [1, 10, 100, 1000])", [110, 1, 110, 1000], false),
      ("sort", "sum(sort(x) * [1, 10, 100, 1000])", [0, 1, 0, 1000], false),
      ("sort", "sum(sort(x) * [1, 10, 100, 1000])", [0, 1, 110, 1000], false),
      ("sort", "sum(sort(x) * [1, 10, 100, 1000])", [9, 1, 101, 1000], false),
      ("sort", "sum(sort(x) * [1, 10, 100, 1000])", [12, 1, 98, 1000], true),
      ("sort", "sum(sort(x, descending=1) * [1, 10, 100, 5])", [100, 5, 10, 1], true),
      ("sort", "sum(sort(x, descending=1) * [1, 10, 100, 5])", [0, 5, 110, 1], false),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [7, 0, 0, 5], true),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [0, 0, 7, 5], true),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [3.5, 0, 3.5, 5], true),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [7, 0, 7, 5], false),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [0, 0, 0, 5], false),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [7, 0, 0, 7], false),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [8, 0, -1, 5], false),
      ("median", "median(x) * 4", [4, 0, 0, 0], true),
      ("median", "median(x) * 4", [2, 0, 2, 0], true),
      ("median", "median(x) * 4", [4, 0, 4, 0], false),
      ("median", "median(x) * 4", [0, 0, 0, 4], false),
      ("kthvalue", "kthvalue(x, k=3) * 4", [0, 0, 4, 0], true),
      ("kthvalue", "kthvalue(x, k=3) * 4", [1, 0, 3, 0], true),
      ("kthvalue", "kthvalue(x, k=3) * 4", [0, 0, 0, 0], false),
      ("cummax", "sum(cummax(x) * [1, 10, 100, 1000])", [111, 0, 0, 1000], true),
      ("cummax", "sum(cummax(x) * [1, 10, 100, 1000])", [11, 0, 100, 1000], true),
      ("cummax", "sum(cummax(x) * [1, 10, 100, 1000])", [111, 0, 100, 1000], false),
      ("cummin", "sum(cummin(x) * [1, 10, 100, 1000])", [1, 1110, 0, 0], true),
      ("cummin", "sum(cummin(x) * [1, 10, 100, 1000])", [1, 1110, 0, 1000], false),
      ("max", "amax(x) * 4", [0, 0, 0, 4], true),
      ("min", "amin(x) * 4", [0, 4, 0, 0], true),
    ] as [(String, String, [Double], Bool)])
  func tiesAreJudgedTogether(
    _ op: String, _ expression: String, _ gradient: [Double], _ isRight: Bool
  ) throws {
    var graph = try ComputationGraph(of: expression, ["x": Tensor(Self.x)])
    graph.setGradient("x", gradient)
    let check = try GraphCheck(graph)
    #expect(check.isOK == isRight, "\(check)")
    #expect(check.suspects == (isRight ? [] : ["\(op)1"]))
  }

  /// Of three equal elements each can stand in the middle, though no slope along it alone tells.
  @Test(
    arguments: [
      ("sort", "sum(sort(x) * [1, 100, 10])", [100, 1, 10], true),
      ("sort", "sum(sort(x) * [1, 100, 10])", [10, 100, 1], true),
      ("sort", "sum(sort(x) * [1, 100, 10])", [37, 37, 37], true),
      ("sort", "sum(sort(x) * [1, 100, 10])", [55, 50.5, 5.5], true),
      ("sort", "sum(sort(x) * [1, 100, 10])", [111, 0, 0], false),
      ("sort", "sum(sort(x) * [1, 100, 10])", [100.5, 0.5, 10], false),
      ("sort", "sum(sort(x) * [1, 100, 10])", [50, 50, 10.5], false),
      ("kthvalue", "kthvalue(x, k=2) * 6", [0, 0, 6], true),
      ("kthvalue", "kthvalue(x, k=2) * 6", [2, 2, 2], true),
      ("kthvalue", "kthvalue(x, k=2) * 6", [6, 6, 6], false),
      ("kthvalue", "kthvalue(x, k=2) * 6", [9, -3, 0], false),
      ("median", "median(x) * 6", [6, 0, 0], true), ("median", "median(x) * 6", [1, 2, 3], true),
      ("median", "median(x) * 6", [0, 0, 0], false), ("median", "median(x) * 6", [0, 3, 2], false),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [5, 0, 7], true),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [4, 4, 4], true),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [12, 0, 0], false),
      ("topk", "sum(topk(x, k=2) * [5, 7])", [8, 2, 2], false),
    ] as [(String, String, [Double], Bool)], [false, true])
  func threeAreEqual(
    _ given: (String, String, [Double], Bool), _ isOfLeavesAlone: Bool
  ) throws {
    let (op, expression, gradient, isRight) = given
    var graph = try ComputationGraph(of: expression, ["x": Tensor([2, 2, 2])])
    if isOfLeavesAlone { graph.forgetGradients() }
    graph.setGradient("x", gradient)
    let check = try GraphCheck(graph)
    #expect(check.isOK == isRight, "\(check)")
    if isRight {
      #expect(check.suspects.isEmpty)
      #expect(check.differences?.worst?.relativeError ?? 0 == 0)
    } else if !isOfLeavesAlone {
      #expect(check.suspects == ["\(op)1"])
    }
  }

  /// Lines are ordered each for itself, and what is equal in another one is no tie.
  @Test(arguments: [
    ([[3.0, 3], [300, 30], [30, 300]], true), ([[30, 3], [300, 30], [3, 300]], true),
    ([[30, 3], [3, 30], [300, 300]], false), ([[0, 3], [300, 30], [33, 300]], false),
    ([[3, 30], [300, 3], [30, 300]], false),
  ])
  func linesAreTold(_ gradient: [[Double]], _ isRight: Bool) throws {
    // By columns: 1, 2, 1 and 0, 1, 2.
    let x = try Tensor(rows: [[1.0, 0], [2, 1], [1, 2]])
    var graph = try ComputationGraph(
      of: "sum(sort(x, axis=0) * [[3, 3], [30, 30], [300, 300]])", ["x": x])
    graph.setGradient("x", gradient.flatMap { $0 })
    let check = try GraphCheck(graph)
    #expect(check.isOK == isRight, "\(check)")
  }

  /// Of the values and the places, as PyTorch and JAX give them, the places have no gradient.
  @Test(arguments: [([0.0, 5, 0, 7], true), ([5, 0, 0, 7], false)])
  func theValuesAreTheFirstOfTwoOutputs(_ gradient: [Double], _ isRight: Bool) throws {
    let graph = ComputationGraph(
      nodes: [
        Node(
          id: "x", op: "input", value: .elements([1, 3, 2, 9], shape: [4]),
          gradient: .elements(gradient, shape: [4])),
        Node(
          id: "t", op: "topk", inputs: ["x"], attributes: ["k": .number("2")],
          ports: [
            Port(
              name: "values", dtype: .float64, value: .elements([9, 3], shape: [2]),
              gradient: .elements([7, 5], shape: [2])),
            Port(name: "indices", dtype: .int64, value: .elements([3, 1], shape: [2])),
          ]),
        Node(
          id: "w", op: "constant", value: .elements([7, 5], shape: [2])),
        Node(id: "f", op: "dot", inputs: ["t", "w"], value: .scalar(78), gradient: .scalar(1)),
      ], outputs: ["f"])
    let check = try GraphCheck(graph)
    #expect(check.isOK == isRight, "\(check)")
    #expect(check.suspects == (isRight ? [] : ["t"]))
  }
}
