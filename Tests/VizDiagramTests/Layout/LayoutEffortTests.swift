import Testing
import VizTrace

@testable import VizDiagram

/// Whatever the graph, what Graphviz is asked for is bounded: the work is counted, at two sizes.
@Suite struct LayoutEffortTests {
  private func effort(
    _ graph: ComputationGraph, _ collapse: DiagramOptions.Collapse = .automatic
  ) throws -> LayoutEffort {
    let model = try DiagramModel(graph, options: .with { $0.collapse = collapse })
    // Every node is somewhere.
    #expect(model.cards.reduce(0) { $0 + $1.nodes.count } == graph.nodes.count)
    return LayoutEffort(model)
  }

  /// x, and so many times the product of x and the one before.
  static func powers(_ count: Int) -> ComputationGraph {
    var nodes = [Node(id: "x", op: "input")]
    for index in 1...count {
      nodes.append(Node(id: "m\(index)", op: "mul", inputs: ["x", nodes[index - 1].id]))
    }
    return ComputationGraph(nodes: nodes, outputs: ["m\(count)"])
  }

  /// Nodes without wires, each in a scope of its own.
  static func loose(_ count: Int) -> ComputationGraph {
    let nodes = (0..<count).map { Node(id: "n\($0)", op: "input", scope: "s\($0)") }
    return ComputationGraph(nodes: nodes, outputs: nodes.map(\.id))
  }

  /// One input that so many outputs take.
  static func star(_ count: Int) -> ComputationGraph {
    let nodes = (0..<count).map { Node(id: "o\($0)", op: "exp", inputs: ["x"]) }
    return ComputationGraph(nodes: [Node(id: "x", op: "input")] + nodes, outputs: nodes.map(\.id))
  }

  /// Two layers, joined all to all.
  static func joined(_ count: Int) -> ComputationGraph {
    let inputs = (0..<count).map { Node(id: "a\($0)", op: "input") }
    let sums = (0..<count).map { Node(id: "b\($0)", op: "add", inputs: inputs.map(\.id)) }
    return ComputationGraph(nodes: inputs + sums, outputs: sums.map(\.id))
  }

  /// Products of a transposed weight each.
  static func weights(_ count: Int) -> ComputationGraph {
    var nodes = [Node(id: "x", op: "input")]
    for index in 1...count {
      let input = index == 1 ? "x" : "m\(index - 1)"
      nodes += [
        Node(id: "W\(index)", op: "parameter"),
        Node(id: "T\(index)", op: "transpose", inputs: ["W\(index)"]),
        Node(id: "m\(index)", op: "matmul", inputs: ["T\(index)", input]),
      ]
    }
    return ComputationGraph(nodes: nodes, outputs: ["m\(count)"])
  }

  /// One node that takes one other so many times.
  static func again(_ count: Int) -> ComputationGraph {
    ComputationGraph(
      nodes: [
        Node(id: "x", op: "input"),
        Node(id: "s", op: "add", inputs: [String](repeating: "x", count: count)),
      ], outputs: ["s"])
  }

  static let kinds: [(String, @Sendable (Int) -> ComputationGraph)] = [
    ("powers", powers), ("loose", loose), ("star", star), ("weights", weights),
    ("again", again), ("random", { Graphs.layers($0 / 20, width: 20) }),
    ("joined", { joined(Int(Double($0).squareRoot())) }),
  ]

  @Test(arguments: kinds.map(\.0))
  func workIsBoundedAtAnySize(name: String) throws {
    let make = try #require(Self.kinds.first { $0.0 == name }).1
    for collapse in [DiagramOptions.Collapse.automatic, .none, .depth(0)] {
      for size in [5_000, 40_000] {
        let effort = try effort(make(size), collapse)
        #expect(effort.isBounded, "\(name) \(size) \(collapse): \(effort)")
      }
    }
  }

  @Test func whatCanBeLaidOutIsNotFolded() throws {
    #expect(try effort(Self.powers(100), .none).boxes == 101)
    #expect(try effort(Self.star(2000), .none).boxes == 2001)
    #expect(try effort(Self.joined(40), .none).edges == 1600)
  }

  @Test func foldsOfTheLastResortSayWhatTheyHide() throws {
    func titles(_ graph: ComputationGraph) throws -> [String] {
      try DiagramModel(graph, options: DiagramOptions()).cards.compactMap {
        if case .fold(let fold) = $0.kind { fold.title } else { nil }
      }
    }
    #expect(try titles(Self.star(100_000)).first == "3125 × exp")
    #expect(try titles(Self.loose(4000)).first == "s0 … s124")
    let model = try DiagramModel(Self.star(100_000), options: DiagramOptions())
    #expect(model.cards.count == 21 && model.wires.count == 20)
    #expect(model.cards.last?.outputName == "6250 outputs")
  }

  @Test func weightsFoldWithTheRunThatTakesThem() throws {
    let model = try DiagramModel(Self.weights(90), options: DiagramOptions())
    #expect(model.cards.count <= Folding.readable)
    #expect(model.hidden > 200)
  }

  /// A leaf whose only use is wanted far down the graph does not stand at its start.
  @Test func leavesOfLateUsesAreNotPinned() throws {
    let model = try DiagramModel(Self.weights(60), options: .with { $0.collapse = .none })
    let pinned = model.cards.filter(\.first).count
    #expect(pinned > 0 && pinned <= 13)
    // Ninety times ninety ranks would be passed otherwise.
    #expect(LayoutEffort(model).passedRanks < 200)
  }

  /// The steps of the simplex, each of which looks at a part of all places, grow no faster than those.
  @Test func stepsAreBoundedForEachPlace() throws {
    func steps(_ passed: Int) -> Double? {
      LayoutEffort(boxes: 100, edges: 200, panels: 0, passedRanks: passed).stepsForEachPlace
    }
    #expect(steps(200) == nil)
    #expect(steps(400) == 1)
    #expect(steps(3_900) == 0.25)
    #expect(steps(LayoutEffort.mostPassedRanks) == 0.1)
  }

  /// The simplex walks for half a minute through places that are as good, if it is not stopped.
  @Test func oneInputOfALongChainIsLaidOut() async throws {
    var options = DiagramOptions()
    options.isolation = .never
    options.collapse = .none
    let steps = try [20, 130].map {
      LayoutEffort(try DiagramModel(Self.powers($0), options: options)).stepsForEachPlace
    }
    #expect(steps[0] == nil && steps[1] != nil)
    let diagram = try await Diagram(Self.powers(130), options: options)
    #expect(diagram.cards.count == 131)
  }
}
