import Foundation
import Testing
import VizBase
import VizDrawing
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizDiagram

@Suite struct DiagramSeriesTests {
  static func summary(
    _ random: inout SplitMix64, _ count: Int, nan: Int = 0
  ) -> TensorData {
    let values = (0..<count).map { _ in
      Double.random(in: -1...1, using: &random) * Double.random(in: 0.01...10, using: &random)
    }
    var summary = TensorSummary(of: values)
    summary.histogram = TensorData.elements(values, shape: [count]).histogram(bins: 30)
    summary.nan = nan
    return .summary(summary)
  }

  /// A layer and its loss as they are at one step.
  static func layer(_ random: inout SplitMix64, loss: Double? = nil, rows: Int = 32)
    -> ComputationGraph
  {
    let loss = loss ?? Double.random(in: 0...2, using: &random)
    return ComputationGraph(
      name: "layer",
      nodes: [
        Node(
          id: "x", op: "input", shape: [rows, 2], value: summary(&random, 2 * rows), role: .data),
        Node(
          id: "W", op: "parameter", scope: "dense", shape: [2, 3], value: summary(&random, 6),
          gradient: summary(&random, 6),
          attributes: ["update_ratio": JSONValue(Double.random(in: 0...0.1, using: &random))],
          role: .parameter),
        Node(
          id: "z", op: "matmul", inputs: ["x", "W"], scope: "dense", shape: [rows, 3],
          value: summary(&random, 3 * rows, nan: loss.isNaN ? 3 : 0),
          gradient: summary(&random, 3 * rows)),
        Node(
          id: "a", op: "relu", inputs: ["z"], scope: "dense", shape: [rows, 3],
          value: summary(&random, 3 * rows), gradient: summary(&random, 3 * rows)),
        Node(
          id: "loss", op: "mean", inputs: ["a"], shape: [], value: .scalar(loss),
          gradient: .scalar(1)),
      ], outputs: ["loss"])
  }

  static func page(_ picture: Picture) throws -> FilmReader {
    FilmReader(svg: try PictureFilm([picture]).svg(at: 0))
  }

  /// The points of all cards and wires' ends.
  static func points(_ picture: Picture) -> [String: [Point]] {
    var points: [String: [Point]] = [:]
    var group = ""
    for command in picture.commands {
      switch command {
      case .beginGroup(let opened): group = opened.id ?? group
      case .fill(let path, let paint) where paint.name?.hasPrefix("tint-") == true:
        for case .move(let point) in path.elements { points[group, default: []].append(point) }
      // The line comes first; what says that it is hollow, or off the scale, lies on it.
      case .stroke(let path, _) where group.hasPrefix("wire") && points[group] == nil:
        for case .move(let point) in path.elements { points[group, default: []].append(point) }
      default: break
      }
    }
    return points
  }

  @Test(arguments: [DiagramOptions.Direction.lr, .tb])
  func nothingMoves(_ direction: DiagramOptions.Direction) async throws {
    var random = SplitMix64(seed: 7)
    var graphs = (0..<6).map { _ in Self.layer(&random) }
    graphs[2] = Self.layer(&random, loss: .nan)
    graphs[3] = Self.layer(&random, loss: 1e-300, rows: 7)
    // No update was seen after the last step.
    graphs[5].nodes[1].attributes = [:]
    graphs[5].nodes[3].gradient = nil
    var options = DiagramOptions()
    options.direction = direction
    let series = try await DiagramSeries(graphs, options: options)
    #expect(series.pictures.count == 6)
    let points = series.pictures.map(Self.points)
    #expect(points[0].count == 9)
    for other in points.dropFirst() { #expect(other == points[0]) }

    // A page's script makes each picture from the last one.
    let film = try PictureFilm(series.pictures)
    let reader = FilmReader(svg: try film.svg(at: 5))
    let frames = reader.frames(film.tracks(from: 5), count: 6)
    for (frame, picture) in zip(frames, series.pictures) {
      #expect(frame.shown == (try Self.page(picture)).elements)
    }
  }

  /// Widths compare from step to step: half the gradient has a thinner wire.
  @Test func oneScaleIsForAll() async throws {
    let graphs = [1.0, 0.01].map { size in
      var graph = Graphs.chain(2)
      for node in graph.nodes.indices { graph.nodes[node].gradient = .scalar(size) }
      for node in graph.nodes.indices { graph.nodes[node].local = nil }
      return graph
    }
    let series = try await DiagramSeries(graphs)
    let widths = series.pictures.map { picture in
      Ink(picture, theme: .light).wires.map(\.width).max()
    }
    #expect(try #require(widths[0]) > #require(widths[1]))
  }

  @Test func theLastPictureIsTheGraphsOwn() async throws {
    var random = SplitMix64(seed: 3)
    let graph = Self.layer(&random)
    let series = try await DiagramSeries([graph])
    let diagram = try await Diagram(graph)
    #expect(series.pictures == [diagram.picture])
    #expect(series.cards == diagram.cards && series.wires == diagram.wires)
  }

  /// Whole tensors at one step and statistics at another are drawn alike.
  @Test func tensorsAreShownInOneWay() async throws {
    var random = SplitMix64(seed: 5)
    var (first, last) = (Self.layer(&random), Self.layer(&random))
    last.nodes[1].value = .elements([1, 2, 3, 4, 5, 6], shape: [2, 3])
    let mixed = try await DiagramSeries([first, last])
    #expect(Self.points(mixed.pictures[0]) == Self.points(mixed.pictures[1]))
    first.nodes[1].value = .elements([1, 2, 3, 4, 5, 7], shape: [2, 3])
    for node in [1] {
      first.nodes[node].gradient = .elements([0, 0, 0, 1, 0, 0], shape: [2, 3])
      last.nodes[node].gradient = .elements([0, 0, 0, 2, 0, 0], shape: [2, 3])
    }
    let whole = try await DiagramSeries([first, last])
    // Six numbers in cells for the value, and six for the gradient.
    #expect(
      try Self.page(whole.pictures[1]).elements.contains {
        $0.content == "6.00" || $0.content == "6"
      })
  }

  @Test func otherGraphsAreRefused() async throws {
    for other in [Graphs.chain(2), Graphs.fan(2)] {
      let error = await #expect(throws: DiagramError.self) {
        try await DiagramSeries([other, Graphs.chain(3)])
      }
      #expect(
        error?.message == "The graphs are not of one network: they differ in more than numbers.")
    }
    await #expect(throws: DiagramError.self) { try await DiagramSeries([]) }
  }
}
