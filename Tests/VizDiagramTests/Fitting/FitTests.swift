import Foundation
import Testing
import VizCapture
import VizDrawing
import VizLectures
import VizTensor
import VizTrace

@testable import VizDiagram

/// Pictures in frames: of the lectures' examples, and of networks that PyTorch computed.
@Suite struct FitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var frame: Frame
    var show = DiagramOptions.Show.gradients
    var graph: @Sendable () throws -> ComputationGraph

    var testDescription: String { "\(name) \(frame.name)" }

    var options: DiagramOptions {
      .with {
        $0.fit = frame
        $0.show = show
      }
    }
  }

  static let networks = [
    "resnet", "transformer-block", "lstm-five-steps", "siamese", "u-net", "spiral-network",
  ]

  static let cases: [Case] = [Frame.slide, .column].flatMap { frame in
    WorkedExample.lectures.map { example in
      Case(
        name: example.id, frame: frame, show: example.view == .chain ? .chain : .gradients,
        graph: { try example.graph() })
    }
      + networks.map { name in
        Case(name: name, frame: frame, graph: { try Graphs.fixture(name) })
      }
  }

  @Test(arguments: cases)
  func lettersCanBeReadAndNothingOverlaps(_ it: Case) async throws {
    let diagram = try await Diagram(it.graph(), options: it.options)
    let picture = diagram.picture
    #expect(picture.size.width == it.frame.size.width && picture.unit == it.frame.unit)
    #expect(
      it.frame.hasFixedHeight
        ? picture.size.height == it.frame.size.height
        : picture.size.height <= it.frame.size.height + 1)
    #expect(picture.smallestLetter >= it.frame.leastLetter - 1e-6)
    let ink = Ink(picture, theme: .light)
    #expect(ink.faults.isEmpty, "\(ink.faults.joined(separator: "\n"))")
    // Powers of ten have one notation.
    #expect(!ink.texts.contains { $0.string.contains(/[0-9]e[−-]?[0-9]/) })
  }

  /// A skip past a panel leaves it alone, one line or several.
  @Test func skipsDoNotRunThroughPanels() async throws {
    let graph = try Graphs.fixture("transformer-block")
    let composition = try await Composition(graph, options: .with { $0.fit = .slide })
    let (model, placement) = (composition.model, composition.placement)
    #expect(!model.panels.isEmpty)
    for (index, wire) in model.wires.enumerated() where wire.stub == nil {
      for panel in model.panels.indices {
        func isInside(_ card: Int) -> Bool {
          sequence(first: model.cards[card].panel, next: { $0.map { model.panels[$0].parent } })
            .prefix(64).contains(panel)
        }
        guard !isInside(wire.from), !isInside(wire.to) else { continue }
        let points = placement.routes[index].sampled(50)
        #expect(
          placement.panels[panel].allSatisfy { rect in !points.contains(where: rect.contains) },
          "\(model.panels[panel].title)")
      }
    }
  }

  /// What a block hides is said by the scopes that it goes through.
  @Test func aFoldOfScopesIsCalledByThem() async throws {
    let composition = try await Composition(
      Graphs.fixture("u-net"), options: .with { $0.fit = .column })
    let titles = composition.model.cards.compactMap { card -> String? in
      if case .fold(let fold) = card.kind { fold.title } else { nil }
    }
    #expect(titles == ["down2, bottom, up2"])
  }

  /// Wires keep off the cards that they pass, and the skips of a network off each other, whichever
  /// way it is drawn.
  @Test(arguments: networks, DiagramOptions.Direction.allCases)
  func wiresOfNetworksKeepApart(_ name: String, _ direction: DiagramOptions.Direction) async throws
  {
    let graph = try Graphs.fixture(name)
    for arrangement in [
      Arrangement(), Arrangement(isCompact: true, holdsParameters: true, isPinned: false),
    ] {
      let options = DiagramOptions.with {
        $0.collapse = .none
        $0.direction = direction
        $0.arrangement = arrangement
      }
      let model = try DiagramModel(graph, options: options)
      let placement = try await Placement(model, options: options)
      let faults = placement.faults(model, options) + placement.sharedLanes(model, options)
      #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }
  }

  /// What stands here without folds once did, and must not become less.
  @Test(arguments: [
    "add-mul", "sigmoid-neuron", "gate-patterns", "product-plus-sine-chain", "logistic-cascade",
    "vectorised-norm", "xor-threshold-network", "xor-perceptron",
  ])
  func examplesNeedNoFoldOnASlide(_ id: String) async throws {
    let example = try #require(WorkedExample.lectures.first { $0.id == id })
    let options = DiagramOptions.with {
      $0.fit = .slide
      $0.show = example.view == .chain ? .chain : .gradients
    }
    let diagram = try await Diagram(example.graph(), options: options)
    #expect(diagram.remark == nil && !diagram.cards.contains(where: \.isFold))
  }

  /// So many cards of networks stand in frames, and must not become fewer.
  @Test(arguments: [
    ("lstm-five-steps", Frame.column, 5), ("u-net", .slide, 20), ("siamese", .slide, 12),
    ("siamese", .column, 12), ("spiral-network", .column, 8),
  ])
  func networksShowSoMuch(_ name: String, _ frame: Frame, _ least: Int) async throws {
    let diagram = try await Diagram(Graphs.fixture(name), options: .with { $0.fit = frame })
    #expect(diagram.cards.count >= least, "\(diagram.cards.count) cards")
  }

  /// Of alike layers the first is opened on a slide, also where the parameters in its cards leave more of it
  /// open than there is room for at first.
  @Test func theFirstOfAlikeLayersIsOpenOnASlide() async throws {
    let data = TensorData.elements([Double](repeating: 0.5, count: 16), shape: [16])
    var nodes = [Node(id: "x", op: "input", shape: [16], value: data, gradient: data)]
    func add(_ id: String, _ op: String, _ inputs: [String], _ scope: String) {
      let weight = "\(id)/w"
      nodes.append(
        Node(id: weight, op: "parameter", scope: scope, shape: [16], value: data, gradient: data))
      nodes.append(
        Node(
          id: id, op: op, inputs: inputs + [weight], scope: scope, shape: [16], value: data,
          gradient: data))
    }
    for layer in 0..<6 {
      let (scope, input) = ("layers/\(layer)", nodes[nodes.count - 1].id)
      for step in 0..<24 {
        add(
          "a\(layer)_\(step)", "mul", [step == 0 ? input : "a\(layer)_\(step - 1)"],
          scope + "/attention")
      }
      add("b\(layer)", "add", ["a\(layer)_23"], scope)
      for step in 0..<4 {
        add("c\(layer)_\(step)", "mul", [step == 0 ? "b\(layer)" : "c\(layer)_\(step - 1)"], scope)
      }
    }
    let graph = ComputationGraph(nodes: nodes, outputs: [nodes[nodes.count - 1].id])
    let composition = try await Composition(graph, options: .with { $0.fit = .slide })
    let titles = composition.model.cards.compactMap { card in
      if case .fold(let fold) = card.kind { fold.title } else { nil }
    }
    #expect(titles.contains("attention") && titles.count > 1, "\(titles)")
    #expect(composition.model.cards.count > 5)
  }

  /// The command's note and the picture say the same.
  @Test func asManyNodesAreSaidToBeFoldedAsThePictureSays() async throws {
    let diagram = try await Diagram(
      Graphs.fixture("lstm-five-steps"), options: .with { $0.fit = .column })
    let words = try #require(diagram.remark).replacing(" in a column", with: "")
    #expect(Ink(diagram.picture, theme: .light).texts.contains { $0.string == words })
  }

  @Test func foldsAreSaid() async throws {
    let diagram = try await Diagram(
      Graphs.chain(30), options: .with { $0.fit = .column })
    let hidden = diagram.cards.filter(\.isFold).reduce(0) { $0 + $1.nodes.count }
    #expect(hidden > 0)
    #expect(
      diagram.remark
        == "\(hidden) nodes are folded away so that no letter is below 7 pt in a column")
    let below = "\(hidden) nodes are folded away so that no letter is below 7 pt"
    #expect(Ink(diagram.picture, theme: .light).texts.contains { $0.string == below })
  }

  @Test func whatMayNotBeFoldedIsSmallAndSaid() async throws {
    let options = DiagramOptions.with {
      $0.fit = .column
      $0.collapse = .none
    }
    let diagram = try await Diagram(Graphs.chain(30), options: options)
    #expect(diagram.cards.allSatisfy { !$0.isFold })
    let letter = Frame.column.words(for: diagram.picture.smallestLetter)
    #expect(diagram.remark == "the smallest letter is \(letter) in a column, below 7 pt")
  }

  @Test func aDirectionThatWasAskedForIsKept() async throws {
    let graph = Graphs.chain(6)
    for direction in DiagramOptions.Direction.allCases {
      let options = DiagramOptions.with {
        $0.fit = .page
        $0.direction = direction
        $0.keepsDirection = true
      }
      let composition = try await Composition(graph, options: options)
      #expect(composition.options.direction == direction)
    }
  }

  @Test func stepsOfOneGraphShareALayoutInAFrame() async throws {
    var other = Graphs.chain(20)
    for index in other.nodes.indices { other.nodes[index].gradient = .scalar(-1e-4) }
    let series = try await DiagramSeries(
      [Graphs.chain(20), other], options: .with { $0.fit = .slide })
    // The words stand where they stood; numbers differ.
    let points = series.pictures.map { picture in
      picture.commands.compactMap { command -> Point? in
        guard case .text(let text, _, _, let point, _) = command, text.contains(where: \.isLetter)
        else { return nil }
        return point
      }
    }
    #expect(points[0].count > 20 && points[0] == points[1])
    #expect(series.pictures.allSatisfy { $0.size == Frame.slide.size })
  }

  // MARK: Random graphs

  private static let show: [DiagramOptions.Show] = [.gradients, .chain]

  /// Random graphs in lines, with both kinds of cards, in both directions.
  @Test(arguments: Graphs.seeds)
  func randomGraphsInLinesHaveNoOverlaps(seed: UInt64) async throws {
    var numbers = SplitMix64(seed: seed)
    let graph = Graphs.varied(seed: seed, numbers: &numbers)
    let options = DiagramOptions.with {
      $0.direction = seed.isMultiple(of: 2) ? .lr : .tb
      $0.show = Self.show[Int(seed / 2 % 2)]
      $0.arrangement.isCompact = seed / 4 % 2 == 0
      $0.arrangement.isTerse = seed % 8 < 2
      $0.arrangement.isSlim = seed % 16 < 2
      $0.arrangement.holdsParameters = seed / 4 % 2 == 0
      $0.arrangement.isPinned = seed / 8 % 2 == 0
    }
    let model = try DiagramModel(graph, options: options)
    let strip = try await Placement(model, options: options)
    let axes = FlowAxes(direction: options.direction)
    let choices = LineBreaks(strip, model, axes).choices(upTo: 6)
    let cuts = choices.isEmpty ? [] : choices[Int(seed / 16) % choices.count]
    let placement = try #require(strip.turned(at: cuts, model, options))
    let picture = DiagramPainter(
      model, placement: placement, heading: Heading(graph, model: model, options: options),
      options: options
    ).picture
    let faults = Ink(picture, theme: .light).faults + placement.faults(model, options)
    #expect(faults.isEmpty, "\(cuts) \(faults.joined(separator: "\n"))")
  }
}

extension Picture {
  /// The size of the smallest letter, in the picture's unit.
  var smallestLetter: Double {
    commands.reduce(.infinity) { smallest, command in
      if case .text(_, let font, _, _, _) = command { min(smallest, font.size) } else { smallest }
    }
  }
}

extension Placement {
  /// The wires of different sources that run along each other for more than a card's length.
  func sharedLanes(_ model: DiagramModel, _ options: DiagramOptions) -> [String] {
    let axes = FlowAxes(direction: options.direction)
    struct Piece { var wire: Int, cross: Double, flow: ClosedRange<Double> }
    let pieces = routes.enumerated().flatMap { index, route in
      var current = Point(x: 0, y: 0)
      return route.elements.compactMap { element -> Piece? in
        guard let end = element.end else { return nil }
        defer { current = end }
        guard case .line = element, axes.cross(current) == axes.cross(end) else { return nil }
        let (a, b) = (axes.flow(current), axes.flow(end))
        return Piece(wire: index, cross: axes.cross(end), flow: min(a, b)...max(a, b))
      }
    }
    var faults: [String] = []
    for (index, a) in pieces.enumerated() {
      for b in pieces[(index + 1)...] {
        let shared =
          min(a.flow.upperBound, b.flow.upperBound) - max(a.flow.lowerBound, b.flow.lowerBound)
        if model.wires[a.wire].from != model.wires[b.wire].from, shared > 40,
          abs(a.cross - b.cross) < 4
        {
          faults.append("wires \(a.wire) and \(b.wire) lie on each other")
        }
      }
    }
    return faults
  }
}

extension Rect {
  fileprivate init(at point: Point) { self.init(x: point.x, y: point.y, width: 0, height: 0) }
}

extension Graphs {
  /// A graph that PyTorch computed, large tensors as statistics.
  static func fixture(_ name: String) throws -> ComputationGraph {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/\(name).json")
    return try ComputationGraph(jsonData: Data(contentsOf: file))
  }
}
