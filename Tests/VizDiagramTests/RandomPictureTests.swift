import Testing
import VizDrawing
import VizTensor
import VizTrace

@testable import VizDiagram

/// Random graphs of many shapes with random numbers, NaN and the ends of the range among them.
@Suite struct RandomPictureTests {
  /// Every seed is drawn in one of both directions and one way of showing gradients, in turns that
  /// leave none of the shapes without any of them.
  private static func options(_ seed: UInt64) -> DiagramOptions {
    .with {
      $0.direction = seed.isMultiple(of: 2) ? .lr : .tb
      $0.show = seed / 2 % 3 == 0 ? .chain : .gradients
    }
  }

  /// All that is held of one picture, which is laid out and drawn once.
  @Test(arguments: Graphs.seeds)
  func cardsTextsAndWiresStandApart(seed: UInt64) async throws {
    var numbers = SplitMix64(seed: seed)
    let graph = Graphs.varied(seed: seed, numbers: &numbers)
    let options = Self.options(seed)
    let composition = try await Composition(graph, options: options)
    let (model, placement) = (composition.model, composition.placement)
    let picture = DiagramPainter(
      model, placement: placement, heading: Heading(graph, model: model, options: options),
      options: options
    ).picture
    let faults = placement.faults(model, options) + Ink(picture, theme: .light).faults
    #expect(faults.isEmpty, "\(graph.name ?? "") \(options.direction) \(options.show): \(faults)")

    // Another step of it has other numbers and the same layout.
    let other = try DiagramModel(
      Graphs.varied(seed: seed, numbers: &numbers), options: options)
    let second = try await Placement(other, options: options)
    #expect(placement.cards == second.cards)
    #expect(placement.routes == second.routes)
    #expect(placement.size == second.size)
  }

  @Test(arguments: Graphs.seeds)
  func framesHoldThem(seed: UInt64) async throws {
    // The search for an arrangement takes many layouts: a fifth of the seeds.
    guard seed.isMultiple(of: 5) else { return }
    var numbers = SplitMix64(seed: seed)
    let graph = Graphs.varied(seed: seed, numbers: &numbers)
    let frame = [Frame.slide, .page, .column, .pixels(width: 1000, height: 1000)][
      Int(seed / 5 % 4)]
    let picture = try await Diagram(graph, options: .with { $0.fit = frame }).picture
    #expect(picture.size.width == frame.size.width)
    let faults = Ink(picture, theme: .light).faults
    #expect(faults.isEmpty, "\(graph.name ?? "") \(frame.name): \(faults)")
  }
}
