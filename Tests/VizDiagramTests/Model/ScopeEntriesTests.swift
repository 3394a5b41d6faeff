import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct ScopeEntriesTests {
  private func node(_ id: String, _ inputs: [String], _ scope: String?) -> Node {
    Node(
      id: id, op: inputs.isEmpty ? "input" : "sin", inputs: inputs, scope: scope,
      value: .scalar(1), gradient: .scalar(1))
  }

  /// A module that is called twice, with something between the calls.
  private var twice: ComputationGraph {
    ComputationGraph(
      nodes: [
        node("x", [], nil), node("a", ["x"], "act"), node("b", ["a"], nil),
        node("c", ["b"], "act"), node("d", ["c"], nil),
      ], outputs: ["d"])
  }

  @Test func aScopeThatIsEnteredTwiceIsTwoPanels() throws {
    let model = try DiagramModel(twice, options: DiagramOptions())
    #expect(model.panels.map(\.title) == ["act", "act"])
    let panels = model.cards.map(\.panel)
    #expect(panels[1] != panels[3] && panels[1] != nil && panels[3] != nil && panels[2] == nil)
  }

  @Test func noWireRunsBackwards() async throws {
    for direction in DiagramOptions.Direction.allCases {
      let options = DiagramOptions.with { $0.direction = direction }
      let model = try DiagramModel(twice, options: options)
      let placement = try await Placement(model, options: options)
      for wire in model.wires {
        let (from, to) = (placement.cards[wire.from], placement.cards[wire.to])
        #expect(direction == .lr ? from.maxX < to.minX : from.maxY < to.minY)
      }
      let faults = Ink(try await Diagram(twice, options: options).picture, theme: .light).faults
      #expect(faults.isEmpty)
    }
  }

  /// Folded, the two entries stay apart, too: one card for both would close a cycle.
  @Test func theEntriesFoldApart() throws {
    var graph = twice
    graph.nodes.insert(node("a2", ["a"], "act"), at: 2)
    graph.nodes[3].inputs = ["a2"]
    graph.nodes.insert(node("c2", ["c"], "act"), at: 5)
    graph.nodes[6].inputs = ["c2"]
    let model = try DiagramModel(graph, options: .with { $0.collapse = .depth(0) })
    #expect(model.cards.map(\.nodes.count) == [1, 2, 1, 2, 1])
  }

  /// A scope that is one card gives it its name where parameters stand in cards, and has no panel.
  @Test func aScopeOfOneTensorIsAName() throws {
    var graph = twice
    for index in graph.nodes.indices {
      graph.nodes[index].value = .elements([1, 2], shape: [2])
      graph.nodes[index].gradient = .elements([1, 2], shape: [2])
      graph.nodes[index].shape = [2]
      graph.nodes[index].id = "a long name of node \(index)"
      graph.nodes[index].inputs = index == 0 ? [] : ["a long name of node \(index - 1)"]
    }
    graph.outputs = ["a long name of node 4"]
    #expect(try DiagramModel(graph, options: DiagramOptions()).panels.count == 2)
    let model = try DiagramModel(graph, options: .with { $0.holdsParameters = true })
    #expect(model.panels.isEmpty)
    #expect(model.cards.dropFirst().map(\.name) == ["act", nil, "act", nil])
  }

  /// A scope whose only card is a fold is part of its title.
  @Test func aScopeOfOneFoldIsPartOfItsTitle() throws {
    let graph = try Graphs.fixture("resnet")
    let options = DiagramOptions.with {
      $0.holdsParameters = true
      $0.mostCards = 10
    }
    let model = try DiagramModel(graph, options: options)
    let titles = model.cards.compactMap { card in
      if case .fold(let fold) = card.kind { fold.title } else { nil }
    }
    #expect(titles == ["blocks/0 … 2"] && model.panels.isEmpty)
  }

  @Test func branchesOfOneEntryStayTogether() throws {
    let graph = ComputationGraph(
      nodes: [
        node("x", [], nil), node("a", ["x"], "m"), node("b", ["x"], "m"),
        Node(id: "c", op: "add", inputs: ["a", "b"], scope: "m"),
      ], outputs: ["c"])
    #expect(try DiagramModel(graph, options: DiagramOptions()).panels.count == 1)
  }

  @Test func aParameterStandsInTheEntryThatTakesIt() throws {
    var graph = twice
    graph.nodes.append(node("w", [], "act"))
    graph.nodes[3] = Node(id: "c", op: "mul", inputs: ["b", "w"], scope: "act")
    let model = try DiagramModel(graph, options: DiagramOptions())
    let c = model.cards.firstIndex { $0.nodes == [3] }
    let w = model.cards.firstIndex { $0.nodes == [5] }
    #expect(c.map { model.cards[$0].panel } == w.map { model.cards[$0].panel })
  }

  /// What a folded scope alone takes may be of no scope: the fold stands in the panel of its scope.
  @Test func aFoldStandsInThePanelOfItsScope() throws {
    func part(_ index: Int, _ inputs: [String]) -> [Node] {
      [node("a\(index)", inputs, "m/\(index)"), node("b\(index)", ["a\(index)"], "m/\(index)")]
    }
    let nodes =
      [Node(id: "c", op: "constant", value: .scalar(1), gradient: nil)]
      + part(0, ["c"]) + part(1, ["b0"])
    let graph = ComputationGraph(nodes: nodes, outputs: ["b1"])
    let model = try DiagramModel(graph, options: .with { $0.collapse = .depth(1) })
    let folds = model.cards.filter { if case .fold = $0.kind { true } else { false } }
    #expect(folds.count == 1 && folds[0].nodes == [0, 1, 2])
    #expect(model.panels.map(\.title).first == "m" && folds[0].panel == 0)
  }
}
