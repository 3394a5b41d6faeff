import Testing
import VizBase
import VizTrace

@testable import VizDiagram

@Suite struct FoldingFocusTests {
  private func cards(
    _ graph: ComputationGraph, on node: String, radius: Int? = nil
  ) throws -> [[String]] {
    let options = DiagramOptions.with { $0.focus = .init(on: node, radius: radius) }
    return try DiagramModel(graph, options: options).cards.map { card in
      card.nodes.map { graph.nodes[$0].id }
    }
  }

  @Test func theNeighbourhoodStandsAloneAndTheRestIsFolded() throws {
    let chain = Graphs.chain(9)
    #expect(
      try cards(chain, on: "sin4", radius: 1) == [
        ["x", "sin1", "sin2"], ["sin3"], ["sin4"], ["sin5"], ["sin6", "sin7", "sin8"], ["sin9"],
      ])
    #expect(
      try cards(chain, on: "sin4", radius: 0) == [
        ["x", "sin1", "sin2", "sin3"], ["sin4"], ["sin5", "sin6", "sin7", "sin8"], ["sin9"],
      ])
    #expect(try cards(chain, on: "x", radius: 100).count == 10)
  }

  @Test func aNodeHasAWiderNeighbourhoodThanAScope() throws {
    #expect(
      try cards(Graphs.chain(9), on: "sin4") == cards(Graphs.chain(9), on: "sin4", radius: 2))
    #expect(try cards(cells, on: "t=2") == cards(cells, on: "t=2", radius: 1))
    let options = DiagramOptions.with { $0.focus = .init(on: "t=2") }
    let model = try DiagramModel(cells, options: options)
    let entries = Legend([model], options: options).entries
    #expect(entries.contains(.text("6 nodes are folded away more than 1 wire away from t=2")))
  }

  @Test func whatLeadsOutAndBackIsOneFold() throws {
    let nodes = [
      Node(id: "x", op: "input"), Node(id: "a", op: "exp", inputs: ["x"]),
      Node(id: "b", op: "sin", inputs: ["a"]), Node(id: "c", op: "cos", inputs: ["b"]),
      Node(id: "d", op: "tanh", inputs: ["c"]), Node(id: "e", op: "exp", inputs: ["d"]),
      Node(id: "f", op: "add", inputs: ["x", "e"]),
    ]
    let graph = ComputationGraph(nodes: nodes, outputs: ["f"])
    #expect(
      try cards(graph, on: "x", radius: 1) == [["x"], ["a"], ["b", "c", "d", "e"], ["f"]])
  }

  /// A chain through the cells of three time steps.
  private var cells: ComputationGraph {
    var nodes = [Node(id: "x", op: "input")]
    for step in 1...3 {
      for (name, op) in [("read", "sin"), ("read", "cos"), ("write", "exp"), ("write", "tanh")] {
        nodes.append(
          Node(
            id: "\(op)\(step)", op: op, inputs: [nodes[nodes.count - 1].id],
            scope: "t=\(step)/\(name)"))
      }
    }
    return ComputationGraph(nodes: nodes, outputs: ["tanh3"])
  }

  @Test func aScopeIsOpenedAmongWhatLeadsThereAndFollows() throws {
    #expect(
      try cards(cells, on: "t=2/read", radius: 0) == [
        ["x", "sin1", "cos1", "exp1", "tanh1"], ["sin2"], ["cos2"],
        ["exp2", "tanh2", "sin3", "cos3", "exp3"], ["tanh3"],
      ])
    #expect(
      try cards(cells, on: "t=2", radius: 1) == [
        ["x", "sin1", "cos1", "exp1"], ["tanh1"], ["sin2"], ["cos2"], ["exp2"], ["tanh2"], ["sin3"],
        ["cos3", "exp3"], ["tanh3"],
      ])
  }

  @Test func aLargeScopeIsFoldedIntoTheScopesInIt() throws {
    var nodes = [Node(id: "x", op: "input")]
    for index in 0..<120 {
      let scope = index < 100 ? "net/layer\(index / 25)/\(index % 25 < 12 ? "a" : "b")" : "loss"
      nodes.append(
        Node(id: "n\(index)", op: "sin", inputs: [nodes[nodes.count - 1].id], scope: scope))
    }
    let shown = try cards(
      ComputationGraph(nodes: nodes, outputs: ["n119"]), on: "net", radius: 0)
    #expect(shown.map(\.count) == [1, 12, 13, 12, 13, 12, 13, 12, 13, 19, 1])
  }

  /// A cell of some more operations than a picture usually has, without scopes in it, is opened all the same.
  @Test func aScopeOfFiftyOperationsIsOpened() throws {
    var nodes = [Node(id: "w", op: "parameter"), Node(id: "h0", op: "input")]
    for step in 1...6 {
      var last = "h\(step - 1)"
      for index in 1...50 {
        let id = index < 50 ? "n\(step).\(index)" : "h\(step)"
        nodes.append(
          Node(
            id: id, op: index % 2 == 0 ? "mul" : "add", inputs: [last, index == 1 ? "w" : last],
            scope: "t=\(step)/cell"))
        last = id
      }
    }
    let graph = ComputationGraph(nodes: nodes, outputs: ["h6"])
    let shown = try cards(graph, on: "t=3/cell")
    let own = Set(shown.filter { $0.count == 1 }.flatMap(\.self))
    #expect(own.isSuperset(of: (1..<50).map { "n3.\($0)" } + ["h3", "w"]))
    #expect(shown.count < 80 && shown.contains { $0.count > 90 })
  }

  /// However few cards a frame has room for, what is asked for is not folded away.
  @Test func aScopeInFocusStaysOpenInAFrame() throws {
    var nodes = [Node(id: "x", op: "input")]
    for step in 1...5 {
      for index in 0..<60 {
        nodes.append(
          Node(
            id: "n\(step).\(index)", op: index % 2 == 0 ? "sin" : "exp",
            inputs: [nodes[nodes.count - 1].id], scope: "t=\(step)/cell"))
      }
    }
    let graph = ComputationGraph(nodes: nodes, outputs: ["n5.59"])
    for most in [20, 8, 2] {
      let options = DiagramOptions.with {
        $0.focus = .init(on: "t=3/cell", radius: 0)
        $0.mostCards = most
      }
      let cards = try DiagramModel(graph, options: options).cards
      let open = cards.filter { card in
        card.nodes.allSatisfy { graph.nodes[$0].scope == "t=3/cell" }
      }
      #expect(open.count >= 2 && open.flatMap(\.nodes).count == 60)
      #expect(cards.count <= max(most, 12))
    }
  }

  @Test func aScopeThatIsEnteredAgainIsFoldedOnceMore() throws {
    var nodes = [Node(id: "x", op: "input")]
    for index in 0..<60 {
      nodes.append(
        Node(
          id: "n\(index)", op: "sin", inputs: [nodes[nodes.count - 1].id],
          scope: index / 20 == 1 ? "net/b" : "net/a"))
    }
    let shown = try cards(
      ComputationGraph(nodes: nodes, outputs: ["n59"]), on: "net", radius: 0)
    #expect(shown.map(\.count) == [1, 20, 20, 20])
  }

  @Test func aNodeThatIsNotThereIsNamed() {
    let error = #expect(throws: DiagramError.self) {
      try self.cards(Graphs.chain(3), on: "sin33", radius: 1)
    }
    #expect(error?.message == "there is no node or scope sin33 to focus on")
    #expect(error?.hint == "did you mean sin3?")
    #expect(error?.kind == .focus && error?.kind.cause == .request)
    let far = #expect(throws: DiagramError.self) {
      try self.cards(Graphs.chain(3), on: "dense1", radius: 1)
    }
    #expect(far?.hint?.hasPrefix("there are ") == true, "\(far?.hint ?? "")")
  }
}
