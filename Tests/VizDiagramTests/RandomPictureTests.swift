import Testing
import VizDrawing
import VizTensor
import VizTrace

@testable import VizDiagram

/// Random graphs with random numbers, NaN and the ends of the range among them.
@Suite struct RandomPictureTests {
  private static let optionSets: [DiagramOptions] = DiagramOptions.Direction.allCases.flatMap {
    direction in
    DiagramOptions.Show.allCases.map { show in
      .with {
        $0.direction = direction
        $0.show = show
      }
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func twoStepsOfOneGraphHaveOneLayout(seed: UInt64) async throws {
    var numbers = SplitMix64(seed: seed)
    let first = Graphs.random(seed: seed, numbers: &numbers)
    let second = Graphs.random(seed: seed, numbers: &numbers)
    for options in Self.optionSets {
      let placements = try await [first, second].asyncMap { graph in
        try await Placement(DiagramModel(graph, options: options), options: options)
      }
      #expect(placements[0].cards == placements[1].cards)
      #expect(placements[0].routes == placements[1].routes)
      #expect(placements[0].size == placements[1].size)
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func cardsStandApartAndWiresReachThem(seed: UInt64) async throws {
    var numbers = SplitMix64(seed: seed)
    let graph = Graphs.random(seed: seed, numbers: &numbers)
    for options in Self.optionSets {
      let model = try DiagramModel(graph, options: options)
      let placement = try await Placement(model, options: options)
      let faults = placement.faults(model, options)
      #expect(faults.isEmpty, "\(options.direction) \(faults.joined(separator: "\n"))")
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func everyTextIsReadable(seed: UInt64) async throws {
    var numbers = SplitMix64(seed: seed)
    let graph = Graphs.random(seed: seed, numbers: &numbers)
    for options in Self.optionSets {
      let picture = try await Diagram(graph, options: options).picture
      let faults = Ink(picture, theme: .light).faults
      #expect(
        faults.isEmpty,
        "\(options.direction) \(options.show): \(faults.joined(separator: "\n"))")
    }
  }
}

extension Array where Element: Sendable {
  fileprivate func asyncMap<Other>(_ transform: (Element) async throws -> Other) async rethrows
    -> [Other]
  {
    var others: [Other] = []
    for element in self { others.append(try await transform(element)) }
    return others
  }
}
