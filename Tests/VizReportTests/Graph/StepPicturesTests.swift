import Foundation
import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizDiagram
import VizDrawing
import VizTensor
import VizTrace

@testable import VizReport

/// The pictures of a graph's passes, a step at a time.
@Suite struct StepPicturesTests {
  private static func series(
    _ formula: String, _ values: [String: Double],
    _ change: (inout DiagramOptions) -> Void = { _ in }
  ) async throws -> (ComputationGraph, DiagramSeries) {
    let trace = try MathExpression(formula).trace(
      inputs: values.mapValues { Tensor($0) })
    let graph = try ComputationGraph(capturing: trace.output, name: formula)
    var options = DiagramOptions()
    change(&options)
    return (graph, try await DiagramSeries(stepping: graph, options: options))
  }

  private static let neuron: (String, [String: Double]) = (
    "1/(1+exp(-(w0*x0+w1*x1+w2)))", ["w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3]
  )

  /// The numbers on cards and wires, by the name of their paint.
  private static func numbers(_ picture: Picture) -> [String: Int] {
    var counts: [String: Int] = [:]
    var isLegend = false
    for command in picture.commands {
      switch command {
      case .beginGroup(let group): if group.kind == "legend" { isLegend = true }
      case .text(let text, _, let paint, _, _):
        guard !isLegend, text.contains(where: \.isNumber) else { continue }
        counts[paint.name ?? "", default: 0] += 1
      default: break
      }
    }
    return counts
  }

  /// The lecture's deck: eight operations forward, the seed, and a step for each of twelve edges.
  @Test func theLecturesNeuronTakes21Steps() async throws {
    let (graph, series) = try await Self.series(Self.neuron.0, Self.neuron.1)
    #expect(series.pictures.count == 21)
    let first = Self.numbers(series.pictures[0])
    // Five leaves and one product; no gradient.
    #expect(first["value"] == 6 && first["gradient"] == nil)
    let forward = Self.numbers(series.pictures[7])
    #expect(forward["value"] == 13 && forward["gradient"] == nil)
    #expect(Self.numbers(series.pictures[8])["gradient"] == 1)
    let last = Self.numbers(series.pictures[20])
    #expect(last["value"] == 13 && last["gradient"] == 13)
    // In the end all is as in the picture that stands, but for what the step is about.
    let whole = try await Diagram(graph).picture
    #expect(
      Self.numbers(whole).filter { $0.key == "value" || $0.key == "gradient" }
        == last.filter {
          $0.key == "value" || $0.key == "gradient"
        })
  }

  /// A number that is not known yet is nowhere: neither in a text nor in a title or a width.
  @Test func nothingGivesAwayWhatComes() async throws {
    let (graph, series) = try await Self.series(
      "a = x * y; f = a * 3.7131", ["x": 1.2347, "y": 5.6789])
    let secret = try #require(graph.nodes.last?.value?.scalar)
    for (step, picture) in series.pictures.enumerated() {
      let said =
        picture.commands.compactMap { command in
          switch command {
          case .text(let text, _, _, _, _): text
          case .beginGroup(let group): group.title
          default: nil
          }
        }.joined(separator: " ") + picture.summary
      let digits = MathName.number(secret).prefix(4)
      #expect(said.contains(digits) == (step >= 1), "\(step)")
    }
    // Before the backward pass no wire is wider than another.
    for picture in series.pictures.prefix(2) {
      var widths: Set<Double> = []
      var isWire = false
      for command in picture.commands {
        switch command {
        case .beginGroup(let group): isWire = group.kind == "wire"
        case .endGroup: isWire = false
        case .stroke(_, let stroke): if isWire { widths.insert(stroke.width) }
        default: break
        }
      }
      #expect(widths.count == 1)
    }
  }

  /// Whatever is drawn at two steps stands at the same place.
  @Test(arguments: [DiagramOptions.Direction.lr, .tb], [DiagramOptions.Show.gradients, .chain])
  func nothingMoves(direction: DiagramOptions.Direction, show: DiagramOptions.Show) async throws {
    let (_, series) = try await Self.series(Self.neuron.0, Self.neuron.1) {
      $0.direction = direction
      $0.show = show
    }
    let last = Self.spots(try #require(series.pictures.last))
    for picture in series.pictures {
      #expect(picture.size == series.pictures[0].size)
      // The line that says what the step does is another each time.
      let moved = Self.spots(picture).subtracting(last)
      #expect(moved.count <= 1, "\(moved)")
    }
    _ = try Picture.beamer(series.pictures)
    _ = try Animation(series.pictures).svg()
  }

  private static func spots(_ picture: Picture) -> Set<String> {
    Set(
      picture.commands.compactMap { command in
        switch command {
        case .text(let text, let font, _, let point, let anchor):
          // The rule of a bracket gets its numbers behind it.
          text.isEmpty || text.hasPrefix("σ(x)") ? nil : "\(text) \(font) \(point) \(anchor)"
        case .fill(let path, _): path.elements.count > 4 ? "\(path)" : nil
        default: nil
        }
      })
  }

  @Test func foldsAndTensorsHaveSteps() async throws {
    var nodes = [
      Node(
        id: "x", op: "input", shape: [2], value: .elements([1, 2], shape: [2]),
        gradient: .elements([3, 4], shape: [2]))
    ]
    for layer in 0..<30 {
      for op in ["sin", "exp"] {
        nodes.append(
          Node(
            id: "\(op)\(layer)", op: op, inputs: [nodes.last?.id ?? "x"], scope: "layer\(layer)",
            shape: [2], value: .elements([1, 2], shape: [2]),
            gradient: .elements([3, 4], shape: [2])))
      }
    }
    nodes.append(
      Node(
        id: "loss", op: "sum", inputs: [nodes.last?.id ?? "x"], value: .scalar(3),
        gradient: .scalar(1)))
    let graph = ComputationGraph(nodes: nodes, outputs: ["loss"])
    let series = try await DiagramSeries(stepping: graph)
    #expect(series.cards.contains(where: \.isFold) && series.pictures.count > 2)
    _ = try Animation(series.pictures).svg()
  }

  @Test func aLeafAloneHasOnePicture() async throws {
    let graph = ComputationGraph(
      nodes: [Node(id: "x", op: "input", value: .scalar(1))], outputs: ["x"])
    #expect(try await DiagramSeries(stepping: graph).pictures.count == 1)
  }

  @Test func tooManyStepsAreRefused() async throws {
    var options = DiagramOptions()
    options.collapse = .none
    var nodes = [Node(id: "x", op: "input", value: .scalar(1))]
    for index in 0..<1_001 {
      nodes.append(
        Node(id: "n\(index)", op: "neg", inputs: [nodes[index].id], value: .scalar(1)))
    }
    let graph = ComputationGraph(nodes: nodes, outputs: ["n1000"])
    await #expect(throws: DiagramError.self) {
      try await DiagramSeries(stepping: graph, options: options)
    }
  }
}
