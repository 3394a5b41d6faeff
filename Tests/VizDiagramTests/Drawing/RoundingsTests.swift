import Testing
import VizBase
import VizDrawing
import VizTrace

@testable import VizDiagram

/// One quantity has one rounding wherever it stands in a picture.
@Suite struct RoundingsTests {
  @Test func whatIsShorterInOnePlaceIsSoEverywhere() {
    var roundings = Roundings()
    let texts = roundings.texts(of: -3.04e-9, NumberFormat(for: []))
    #expect(texts == ["−3.0×10⁻⁹", "−3×10⁻⁹"])
    #expect(roundings.fitting(texts) { $0.count < 9 } == "−3×10⁻⁹")
    #expect(roundings.text("−3.0×10⁻⁹") == "−3×10⁻⁹" && roundings.text("3.0×10⁻⁹") == "3.0×10⁻⁹")
    #expect(roundings.texts(of: -3.04e-9, NumberFormat(for: [])) == ["−3×10⁻⁹"])
    // What fits nowhere has its shortest text; what fits everywhere is not remembered.
    #expect(roundings.fitting(["12.5", "12"]) { _ in false } == "12")
    let before = roundings
    #expect(roundings.fitting(["7.5", "8"]) { _ in true } == "7.5" && roundings == before)
  }

  /// Tensors of one element, in cards, on wires, in parts that flow into a sum, and in the legend.
  private static func single(_ x: Double) -> ComputationGraph {
    func node(_ id: String, _ op: String, _ inputs: [String] = []) -> Node {
      Node(
        id: id, op: op, inputs: inputs, shape: [1], value: .elements([x], shape: [1]),
        gradient: .elements([x], shape: [1]), local: inputs.map { _ in .number(1) })
    }
    return ComputationGraph(
      nodes: [
        node("x", "input"), node("w", "parameter"), node("a", "mul", ["x", "w"]),
        node("b", "tanh", ["a"]), node("c", "sin", ["a"]),
        Node(
          id: "s", op: "add", inputs: ["b", "c"], value: .scalar(x), gradient: .scalar(x),
          local: [.number(1), .number(1)]),
      ], outputs: ["s"])
  }

  /// Tensors whose norms are small, from top to bottom and as statistics.
  private static func norms(_ x: Double) -> ComputationGraph {
    let data = TensorData.elements([x] + [Double](repeating: 0, count: 99), shape: [10, 10])
    let chain = (0..<6).map { index in
      Node(
        id: "n\(index)", op: index == 0 ? "input" : "tanh",
        inputs: index == 0 ? [] : ["n\(index - 1)"],
        shape: [10, 10], value: data, gradient: data)
    }
    let sum = Node(
      id: "s", op: "sum", inputs: ["n5"], value: .scalar(abs(x)), gradient: .scalar(1),
      local: [.text("1")])
    return ComputationGraph(nodes: chain + [sum], outputs: ["s"])
  }

  @Test(arguments: [3.3e-9, -3.3e-9, 3.3e-120, -0.001_234, 23_456.7], [false, true])
  func aNumberHasOneTextOnAPicture(number: Double, isNorm: Bool) async throws {
    let graph = isNorm ? Self.norms(number) : Self.single(number)
    for frame in [nil, Frame.slide, .column] {
      for direction in DiagramOptions.Direction.allCases {
        let options = DiagramOptions.with {
          $0.fit = frame
          $0.direction = direction
          $0.keepsDirection = true
        }
        let picture = try await Diagram(graph, options: options).picture
        let digits = Ink(picture, theme: .light).texts.flatMap { text in
          text.string.matches(of: /[0-9][0-9.]*(×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?/).map { String($0.output.0) }
        }
        // With its power of ten, or its leading digits.
        let start = NumberFormat.tight(abs(number))
        let alike =
          start.contains("×")
          ? digits.filter { $0.first == start.first && $0.hasSuffix(start.drop { $0 != "×" }) }
          : digits.filter { $0.hasPrefix(start.prefix(6)) }
        #expect(alike.count > 2 && Set(alike).count == 1, "\(direction) \(alike)")
      }
    }
  }
}
