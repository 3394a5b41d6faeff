import Foundation
import Testing
import VizBase
import VizDiagram
import VizDrawing
import VizTrace

@testable import VizReport

@Suite struct GraphSectionTests {
  /// y = (w x − t)², where training moves w.
  static func frame(_ step: Int) -> GraphSection.Frame {
    let w = 2 - 1.5 / Double(step + 1)
    let (d, x) = (w * 3 - 6, 3.0)
    let graph = ComputationGraph(
      name: "a line",
      nodes: [
        Node(id: "x", op: "input", value: .scalar(x)),
        Node(
          id: "w", op: "parameter", value: .scalar(w), gradient: .scalar(2 * d * x),
          attributes: ["update_ratio": JSONValue(0.1), "distance": JSONValue(w - 0.5)],
          role: .parameter),
        Node(
          id: "z", op: "mul", inputs: ["w", "x"], value: .scalar(w * x), gradient: .scalar(2 * d),
          local: [.number(x), .number(w)]),
        Node(id: "t", op: "constant", value: .scalar(6)),
        Node(
          id: "d", op: "sub", inputs: ["z", "t"], value: .scalar(d), gradient: .scalar(2 * d),
          local: [.number(1), .number(-1)]),
        Node(
          id: "loss", op: "square", inputs: ["d"], value: .scalar(d * d), gradient: .scalar(1),
          local: [.number(2 * d)]),
      ], outputs: ["loss"])
    return (step, d * d, graph)
  }

  static func section(
    _ steps: [Int], replayed: Int? = nil, idPrefix: String = "",
    _ change: (inout ComputationGraph) -> Void = { _ in }
  ) async throws -> GraphSection {
    var frames = steps.map(frame)
    for index in frames.indices { change(&frames[index].graph) }
    let shown = frames.first { $0.step == replayed } ?? frames[frames.count - 1]
    return try await GraphSection(
      run: shown.graph, frames: frames, replayed: replayed,
      update: Update(UpdateRule(.sgd, rate: 0.01), step: shown.step),
      idPrefix: idPrefix)
  }

  @Test func tellsWhichStepIsShownAndReplayed() async throws {
    let html = try await Self.section([0, 1, 5, 20], replayed: 5).html()
    #expect(html.contains(#"data-steps="0 1 5 20""#))
    #expect(html.contains(#"data-replayed="5" hidden>"#))
    #expect(html.contains("<output for=\"at\">step 20 of 20 · loss "))
    #expect(html.contains("Replay of step 5</span>"))
    #expect(html.contains("This is the graph at step 20."))
    #expect(html.contains(">The graph, step by step</h2>"))
    #expect(!html.contains("The graph can be seen at"))
    #expect(html.contains("<template class=\"tracks\">"))
    #expect(html.contains("<h3>Update</h3>"))
    #expect(
      html.contains("w ← w − η ∂loss/∂w</span> <span class=\"numbers\">= 1.75 − 0.01 × (−4.5)"))
    #expect(html.contains("1.25 away from where it started"))
  }

  @Test func sectionsSideBySideShareNoID() async throws {
    let html =
      try await Self.section([0, 1]).html() + Self.section([0, 1], idPrefix: "r2-").html()
    let ids = html.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    #expect(Set(ids).isSuperset(of: ["graph", "r2-graph", "step-1", "r2-step-1", "r2-node-0"]))
    let references = html.matches(of: #/ (?:data-on|data-cards|for|aria-labelledby)="([^"]+)"/#)
      .flatMap { $0.1.split(separator: " ").map(String.init) }
    #expect(references.count > 30 && Set(references).isSubset(of: Set(ids)))
  }

  @Test func fewerFramesWhereTheyDoNotFit() async throws {
    let steps = Array(0..<30)
    let levels = try await GraphSection.levels(
      of: steps.map { Self.frame($0).graph }, DiagramOptions())
    let all = try GraphSection.Film(levels, steps: steps, keeping: 17)
    #expect(all.indices == steps)
    let size = all.tracks.reduce(0) { $0 + $1.utf8.count }
    let few = try GraphSection.Film(levels, steps: steps, keeping: 17, largest: size / 3)
    #expect(few.tracks.reduce(0) { $0 + $1.utf8.count } <= size / 3)
    #expect(few.indices.count > 3 && few.indices.count < 15)
    #expect(Set(few.indices).isSuperset(of: [0, 17, 29]))
    let two = try GraphSection.Film(levels, steps: steps, keeping: 17, largest: 1)
    #expect(two.indices == [0, 29])
  }

  @Test(arguments: ["</template><script>alert(1)</script>", "{{{style}}}", "a\tb\nc", "\u{202e}x"])
  func hostileLabelsStayText(_ text: String) async throws {
    let html = try await Self.section([0, 3]) { graph in
      graph.name = text
      for index in graph.nodes.indices { graph.nodes[index].label = "\(text)\(index)" }
    }.html()
    #expect(!html.contains("<script>") && html.components(separatedBy: "</template>").count == 2)
  }

  @Test func tellsHowManyStepsWereCaptured() async throws {
    let frames = [0, 1, 2].map(Self.frame)
    let section = try await GraphSection(run: frames[2].graph, frames: frames, of: 10_000)
    #expect(
      try section.html().contains(
        "The graph can be seen at 3 of 10,000 captured steps, so that the page stays small."))
  }

  @Test func aNumberThatBreaksDoesNotBreakThePage() async throws {
    var frames = [0, 1, 2].map(Self.frame)
    frames[1].loss = .nan
    for index in frames[1].graph.nodes.indices {
      frames[1].graph.nodes[index].value = .scalar(.nan)
      frames[1].graph.nodes[index].gradient = .scalar(.infinity)
    }
    frames[1].graph.nodes[3].value = .scalar(6)
    let section = try await GraphSection(run: frames[2].graph, frames: frames)
    #expect(try section.html().contains("step 1 of 2 · loss NaN"))
  }

  /// A deep network is first seen by its scopes, and opened to all of it; a wide one runs down.
  @Test func largeGraphsAreSeenWholeFirst() async throws {
    func network(_ step: Int) -> ComputationGraph {
      var nodes = [Node(id: "x", op: "input", value: .scalar(1))]
      for layer in 1...6 {
        for op in ["sin", "exp", "tanh", "neg"] {
          nodes.append(
            Node(
              id: "\(op)\(layer)", op: op, inputs: [nodes[nodes.count - 1].id],
              scope: "layer\(layer)", value: .scalar(Double(step) + 0.5),
              gradient: .scalar(0.1)))
        }
      }
      return ComputationGraph(nodes: nodes, outputs: ["neg6"])
    }
    let levels = try await GraphSection.levels(of: [network(0), network(1)], DiagramOptions())
    #expect(levels.map(\.cards.count) == [8, 25])
    #expect(levels.allSatisfy { $0.pictures[0].size.width <= 1500 })
  }
}
