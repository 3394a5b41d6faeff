import VizBP

/// From a large graph file to its picture, beside `dot` on the same nodes and wires, which is given a
/// minute. Ours folds what is too large to read; `dot` draws all of it.
struct GraphsBenchmark {
  private static let limit = 60
  /// Models of the onnx package's own test data, whose graphs have no scopes.
  private static let models = ["light_squeezenet", "light_resnet50", "light_densenet121"]

  let tool: String
  /// The folder of `models.py`.
  let peers: String
  let folder: TemporaryFolder

  func run() throws {
    let dot = Program.find("dot")
    let timeout = Program.find("timeout")
    var table = Table(["a graph file to its SVG", "nodes", "ours", "dot", "ours/dot"])
    let (models, state) = modelGraphs()
    for (name, graph) in models + Self.graphs {
      let (file, plain) = (folder / "graph.json", folder / "graph.dot")
      try File.write(graph.jsonData(), to: file)
      let ours = try Program.time([tool, "render", file, "--quiet", "-o", folder / "graph.svg"])
      var theirs: Duration?
      if let dot, let timeout {
        try File.write(Array(Self.dot(of: graph).utf8), to: plain)
        theirs = try? Program.time(
          [timeout, "\(Self.limit)", dot, "-Tsvg", plain, "-o", folder / "dot.svg"])
      }
      if let theirs {
        Ratios.note("\(name), \(graph.nodes.count) nodes", beside: "dot", [ours], [theirs])
      }
      table.add([
        name, "\(graph.nodes.count)", ours.shown, theirs?.shown ?? "> \(Self.limit) s",
        theirs.map { Table.part(ours / $0) } ?? "",
      ])
    }
    print("\none run of each; dot is ended after \(Self.limit) s\n")
    table.show()
    if dot == nil { print("no dot on the path: nothing to compare with") }
    if models.isEmpty { print("no models to draw (\(state))") }
    if let dot { try runLayouts(beside: dot) }
  }

  /// What `vizbp import` makes of models, where Python has them; and how that stands.
  private func modelGraphs() -> (graphs: [(String, ComputationGraph)], state: String) {
    let (peer, state) = Peer.start(python: "\(peers)/models.py")
    guard let peer else { return ([], state) }
    do {
      let graphs = try Self.models.map { name in
        let path = String(try peer.ask("path", name).dropFirst("path ".count))
        let file = folder / "model.json"
        try Program.check([tool, "import", path, "--quiet", "-o", file])
        return (name, try ComputationGraph(jsonData: File.read(file)))
      }
      return (graphs, state)
    } catch {
      return ([], "\(error)")
    }
  }

  // MARK: A hundred cards

  private static let rounds = 15

  /// Whole processes on both sides, from a file to its SVG, with a card a node: `dot` draws boxes with
  /// a word in them.
  private func runLayouts(beside dot: String) throws {
    var table = Table(
      ["a hundred cards to their SVG, whole process", "ours", "dot", "ours/dot", "aim"])
    let (file, plain) = (folder / "graph.json", folder / "graph.dot")
    for (name, graph) in Self.hundreds {
      try File.write(graph.jsonData(), to: file)
      try File.write(Array(Self.dot(of: graph).utf8), to: plain)
      let ours = [
        tool, "render", file, "--collapse", "none", "--quiet", "-o", folder / "graph.svg",
      ]
      let theirs = [dot, "-Tsvg", plain, "-o", folder / "dot.svg"]
      var samples: (ours: [Duration], theirs: [Duration]) = ([], [])
      // The first round fills caches.
      for round in 0...Self.rounds {
        let times = (try Program.time(ours), try Program.time(theirs))
        guard round > 0 else { continue }
        samples.ours.append(times.0)
        samples.theirs.append(times.1)
      }
      Ratios.note("100 cards, \(name)", beside: "dot", samples.ours, samples.theirs)
      let (a, b) = (Statistics(samples.ours).median, Statistics(samples.theirs).median)
      table.add(["\(name), \(graph.nodes.count) nodes", a.shown, b.shown, Table.part(a / b), "≤ 2"])
    }
    print("\nmedians of \(Self.rounds) runs of each, in turns\n")
    table.show()
  }

  private static var hundreds: [(String, ComputationGraph)] {
    [
      ("a chain with branches", branches(100)), ("an MLP", perceptron()),
      ("at random", random(100)),
    ]
  }

  /// A chain of operations, of which every third takes a new input, and every seventh the value of
  /// four before.
  private static func branches(_ count: Int) -> ComputationGraph {
    var nodes = [node("x", "input")]
    var chain = ["x"]
    while nodes.count < count {
      let id = "n\(nodes.count)"
      let last = chain[chain.count - 1]
      if chain.count % 3 == 0, nodes.count + 1 < count {
        nodes += [node("w\(id)", "input"), node(id, "mul", [last, "w\(id)"])]
      } else if chain.count % 7 == 0 {
        nodes.append(node(id, "add", [last, chain[chain.count - 4]]))
      } else {
        nodes.append(node(id, "tanh", [last]))
      }
      chain.append(id)
    }
    return ComputationGraph(name: "chain", nodes: nodes, outputs: [chain[chain.count - 1]])
  }

  /// Three units in each of three layers, in scalars, and a loss: 103 nodes.
  private static func perceptron() -> ComputationGraph {
    var nodes = (0..<3).map { node("x\($0)", "input") }
    var last = nodes.map(\.id)
    for layer in 0..<3 {
      last = (0..<3).map { unit in
        let id = "l\(layer)u\(unit)"
        nodes.append(node("\(id)b", "input"))
        var sum = "\(id)b"
        for (index, input) in last.enumerated() {
          nodes += [
            node("\(id)w\(index)", "input"),
            node("\(id)p\(index)", "mul", [input, "\(id)w\(index)"]),
            node("\(id)s\(index)", "add", [sum, "\(id)p\(index)"]),
          ]
          sum = "\(id)s\(index)"
        }
        nodes.append(node(id, "tanh", [sum]))
        return id
      }
    }
    nodes.append(node("f", "sum", last))
    return ComputationGraph(name: "perceptron", nodes: nodes, outputs: ["f"])
  }

  private static var graphs: [(String, ComputationGraph)] {
    [
      ("80 layers in scopes", layers(80, hasScopes: true)),
      ("80 layers without scopes", layers(80, hasScopes: false)),
      ("a recurrent net of 60 steps", recurrent(60)),
    ] + [1_000, 10_000, 100_000, 1_000_000].map { ("drawn at random", random($0)) }
  }

  private static func node(
    _ id: String, _ op: String, _ inputs: [String] = [], scope: String? = nil
  ) -> Node {
    Node(
      id: id, op: op, inputs: inputs, scope: scope, shape: [], value: .scalar(0.5),
      gradient: .scalar(0.25), role: inputs.isEmpty ? .parameter : nil)
  }

  /// Each layer eight units in scalars, of four inputs each.
  private static func layers(_ count: Int, hasScopes: Bool) -> ComputationGraph {
    var nodes = (0..<8).map { node("x\($0)", "input") }
    var last = nodes.map(\.id)
    for layer in 0..<count {
      let scope = hasScopes ? "layer\(layer)" : nil
      last = (0..<8).map { unit in
        let (id, weight) = ("l\(layer)u\(unit)", "l\(layer)w\(unit)")
        nodes.append(node(weight, "input", scope: scope))
        var sum = weight
        for (index, input) in last.enumerated() where index % 2 == unit % 2 {
          nodes.append(node("\(id)p\(index)", "mul", [input, weight], scope: scope))
          nodes.append(node("\(id)s\(index)", "add", [sum, "\(id)p\(index)"], scope: scope))
          sum = "\(id)s\(index)"
        }
        nodes.append(node(id, "tanh", [sum], scope: scope))
        return id
      }
    }
    return ComputationGraph(name: "layers", nodes: nodes, outputs: [last[0]])
  }

  private static func recurrent(_ steps: Int) -> ComputationGraph {
    var nodes = [node("W", "input"), node("U", "input"), node("b", "input"), node("h0", "input")]
    for step in 1...steps {
      let scope = "t=\(step)"
      nodes += [
        node("x\(step)", "input"), node("p\(step)", "mul", ["x\(step)", "W"], scope: scope),
        node("q\(step)", "mul", ["h\(step - 1)", "U"], scope: scope),
        node("r\(step)", "add", ["p\(step)", "q\(step)"], scope: scope),
        node("s\(step)", "add", ["r\(step)", "b"], scope: scope),
        node("h\(step)", "tanh", ["s\(step)"], scope: scope),
      ]
    }
    return ComputationGraph(name: "steps", nodes: nodes, outputs: ["h\(steps)"])
  }

  /// Each node takes two of those before it.
  private static func random(_ count: Int) -> ComputationGraph {
    var random = SplitMix64(seed: 1)
    var nodes = [node("n0", "input"), node("n1", "input")]
    nodes.reserveCapacity(count)
    for number in 2..<count {
      let inputs = (0..<2).map { _ in "n\(Int.random(in: 0..<number, using: &random))" }
      nodes.append(node("n\(number)", number % 3 == 0 ? "mul" : "add", inputs))
    }
    return ComputationGraph(name: "random", nodes: nodes, outputs: ["n\(count - 1)"])
  }

  private static func dot(of graph: ComputationGraph) -> String {
    var out = "digraph g { rankdir=LR; node [shape=box];\n"
    for node in graph.nodes {
      out += "\"\(node.id)\" [label=\"\(node.op)\"];\n"
      for input in node.inputs { out += "\"\(input)\" -> \"\(node.id)\";\n" }
    }
    return out + "}\n"
  }
}
