import Testing

@testable import VizTrace

@Suite struct ContributionTests {
  /// q = x x + y, f = q x at x = 1.5, y = 2.
  static let graph = ComputationGraph(
    nodes: [
      Node(id: "x", op: "input", value: .scalar(1.5), gradient: .scalar(8.75)),
      Node(id: "y", op: "input", value: .scalar(2), gradient: .scalar(1.5)),
      Node(
        id: "s", op: "mul", inputs: ["x", "x"], value: .scalar(2.25), gradient: .scalar(1.5),
        local: [.number(1.5), .number(1.5)]),
      Node(
        id: "q", op: "add", inputs: ["s", "y"], value: .scalar(4.25), gradient: .scalar(1.5),
        local: [.number(1), .number(1)]),
      Node(
        id: "f", op: "mul", inputs: ["q", "x"], value: .scalar(6.375), gradient: .scalar(1),
        local: [.number(1.5), .number(4.25)]),
    ], outputs: ["f"])

  static func contribution(
    _ consumer: Int, _ argument: Int, in graph: ComputationGraph = graph
  ) -> Contribution? {
    graph.contribution(of: Use(consumer: consumer, argument: argument), in: NodeIndex(graph))
  }

  @Test func isUpstreamTimesLocal() throws {
    let contribution = try #require(Self.contribution(4, 1))
    #expect(contribution.target == 0 && contribution.total == .scalar(8.75))
    #expect(contribution.numbers == Contribution.Numbers(upstream: 1, local: 4.25))
    #expect(contribution.numbers?.product == 4.25)
  }

  /// An argument that stands twice counts twice.
  @Test func whatAllUsesSendBackIsTheGradient() {
    let graph = Self.graph
    let index = NodeIndex(graph)
    for (number, node) in graph.nodes.enumerated() where node.id != "f" {
      #expect(graph.contributions(to: number, in: index).sum == node.gradient?.scalar)
    }
    #expect(
      graph.contributions(to: 0, in: index).map(\.use) == [
        Use(consumer: 4, argument: 1), Use(consumer: 2, argument: 0),
        Use(consumer: 2, argument: 1),
      ])
    #expect(graph.contributions(to: 4, in: index).isEmpty)
  }

  @Test func ofTensorsUpstreamAndTheWholeAreKnown() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(
          id: "W", op: "parameter", value: .elements([1, 2], shape: [1, 2]),
          gradient: .elements([3, 4], shape: [1, 2])),
        Node(
          id: "s", op: "sum", inputs: ["W"], value: .scalar(3), gradient: .scalar(1),
          local: [.text("1")]),
      ], outputs: ["s"])
    let contribution = try #require(Self.contribution(1, 0, in: graph))
    #expect(contribution.numbers == nil && contribution.local == .text("1"))
    #expect(contribution.upstream == .scalar(1))
    #expect(contribution.total == .elements([3, 4], shape: [1, 2]))
    #expect(graph.contributions(to: 0, in: NodeIndex(graph)).sum == nil)
  }

  @Test func whatIsNotStatedHasNoNumbers() throws {
    var graph = Self.graph
    graph.nodes[4].local = [.number(1.5), nil]
    graph.nodes[3].local = nil
    graph.nodes[2].gradient = nil
    #expect(try #require(Self.contribution(4, 1, in: graph)).numbers == nil)
    #expect(try #require(Self.contribution(3, 0, in: graph)).numbers == nil)
    #expect(try #require(Self.contribution(2, 0, in: graph)).numbers == nil)
    // More arguments than `local` says something of: no graph, and nothing to stop at.
    graph.nodes[4].local = []
    #expect(try #require(Self.contribution(4, 1, in: graph)).local == nil)
  }

  @Test func whatIsNoUseHasNone() {
    #expect(Self.contribution(4, 2) == nil)
    #expect(Self.contribution(4, -1) == nil)
    #expect(Self.contribution(0, 0) == nil)
    #expect(Self.contribution(9, 0) == nil)
    #expect(Self.contribution(-1, 0) == nil)
  }

  @Test func inForwardModeNothingFlowsBack() {
    var graph = Self.graph
    graph.isForwardMode = true
    #expect(Self.contribution(4, 1, in: graph) == nil)
    #expect(graph.contributions(to: 0, in: NodeIndex(graph)).isEmpty)
  }
}
