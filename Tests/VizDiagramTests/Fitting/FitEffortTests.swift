import Testing
import VizDrawing
import VizTensor
import VizTrace

@testable import VizDiagram

/// Whatever the shape of a graph, the search for an arrangement that fits a frame is bounded: the work is
/// counted, not timed.
@Suite struct FitEffortTests {
  /// Operations in scopes that are nested up to eight deep, with leaves of their own and skips.
  static func nested(seed: UInt64, count: Int) -> ComputationGraph {
    var random = SplitMix64(seed: seed)
    let deepest = Int.random(in: 1...8, using: &random)
    let width = Int.random(in: 2...6, using: &random)
    let skips = Int.random(in: 2...8, using: &random)
    var nodes = [Node(id: "x", op: "input", value: .scalar(1), gradient: .scalar(1))]
    var line = ["x"]
    while nodes.count < count {
      // The digits of its place are its path, so that scopes are entered once.
      var place = nodes.count / 3
      var path: [String] = []
      for _ in 0..<deepest {
        path.insert("s\(place % width)", at: 0)
        place /= width
      }
      let scope = path.prefix(Int.random(in: 0...deepest, using: &random)).joined(separator: "/")
      var inputs = [line[line.count - 1]]
      if Int.random(in: 0..<skips, using: &random) == 0 {
        inputs.append(line.suffix(30).randomElement(using: &random) ?? "x")
      } else if Int.random(in: 0..<skips, using: &random) == 0 {
        nodes.append(
          Node(
            id: "w\(nodes.count)", op: "parameter", scope: scope, value: .scalar(1),
            gradient: .scalar(1)))
        inputs.append("w\(nodes.count - 1)")
      }
      let op = inputs.count > 1 ? "mul" : ["exp", "tanh", "sin"].randomElement(using: &random)
      nodes.append(
        Node(
          id: "n\(nodes.count)", op: op ?? "exp", inputs: inputs,
          scope: scope.isEmpty ? nil : scope, value: .scalar(1), gradient: .scalar(1),
          local: inputs.map { _ in .number(1) }))
      line.append("n\(nodes.count - 1)")
    }
    return ComputationGraph(name: "nested \(seed)", nodes: nodes, outputs: [line[line.count - 1]])
  }

  /// So many cards Graphviz places at most for one picture: in about a second.
  private static let mostLaidOut = 1_500

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func theSearchIsBounded(seed: UInt64) async throws {
    // One in eight has a thousand nodes.
    let count = seed.isMultiple(of: 8) ? 1_000 : 20 + Int(seed % 8) * 30
    var numbers = SplitMix64(seed: seed)
    let graph =
      seed.isMultiple(of: 2)
      ? Self.nested(seed: seed, count: count) : Graphs.varied(seed: seed, numbers: &numbers)
    let frame = [Frame.slide, .page, .column][Int(seed / 2 % 3)]
    let composition = try await Composition(graph, options: .with { $0.fit = frame })
    #expect(composition.laidOut <= Self.mostLaidOut)
    if seed.isMultiple(of: 2) {
      #expect((composition.letter ?? 0) >= frame.leastLetter - 1e-6)
    }
  }

  /// Where nothing may be folded, one arrangement is made of what cannot be read in any.
  @Test func whatCannotBeReadIsLaidOutOnce() async throws {
    let options = DiagramOptions.with {
      $0.fit = .column
      $0.collapse = .none
    }
    let graph = Self.nested(seed: 3, count: 100)
    let composition = try await Composition(graph, options: options)
    #expect(composition.laidOut <= 4 * composition.model.cards.count)
    #expect(composition.remark?.contains("below 7 pt") ?? false)
  }
}
