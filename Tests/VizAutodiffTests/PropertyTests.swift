import Testing
import VizAutodiff
import VizTensor

/// What holds for every graph, on random ones.
@Suite struct PropertyTests {
  static let seeds = Array(UInt64(1)...200)

  @Test(arguments: seeds)
  func modesAgreeWithEachOtherAndWithDifferences(_ seed: UInt64) throws {
    let graph = try RandomComposition(seed: seed)
    let (inputs, output) = try graph.trace(at: graph.inputs)
    var generator = SplitMix64(seed: seed)
    var direction: [Variable<Double>: Tensor<Double>] = [:]
    for (position, input) in inputs.enumerated() where !graph.choices.contains(position) {
      direction[input] = .random(input.shape, using: &generator)
    }
    let forward = try output.tape.tangents(of: output, seeds: direction)[output].elements[0]
    let gradient = try output.tape.gradient(of: output)
    let terms = try direction.map { try inner(gradient[$0.key], $0.value) }
    let scale = 1 + terms.reduce(0) { $0 + abs($1) }
    #expect(abs(forward - terms.reduce(0, +)) < 1e-10 * scale)

    func value(at step: Double) throws -> Double {
      let moved = try zip(inputs, graph.inputs).map { input, value in
        try direction[input].map { try value + $0 * Tensor(step) } ?? value
      }
      return try graph.trace(at: moved).output.value.elements[0]
    }
    let step = 1e-5
    let difference = (try value(at: step) - value(at: -step)) / (2 * step)
    #expect(abs(difference - forward) < 1e-6 * scale)
  }

  /// The graphs are as large, and use as many operations, as they should.
  @Test func graphsAreVaried() throws {
    var ops: Set<String> = []
    var sizes: [Int] = []
    for seed in Self.seeds {
      let graph = try RandomComposition(seed: seed)
      ops.formUnion(graph.steps.map(\.op))
      sizes.append(graph.steps.count)
    }
    let missing = Set(Primitive<Double>.names).subtracting(ops)
    // Those for which no random values have the shapes, and those that choose by size, which have a
    // kink wherever two numbers are equal.
    #expect(
      missing == [
        "batch_norm", "conv3d", "upsample_trilinear", "adaptive_avg_pool3d", "gru_cell",
        "lstm_cell", "sort", "topk", "kthvalue", "median", "cummax", "cummin",
      ])
    #expect(sizes.allSatisfy { (5...50).contains($0) } && sizes.contains { $0 > 40 })
  }
}
