import Testing
import VizBase
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct HeadingTests {
  private func heading(_ graph: ComputationGraph) throws -> Heading {
    let model = try DiagramModel(graph, options: DiagramOptions())
    return Heading(graph, model: model, options: DiagramOptions())
  }

  @Test func aGraphWithoutANameHasATitle() throws {
    var graph = Graphs.chain(2)
    graph.name = nil
    #expect(try heading(graph).title == "Computational graph")
    graph.name = ""
    #expect(try heading(graph).title == "Computational graph")
  }

  @Test func aLongNameIsCut() throws {
    var graph = Graphs.chain(2)
    graph.name = String(repeating: "name ", count: 10_000)
    let heading = try heading(graph)
    #expect(heading.title.hasSuffix("…") && heading.width <= 900)
  }

  @Test func aLongTitleBreaksBehindSemicolonsBeforeItIsCut() async throws {
    var graph = Graphs.chain(2)
    let statements = (1...12).map { "h\($0) = tanh(W\($0) x + b\($0))" }
    graph.name = statements.joined(separator: "; ")
    let picture = try await Diagram(graph).picture
    let titles = picture.commands.compactMap { command -> String? in
      if case .text(let text, Metric.large, _, _, .start) = command { text } else { nil }
    }
    let lines = titles.filter { $0.contains(" = ") }
    #expect(lines.count > 1 && lines.dropLast().allSatisfy { $0.hasSuffix(";") })
    let whole = lines.joined(separator: " ")
    #expect(whole == MathName.inText(graph.name ?? ""), "\(lines)")
    #expect(Ink(picture, theme: .light).faults.isEmpty)
  }

  @Test func whatRoundingLeftOfASumIsNothing() throws {
    func graph(_ sum: Double, _ gradient: Double) -> ComputationGraph {
      ComputationGraph(
        nodes: [
          Node(id: "x", op: "input", value: .scalar(0.5), gradient: .scalar(gradient)),
          Node(
            id: "a", op: "exp", inputs: ["x"], value: .scalar(2), gradient: .scalar(1),
            local: [.number(1)]),
          Node(
            id: "b", op: "neg", inputs: ["x"], value: .scalar(-2), gradient: .scalar(1),
            local: [.number(-1)]),
          Node(id: "s", op: "add", inputs: ["a", "b"], value: .scalar(sum), gradient: .scalar(1)),
        ], outputs: ["s"])
    }
    let model = try DiagramModel(graph(-3e-17, 1e-17), options: DiagramOptions())
    let (x, s) = (model.cards.first { $0.nodes == [0] }, model.cards.first { $0.nodes == [3] })
    #expect(x?.gradient == .scalar(0) && s?.value == .scalar(0))
    // What is small and no noise stays.
    let other = try DiagramModel(graph(3e-9, 1e-9), options: DiagramOptions())
    #expect(other.cards.first { $0.nodes == [0] }?.gradient == .scalar(1e-9))
    #expect(other.cards.first { $0.nodes == [3] }?.value == .scalar(3e-9))
  }

  /// What is made of noise is noise: `(0.1 + 0.2 − 0.3) x + 2` shows no 10⁻¹⁶.
  @Test func whatIsMadeOfNoiseIsNothing() throws {
    let rest = 0.1 + 0.2 - 0.3
    func node(
      _ id: String, _ op: String, _ inputs: [String], _ value: Double, _ gradient: Double,
      _ local: [Double] = []
    ) -> Node {
      Node(
        id: id, op: op, inputs: inputs, value: .scalar(value), gradient: .scalar(gradient),
        local: local.isEmpty ? nil : local.map { .number($0) })
    }
    let graph = ComputationGraph(
      nodes: [
        node("a", "input", [], 0.1 + 0.2, 3), node("b", "input", [], 0.3, -3),
        node("x", "input", [], 3, rest), node("y", "exp", ["x"], 20, rest, [20]),
        node("d", "sub", ["a", "b"], rest, 3, [1, -1]),
        node("p", "mul", ["d", "x"], 3 * rest, 1, [3, rest]),
        node("f", "add", ["p", "y"], 20, 1, [1, 1]),
      ], outputs: ["f"])
    let model = try DiagramModel(graph, options: DiagramOptions())
    let cards = Dictionary(
      uniqueKeysWithValues: model.cards.map { (graph.nodes[$0.nodes[0]].id, $0) })
    #expect(rest != 0 && cards["d"]?.value == .scalar(0) && cards["p"]?.value == .scalar(0))
    #expect(cards["p"]?.locals == [3, 0] && cards["d"]?.gradient == .scalar(3))
    #expect(model.wires.contains { $0.chain?.local == 0 && $0.magnitude == 0 })
  }

  @Test func onlyNumbersThatThereAreHaveASide() async throws {
    func subtitle(_ value: TensorData?, _ gradient: TensorData?) throws -> String {
      try heading(
        ComputationGraph(
          nodes: [
            Node(id: "a", op: "input", value: value, gradient: gradient),
            Node(id: "b", op: "exp", inputs: ["a"], value: value, gradient: gradient),
          ], outputs: ["b"])
      ).subtitle
    }
    #expect(try subtitle(nil, nil).isEmpty)
    #expect(try subtitle(.scalar(1), nil) == "forward value above the wire")
    #expect(try subtitle(nil, .scalar(1)) == "gradient ∂b/∂· below the wire")
    #expect(
      try subtitle(.scalar(1), .scalar(1))
        == "forward value above the wire, gradient ∂b/∂· below it")
    // Where nothing is said there is no empty line.
    let rooms = ComputationGraph(
      nodes: [Node(id: "a", op: "input"), Node(id: "b", op: "exp", inputs: ["a"])], outputs: ["b"])
    for fit in [nil, Frame.slide] {
      let picture = try await Diagram(rooms, options: .with { $0.fit = fit }).picture
      #expect(
        picture.commands.allSatisfy {
          if case .text(let text, _, _, _, _) = $0 { !text.isEmpty } else { true }
        })
    }
  }

  @Test func manyGradientsAreNotAllRead() throws {
    #expect(try heading(Graphs.fan(30)).summary.hasSuffix(", …."))
  }
}

@Suite struct LegendTests {
  private func entries(
    _ graph: ComputationGraph, _ options: DiagramOptions = DiagramOptions()
  ) throws -> [Legend.Entry] {
    Legend([try DiagramModel(graph, options: options)], options: options).entries
  }

  @Test func halosAreExplained() async throws {
    let keys = [HighlightKey(from: 0, "odd"), HighlightKey(from: 1, "at fault")]
    let options = DiagramOptions.with {
      $0.highlights = ["sin1": 1]
      $0.highlightKeys = keys
    }
    let graph = Graphs.chain(2)
    #expect(try entries(graph, options).last == .highlight("at fault", alarm: 1))
    #expect(try entries(graph).count + 1 == entries(graph, options).count)
    let picture = try await Diagram(graph, options: options).picture
    #expect(picture.summary.contains(" Marked, at fault: sin"))
    #expect(Ink(picture, theme: .light).faults.isEmpty)
  }

  @Test func onlyWhatIsShownIsExplained() throws {
    let bare = ComputationGraph(nodes: [Node(id: "x", op: "input")], outputs: [])
    #expect(try entries(bare).isEmpty)
    let plain = try entries(Graphs.chain(2))
    #expect(plain.contains(.widths) && !plain.contains(.blocked) && !plain.contains(.broken))
    #expect(!plain.contains(.chain))
    #expect(try entries(Graphs.chain(2), .with { $0.show = .chain }).contains(.chain))
  }

  @Test func blockedAndBrokenWiresAreExplained() throws {
    var graph = Graphs.chain(2)
    graph.nodes[1].local = [.number(0)]
    #expect(try entries(graph).contains(.blocked))
    graph.nodes[0].value = .scalar(.nan)
    #expect(try entries(graph).contains(.broken))
  }
}
