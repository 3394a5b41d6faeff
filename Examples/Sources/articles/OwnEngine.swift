import VizBP

extension Articles {
  static func ownEngine() async throws {
    let graph = ComputationGraph(
      name: "a linear layer",
      nodes: [
        Node(
          id: "W", op: "parameter", scope: "layer",
          value: .elements([0.5, -1, 0.25, 2], shape: [2, 2]),
          gradient: .elements([1.5, 3, -1, -2], shape: [2, 2]), role: .parameter),
        Node(
          id: "x", op: "input", value: .elements([1, 2], shape: [2]),
          gradient: .elements([0.5, -3.5], shape: [2]), role: .data),
        Node(
          id: "h", op: "matmul", inputs: ["W", "x"], scope: "layer",
          value: .elements([-1.5, 4.25], shape: [2]), gradient: .elements([1.5, -1], shape: [2])),
        Node(
          id: "t", op: "input", label: "target", value: .elements([-3, 5.25], shape: [2]),
          role: .data),
        Node(
          id: "loss", op: "mse", inputs: ["h", "t"], value: .scalar(1.625), gradient: .scalar(1),
          role: .output),
      ],
      outputs: ["loss"])

    let picture = try await Diagram(graph).picture
    let png = try picture.png(scale: 2)

    try expect(png.count > 1000, "a picture")

    try graph.write(to: "graph.json")
    let again = try ComputationGraph(contentsOf: "graph.json")

    try expect(again == graph, "a round trip")

    let check = try GraphCheck(graph)
    print(check.isOK, check.suspects)  // true []

    try expect(check.isOK && check.suspects.isEmpty, "a graph without faults")

    var wrong = graph
    wrong.nodes[0].gradient = .elements([-1.5, -3, 1, 2], shape: [2, 2])
    wrong.nodes[1].gradient = .elements([-0.5, 3.5], shape: [2])
    let suspects = try GraphCheck(wrong).suspects
    print(suspects)  // ["h"]

    try expect(suspects == ["h"], "\(suspects)")

    let text = """
      { "format": "vizbp.graph", "version": 1, "name": "(x + y) z",
        "nodes": [
          {"id": "x", "op": "input", "value": -2, "gradient": -4},
          {"id": "y", "op": "input", "value": 5,  "gradient": -4},
          {"id": "z", "op": "input", "value": -4, "gradient": 3},
          {"id": "q", "op": "add", "inputs": ["x", "y"], "value": 3,   "gradient": -4, "local": [1, 1]},
          {"id": "f", "op": "mul", "inputs": ["q", "z"], "value": -12, "gradient": 1,  "local": [-4, 3]}],
        "outputs": ["f"] }
      """
    try expect(try GraphCheck(ComputationGraph(jsonData: Array(text.utf8))).isOK, "graph JSON")
    let summarised = """
      {"format": "vizbp.graph", "version": 1, "nodes": [{"id": "W", "op": "parameter", "value":
      {"summary": {"count": 100, "mean": 0.1, "std": 1.2, "min": -3, "max": 3.5, "norm": 12,
        "zeros": 4, "nan": 0, "inf": 0, "histogram": {"edges": [-3, 0, 3.5], "counts": [40, 60]}}}
      }]}
      """
    try expect(
      try ComputationGraph(jsonData: Array(summarised.utf8)).nodes[0].value != nil, "a summary")
  }
}
