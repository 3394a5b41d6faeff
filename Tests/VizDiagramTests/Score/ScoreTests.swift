import Testing
import VizDrawing
import VizLectures
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizDiagram

/// Scores as pictures: letters, places, and what they fit.
@Suite struct ScoreTests {
  private static func graph(_ name: String) throws -> ComputationGraph {
    if let example = WorkedExample.lectures.first(where: { $0.id == name }) {
      return try example.graph()
    }
    return try Graphs.fixture(name)
  }

  private static func options(_ frame: Frame?, _ theme: Theme = .light) -> DiagramOptions {
    .with {
      $0.form = .score
      $0.fit = frame
      $0.theme = theme
    }
  }

  static let chains = [
    "mlp-two-layers", "spiral-network", "resnet", "u-net", "vectorised-norm", "logistic-cascade",
    "add-mul",
  ]

  @Test(arguments: chains, [Frame.slide, .page, .column, nil])
  func nothingOverlaps(_ name: String, _ frame: Frame?) async throws {
    let picture = try await Diagram(Self.graph(name), options: Self.options(frame)).picture
    let faults = Ink(picture, theme: .light).faults
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    if let frame {
      #expect(picture.size.width == frame.size.width && picture.unit == frame.unit)
      #expect(picture.size.height <= frame.size.height + 1)
    }
  }

  @Test(arguments: ["mlp-two-layers", "spiral-network"])
  func lettersOnASlideCanBeRead(_ name: String) async throws {
    let diagram = try await Diagram(Self.graph(name), options: Self.options(.slide))
    #expect(diagram.picture.smallestLetter >= 18 && diagram.remark == nil)
  }

  /// Random networks of layers, of many sizes and depths.
  @Test(arguments: Graphs.seeds)
  func randomChainsHaveNoOverlaps(seed: UInt64) async throws {
    let graph = Self.network(seed: seed)
    let frame = [Frame.slide, .page, nil][Int(seed % 3)]
    let picture = try await Diagram(graph, options: Self.options(frame)).picture
    let faults = Ink(picture, theme: .light).faults
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func aGradientStandsUnderItsValueInItsShape() async throws {
    let picture = try await Diagram(
      Self.graph("mlp-two-layers"), options: Self.options(.slide)
    ).picture
    var groups: [Group] = []
    var xs: [String: [Double]] = [:]
    var done: Set<String> = []
    for command in picture.commands {
      switch command {
      case .beginGroup(let group): groups.append(group)
      case .endGroup:
        // The column's own numbers come before its parameters'.
        let group = groups.removeLast()
        if group.kind.hasPrefix("of-"), let card = groups.last?.id {
          done.insert("\(card) \(group.kind)")
        }
      case .text(_, _, _, let point, _):
        guard let kind = groups.last?.kind, kind.hasPrefix("of-"),
          let card = groups.dropLast().last?.id, !done.contains("\(card) \(kind)")
        else { continue }
        xs["\(card) \(kind)", default: []].append((point.x * 10).rounded() / 10)
      default: break
      }
    }
    for card in 0..<6 {
      let values = try #require(xs["card-\(card) of-value"])
      #expect(values == xs["card-\(card) of-gradient"])
    }
  }

  @Test func aSlideTakesTheScoreWhereItReadsBetter() async throws {
    let mlp = try Self.graph("mlp-two-layers")
    let slide = DiagramOptions.with { $0.fit = .slide }
    let score = try await Diagram(mlp, options: slide)
    #expect(score.wires.isEmpty && score.cards.count == 6)
    let cards = try await Diagram(
      mlp,
      options: .with {
        $0.fit = .slide
        $0.form = .graph
      })
    #expect(cards.wires.count > 5)
    // All of it is written out in letters that can be read, where cards have room for norms alone.
    #expect(score.picture.smallestLetter >= 18 && score.remark == nil)
    func norms(_ diagram: Diagram) -> Int {
      Ink(diagram.picture, theme: .light).texts.count { $0.string.contains("norm") }
    }
    #expect(norms(score) < norms(cards))
    // A scalar circuit stays one, and so does a graph that is no chain.
    for name in ["sigmoid-neuron", "siamese"] {
      let diagram = try await Diagram(Self.graph(name), options: slide)
      #expect(!diagram.wires.isEmpty)
    }
  }

  @Test(arguments: [
    ("mlp-two-layers", Theme.Name.light), ("mlp-two-layers", .dark), ("mlp-two-layers", .print),
    ("spiral-network", .light), ("resnet", .light),
  ])
  func scoresLookAsRecorded(_ name: String, _ theme: Theme.Name) async throws {
    let diagram = try await Diagram(
      Self.graph(name), options: Self.options(.slide, Theme.named(theme)))
    try Snapshots().expect(diagram.picture.svg(idPrefix: ""), as: "score-\(name)-\(theme.rawValue)")
  }

  /// `⊙` goes element by element; numbers are multiplied.
  @Test func theRulesOfScalarsAreProducts() async throws {
    let graph = try Graphs.formula("sigmoid(w * x)", ["w": "1", "x": "2"])
    let picture = try await Diagram(graph, options: Self.options(nil)).picture
    let texts = Ink(picture, theme: .light).texts.map(\.string)
    #expect(texts.contains { $0.hasPrefix("× w") })
    #expect(!texts.contains { $0.contains("⊙") })
  }

  @Test func whatIsUnknownIsHollowAndNoZero() async throws {
    var graph = Graphs.chain(2)
    graph.nodes[0].gradient = nil
    graph.nodes[1].gradient = .scalar(0)
    let picture = try await Diagram(graph, options: Self.options(nil)).picture
    let texts = Ink(picture, theme: .light).texts.map(\.string)
    #expect(texts.count { $0 == "?" } == 1 && texts.contains("0.00"))
  }

  private static func network(seed: UInt64) -> ComputationGraph {
    var random = SplitMix64(seed: seed)
    func data(_ shape: [Int]) -> TensorData {
      let count = shape.reduce(1, *)
      return .elements(
        (0..<count).map { _ in Double.random(in: -20...20, using: &random) }, shape: shape)
    }
    var nodes: [Node] = []
    func add(_ id: String, _ op: String, _ inputs: [String], _ shape: [Int]) {
      nodes.append(
        Node(
          id: id, op: op, inputs: inputs, value: data(shape),
          gradient: Int.random(in: 0..<9, using: &random) == 0 ? nil : data(shape),
          role: inputs.isEmpty && id != "x" ? .parameter : nil))
    }
    let batch = Int.random(in: 1...9, using: &random)
    var width = Int.random(in: 1...40, using: &random)
    add("x", "input", [], [batch, width])
    var last = "x"
    for layer in 1...Int.random(in: 1...7, using: &random) {
      let next = Int.random(in: 1...20, using: &random)
      add("layer.\(layer).weight", "parameter", [], [next, width])
      add("layer.\(layer).bias", "parameter", [], [next])
      add(
        "layer.\(layer).linear", "linear", [last, "layer.\(layer).weight", "layer.\(layer).bias"],
        [batch, next])
      let ops = ["tanh", "relu", "gelu", "softmax", "dropout"]
      let op = ops.randomElement(using: &random) ?? "relu"
      add("layer.\(layer).\(op)", op, ["layer.\(layer).linear"], [batch, next])
      (last, width) = ("layer.\(layer).\(op)", next)
    }
    add("loss", "sum", [last], [])
    return ComputationGraph(name: "a network", nodes: nodes, outputs: ["loss"])
  }
}
