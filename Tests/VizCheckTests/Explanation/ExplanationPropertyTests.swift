import Foundation
import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

/// Explanations against all paths, listed one by one.
@Suite struct ExplanationPropertyTests {
  /// 1,000 graphs of single numbers, whose derivatives the graph states.
  @Test(arguments: 0..<20)
  func scalarGraphs(_ batch: Int) throws {
    for seed in 0..<50 as Range<UInt64> {
      var random = SplitMix64(seed: UInt64(batch) * 1000 + seed)
      let count = Int.random(in: 2...14, using: &random)
      var nodes: [Node] = []
      var brute = BruteForce(edges: Array(repeating: [], count: count))
      for index in 0..<count {
        let inputs =
          index == 0
          ? []
          : (0..<Int.random(in: index < 3 ? 0...2 : 1...3, using: &random)).map { _ in
            Int.random(in: max(0, index - 6)..<index, using: &random)
          }
        let factors = inputs.map { _ in
          // Ties, zeros and signs.
          [0, 1, -1, 0.5, .random(in: -2...2, using: &random)].randomElement(using: &random) ?? 1
        }
        for (input, factor) in zip(inputs, factors) { brute.edges[input].append((index, factor)) }
        nodes.append(
          Node(
            id: "n\(index)", op: inputs.isEmpty ? "input" : "mystery",
            inputs: inputs.map { "n\($0)" }, value: .scalar(1),
            local: inputs.isEmpty ? nil : factors.map { .number($0) }))
      }
      // Nodes stand in any order.
      let graph = ComputationGraph(
        nodes: nodes.shuffled(using: &random), outputs: ["n\(count - 1)"])
      let target = Int.random(in: 0..<count, using: &random)
      let paths = try #require(brute.paths(from: target, to: count - 1, limit: 100_000))
      let found = try GradientExplanation(of: "n\(target)", in: graph, paths: 4)
      try expect(found, paths) { "n\($0)" }
    }
  }

  /// 200 graphs of tensors, with an edge for each pair of elements that depend.
  @Test(arguments: 0..<20)
  func tensorGraphs(_ batch: Int) throws {
    var patterns = Patterns()
    var (done, seed) = (0, UInt64(batch) * 10_000)
    while done < 10 {
      seed += 1
      let rule = RandomTape.rules[Int(seed) % RandomTape.rules.count]
      guard
        let tape = try RandomTape(
          seed: seed, rule: rule, fault: .scaled, extent: .nowhere, areScalars: false)
      else { continue }
      let graph = try ComputationGraph(capturing: tape.output)
      let replay = try GraphReplay(graph)
      let brute = try BruteForce(replay, &patterns)
      let offsets = BruteForce.offsets(replay)
      var random = SplitMix64(seed: seed)
      let chosen = try #require(graph.nodes.indices.randomElement(using: &random))
      let shape = try #require(replay.values[chosen]?.shape)
      let element = Int.random(in: 0..<shape.elementCount, using: &random)
      let output = try #require(replay.outputs.first)
      guard
        let paths = brute.paths(from: offsets[chosen] + element, to: offsets[output], limit: 4000)
      else { continue }
      done += 1
      let index = try index(of: element, in: shape)
      let name = graph.nodes[chosen].id + (index.isEmpty ? "" : "\(index)")
      let found = try GradientExplanation(of: name, in: graph, paths: 4)
      try expect(found, paths) { position in
        let node = offsets.lastIndex { $0 <= position } ?? 0
        return graph.nodes[node].id
      }
    }
  }

  private func index(of element: Int, in shape: Shape) throws -> [Int] {
    var (index, rest) = ([Int](), element)
    for extent in shape.extents.reversed() {
      index.append(rest % extent)
      rest /= extent
    }
    return index.reversed()
  }

  private func expect(
    _ found: GradientExplanation, _ paths: [BruteForce.Path], _ name: (Int) -> String
  ) throws {
    func near(_ a: Double, _ b: Double, _ scale: Double) -> Bool {
      abs(a - b) <= 1e-9 * max(1, scale) || (a.isNaN && b.isNaN)
    }
    let total = paths.reduce(0) { $0 + abs($1.product) }
    #expect(found.paths.description == String(paths.count))
    #expect(near(found.gradient, paths.reduce(0) { $0 + $1.product }, total))
    #expect(near(found.sumOfAbsolute, total, total))
    if let stated = found.statedGradient { #expect(near(found.gradient, stated, total)) }
    let shares = paths.map { abs($0.product) / total }.filter { $0 > 0 }
    #expect(near(found.entropy, -shares.reduce(0) { $0 + $1 * log2($1) }, 1))

    let byLength = Dictionary(grouping: paths) { $0.factors.count }
    let lengths = try #require(found.lengths)
    #expect(lengths.map(\.edges) == byLength.keys.sorted())
    for length in lengths {
      let those = byLength[length.edges] ?? []
      #expect(length.paths.description == String(those.count))
      #expect(near(length.sum, those.reduce(0) { $0 + $1.product }, total))
      #expect(near(length.sumOfAbsolute, those.reduce(0) { $0 + abs($1.product) }, total))
    }

    let strongest = paths.map { abs($0.product) }.sorted(by: >).prefix(4)
    #expect(found.strongest.count == strongest.count)
    for (path, magnitude) in zip(found.strongest, strongest) {
      #expect(near(abs(path.product), magnitude, magnitude))
      #expect(path.factors.reduce(path.seed, *) == path.product)
      // It is a path of the graph.
      let ids = path.elements.map(\.node)
      #expect(
        paths.contains {
          $0.nodes.reversed().map(name) == ids
            && zip($0.factors.reversed(), path.factors).allSatisfy { near($0, $1, abs($0)) }
        })
    }
    // None is there more often than there are such paths: x x has two of the same numbers.
    let keys = Dictionary(grouping: found.strongest) { "\($0.elements.map(\.node)) \($0.factors)" }
    for (_, alike) in keys {
      let ids = alike[0].elements.map(\.node)
      #expect(alike.count <= paths.count { $0.nodes.reversed().map(name) == ids })
    }
    for line in found.chainRule.lines {
      let sum =
        (line.seed ?? 0) + line.others.sum
        + line.terms.reduce(0) { $0 + $1.upstream * $1.local }
      #expect(near(sum, line.value, total))
    }
    #expect(found.chainRule.lines.isEmpty == paths.isEmpty)
  }
}
