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
}
