import Testing
import VizBase
import VizDrawing
import VizTrace

@testable import VizDiagram

/// What an operation and its attributes say of themselves on cards.
@Suite struct NoteTests {
  private static let graph = ComputationGraph(
    nodes: [
      Node(id: "x", op: "input", value: .scalar(2), gradient: .scalar(3)),
      Node(
        id: "f", op: "gated", inputs: ["x"], value: .scalar(1), gradient: .scalar(1),
        attributes: ["stride": 2, "axes": [0, -1], "mode": "same", "other": true],
        look: OperationLook("ς", family: .product, gate: .router, rule: "passes some of it")),
    ], outputs: ["f"])

  private static func texts(_ options: DiagramOptions) async throws -> [String] {
    try await Diagram(graph, options: options).picture.commands.compactMap {
      if case .text(let text, _, _, _, _) = $0 { text } else { nil }
    }
  }

  @Test(arguments: DiagramOptions.Direction.allCases)
  func attributesStandOnCardsWhereAskedFor(_ direction: DiagramOptions.Direction) async throws {
    var options = DiagramOptions()
    options.direction = direction
    #expect(try await !Self.texts(options).contains { $0.contains("stride") })
    options.attributes = ["mode", "stride", "axes", "nothing"]
    let texts = try await Self.texts(options)
    #expect(texts.contains("mode same, stride 2, axes 0 -1"), "\(texts)")
    let picture = try await Diagram(Self.graph, options: options).picture
    #expect(Ink(picture, theme: .light).faults.isEmpty)
  }

  /// A slice says what it takes.
  @Test func aSliceSaysWhatItTakes() throws {
    func symbol(_ attributes: JSONObject, shape: [Int] = [2, 3]) throws -> String {
      let graph = ComputationGraph(
        nodes: [
          Node(id: "x", op: "input", shape: shape),
          Node(id: "f", op: "slice", inputs: ["x"], attributes: attributes),
        ], outputs: ["f"])
      return try DiagramModel(graph, options: DiagramOptions()).cards[1].symbol
    }
    #expect(try symbol(["starts": [0, 1], "stops": [2, 3]]) == "[:, 1:]")
    #expect(try symbol(["starts": [0, 1], "stops": [1, 2], "squeeze": [0]]) == "[0, 1:2]")
    #expect(try symbol(["starts": [-1], "stops": [2], "squeeze": [0]], shape: [2]) == "[−1]")
    #expect(try symbol(["starts": [0], "stops": [9], "steps": [2]], shape: [9]) == "[::2]")
    #expect(try symbol(["starts": [8], "stops": [-10], "steps": [-1]], shape: [9]) == "[8:−10:−1]")
    // What is not known, does not fit together or is too long for a card is not told.
    for attributes: JSONObject in [
      [:], ["starts": [0], "stops": [1, 2]], ["starts": ["a"], "stops": [1]],
      ["starts": [1e300], "stops": [1]], ["starts": [0], "stops": [1], "steps": ["a"]],
      ["starts": [100_000, 100_000], "stops": [100_010, 100_010]],
    ] {
      #expect(try symbol(attributes) == "slice")
    }
  }

  @Test func anOperationOfOnesOwnHasItsLook() async throws {
    let texts = try await Self.texts(DiagramOptions())
    #expect(texts.contains("ς") && texts.contains("router") && !texts.contains("gated"))
    let read = try ComputationGraph(jsonData: Self.graph.jsonData())
    #expect(read == Self.graph && read.nodes[1].operation.rule == "passes some of it")
  }

  @Test func largeGraphsDoWithoutAHelper() async throws {
    var options = DiagramOptions()
    options.collapse = .none
    let layers = Graphs.layers(26, width: 20)
    #expect(try Diagram.cardCount(of: layers, options: options) > Placement.largestInProcess)
    #expect(try await Diagram(layers, options: options).cards.count > 500)
    options.isolation = .always
    options.worker = LayoutWorker(executable: "/nowhere/vizbp")
    let error = await #expect(throws: DiagramError.self) {
      try await Diagram(layers, options: options)
    }
    #expect(error?.kind == .missingWorker)
    #expect(error?.message.contains("DiagramOptions.worker") == true)
    #expect(error?.message.contains("DiagramOptions.isolation = .never") == true)
  }
}
