import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

/// The one scale of widths for gradients.
@Suite struct GradientFlowTests {
  @Test func aDecadeIsAsWideAsAnother() {
    let widths = [1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100].map { GradientFlow($0).width }
    for (a, b) in zip(widths, widths.dropFirst()) { #expect(abs(b - a - 0.55) < 1e-12) }
    #expect(abs(GradientFlow(1e-4).width - 0.9) < 1e-12)
  }

  /// What is not on the scale is none of its widths.
  @Test(
    arguments: [
      (nil, .unknown), (.nan, .broken), (.infinity, .broken), (0, .blocked), (9.9e-5, .below),
      (.leastNonzeroMagnitude, .below), (100.1, .above), (1e300, .above),
    ] as [(Double?, GradientFlow)])
  func whatIsOffTheScaleIsMarked(_ magnitude: Double?, _ flow: GradientFlow) {
    #expect(GradientFlow(magnitude) == flow)
  }

  /// The same gradient has the same width in every picture.
  @Test func picturesCompare() async throws {
    func widths(_ gradient: Double) async throws -> Set<Double> {
      var graph = Graphs.chain(2)
      for index in graph.nodes.indices {
        graph.nodes[index].gradient = .scalar(index == 0 ? gradient : 1)
        if index > 0 { graph.nodes[index].local = [.number(gradient)] }
      }
      let picture = try await Diagram(graph).picture
      return Set(Ink(picture, theme: .light).wires.map(\.width))
    }
    #expect(try await widths(0.01).contains(GradientFlow(0.01).width))
    #expect(try await widths(0.5).contains(GradientFlow(0.5).width))
    #expect(try await widths(0.5).contains(GradientFlow(1).width))
  }

  @Test func theKeySaysWhatIsMarked() async throws {
    var graph = Graphs.chain(3)
    for (index, gradient) in [1e-6, nil, 500, 1].enumerated() {
      graph.nodes[index].gradient = gradient.map { .scalar($0) }
      graph.nodes[index].local = nil
    }
    let texts = Ink(try await Diagram(graph).picture, theme: .light).texts.map(\.string)
    for words in ["10⁻⁴", "10⁻²", "below 10⁻⁴", "above 100", "gradient not known"] {
      #expect(texts.contains(words))
    }
    let plain = Ink(try await Diagram(Graphs.chain(3)).picture, theme: .light).texts.map(\.string)
    #expect(plain.contains("10⁻⁴") && !plain.contains("gradient not known"))
  }

  /// Without a backward pass no gradient is missing, and no wire is hollow.
  @Test func aForwardPassAloneHasNoHollowWires() async throws {
    var graph = Graphs.chain(3)
    for index in graph.nodes.indices {
      graph.nodes[index].gradient = nil
      graph.nodes[index].local = nil
    }
    let texts = Ink(try await Diagram(graph).picture, theme: .light).texts.map(\.string)
    #expect(!texts.contains("gradient not known") && !texts.contains("10⁻⁴"))
  }

  /// What wires bring back may cancel: then the straight wire before they part is marked, and the key
  /// says so.
  @Test(
    arguments: [
      (0, "gradient exactly 0"), (1e-9, "below 10⁻⁴"), (500, "above 100"),
    ] as [(Double, String)])
  func aSumIsMarkedWhereNoneOfItsPartsIs(_ sum: Double, _ words: String) async throws {
    func node(_ id: String, _ op: String, _ inputs: [String], _ gradient: Double) -> Node {
      Node(
        id: id, op: op, inputs: inputs, value: .scalar(1), gradient: .scalar(gradient),
        local: inputs.map { _ in .number(1) })
    }
    let graph = ComputationGraph(
      nodes: [
        node("x", "input", [], sum), node("p", "tanh", ["x"], 1), node("q", "exp", ["x"], 1),
        node("f", "add", ["p", "q"], 1),
      ], outputs: ["f"])
    let texts = Ink(try await Diagram(graph).picture, theme: .light).texts.map(\.string)
    #expect(texts.contains(words))
  }

  /// Numbers are not cut: of many local derivatives that are equal, one stands for all.
  @Test func equalLocalDerivativesAreSaidOnce() async throws {
    let texts = Ink(try await Diagram(Graphs.fan(9)).picture, theme: .light).texts.map(\.string)
    #expect(texts.contains("1 each"))
  }

  /// One quantity has one rounding: a factor is the local derivative of the other.
  @Test func localDerivativesAreRoundedAsWiresAre() async throws {
    let graph = try Graphs.formula("x * y", ["x": "123456789", "y": "-9.87e-12"])
    let texts = Ink(try await Diagram(graph).picture, theme: .light).texts.map(\.string)
    for number in ["1.2×10⁸", "−9.9×10⁻¹²"] {
      #expect(texts.count { $0 == number } >= 3, "\(number)")
    }
  }

  /// What rounding leaves of a sum is 0 in tensors, too: its wire is dotted and its cells are pale.
  @Test(arguments: [("add", 0), ("mul", 1e-17)] as [(String, Double)])
  func whatCancelsInATensorIsZero(_ op: String, _ shown: Double) throws {
    func node(_ id: String, _ op: String, _ inputs: [String], _ gradient: [Double]) -> Node {
      Node(
        id: id, op: op, inputs: inputs, shape: [2], value: .elements([1, 2], shape: [2]),
        gradient: .elements(gradient, shape: [2]))
    }
    let graph = ComputationGraph(
      nodes: [
        node("x", "input", [], [0.5, 0.5]), node("b", "input", [], [1e-17, 0]),
        node("f", op, ["x", "b"], [0.5, -0.5]),
      ], outputs: ["f"])
    let model = try DiagramModel(graph, options: DiagramOptions())
    #expect(model.cards[1].gradient == .elements([shown, 0], shape: [2]))
    #expect(model.wires.contains { $0.magnitude == 0 } == (shown == 0))
  }
}
