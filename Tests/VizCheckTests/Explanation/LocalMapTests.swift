import Testing
import VizAutodiff
import VizTensor

@testable import VizCheck

/// The edges of every operation, against one vjp for each output.
@Suite struct LocalMapTests {
  /// Edges of a map as a matrix, and how often each is met.
  private struct Matrix: EdgeVisitor {
    var factors: [[Double]]
    var counts: [[Int]]

    init(_ outputs: Int, _ inputs: Int) {
      factors = Array(repeating: Array(repeating: 0, count: inputs), count: outputs)
      counts = Array(repeating: Array(repeating: 0, count: inputs), count: outputs)
    }

    mutating func edge(_ output: Int, _ input: Int, _ factor: Double) {
      factors[output][input] = factor
      counts[output][input] += 1
    }
  }

  private static let shapes: [[[Int]]] = [
    [[2, 3]], [[3]], [[]], [[2, 3], [2, 3]], [[2, 3], [3]], [[3], [2, 3]], [[2, 1], [1, 3]],
    [[2, 3], []],
    [[3], [3]], [[2, 3], [3, 4]], [[3], [3, 4]], [[2, 3], [3]], [[2, 2, 3], [3, 2]],
    [[2, 1, 2, 3], [2, 3, 2]], [[3, 2], [2, 4, 3, 2]], [[2, 3], [2, 3], [2, 3]],
    [[], [2, 3], [3]],
    [[2, 3], [3], [3]], [[3, 4], [4], [4]], [[2, 2, 3, 3]], [[4, 2, 2], [2], [2]],
    [[2, 3], [3], [3], [3], [3]], [[2, 3], [2, 3], []], [[4], [4], [4]],
    [[1, 2, 4, 4], [3, 2, 2, 2]],
    [[2, 2, 4, 4], [2, 2, 3, 2], [2]], [[1], [1]], [[1, 3], [1, 3]],
    [[2, 3], [2]], [[2, 2], [2, 3], [3, 2]], [[1, 2, 4], [3, 2, 2]], [[1, 2, 3], [2, 2, 2]],
    [[1, 1, 2, 3, 2], [1, 1, 2, 2, 2]], [[1, 2], [1, 1], [3, 2], [3, 1]],
    [[1, 2], [1, 1], [1, 1], [4, 2], [4, 1]],
  ]

  private static let variants: [(op: String, attributes: [String: Attribute])] =
    Primitive<Double>.all.map { ($0.name, [:]) } + [
      ("sum", ["axes": [0]]), ("sum", ["axes": [-1], "keepdims": true]), ("max", ["axes": [-1]]),
      ("mean", ["axes": [1]]), ("norm", ["axes": [0]]), ("logsumexp", ["axes": [-1]]),
      ("min", ["axes": [0, 1]]), ("softmax", ["axis": 0]), ("log_softmax", ["axis": 0]),
      ("layer_norm", ["axis": 0]), ("layer_norm", ["axis": 1]), ("layer_norm", ["epsilon": 0.1]),
      ("transpose", ["permutation": [1, 0]]), ("reshape", ["shape": [3, 2]]),
      ("reshape", ["shape": [-1]]), ("broadcast", ["shape": [2, 2, 3]]), ("concat", ["axis": 1]),
      ("slice", ["starts": [0, 1], "stops": [2, 3]]), ("slice", ["starts": [1], "stops": [2]]),
      ("slice", ["starts": [0, 0], "stops": [2, 3], "steps": [1, 2]]),
      ("conv2d", ["padding": [1, 1]]), ("conv2d", ["strides": [2, 1], "padding": [1, 0, 0, 1]]),
      ("conv2d", ["dilations": [2, 1]]), ("max_pool2d", ["kernel": [2, 2]]),
      ("max_pool2d", ["kernel": [2, 2], "strides": [1, 1], "padding": [1, 1]]),
      ("avg_pool2d", ["kernel": [2, 2], "strides": [1, 2]]),
      ("avg_pool2d", ["kernel": [2, 2], "padding": [1, 0], "count_include_pad": false]),
      ("mse", ["reduction": "none"]), ("cross_entropy", ["reduction": "none"]),
      ("cross_entropy", ["reduction": "sum"]), ("masked_fill", ["value": 2.5]),
      ("dropout", ["p": 0.5]), ("clamp", ["min": -0.5, "max": 0.5]),
    ]

  @Test func everyOperationHasTheEdgesOfItsRules() throws {
    var random = SplitMix64(seed: 3)
    var patterns = Patterns()
    var met: Set<String> = []
    for (op, attributes) in Self.variants {
      let rule = try Primitive<Double>.make(op: op, attributes: attributes)
      for shapes in Self.shapes where rule.arity?.contains(shapes.count) ?? true {
        guard let call = try call(rule, shapes, &random) else { continue }
        met.insert(op)
        try expect(rule, call, &patterns)
      }
    }
    // An operation that nothing here suits must be given shapes.
    let missing = Set(Self.variants.map(\.op)).subtracting(met)
    #expect(missing.isEmpty, "\(missing)")
  }

  private func call(
    _ rule: Primitive<Double>, _ shapes: [[Int]], _ random: inout SplitMix64
  ) throws -> Call<Double>? {
    let shapes = try shapes.map { try Shape($0) }
    let choices = rule.choices(shapes)
    let inputs = shapes.enumerated().map { index, shape -> Tensor<Double> in
      // What is chosen by is 0 or 1: labels, masks and indices.
      choices.contains(index)
        ? Tensor<Double>.random(shape, in: 0...1, using: &random).map { $0.rounded() }
        : .random(shape, in: 0.2...0.9, using: &random)
    }
    let tape = Tape<Double>()
    guard let output = try? tape.apply(rule, inputs.map { tape.constant($0) }).value else {
      return nil
    }
    // The variance of one number is none.
    guard output.elements.allSatisfy(\.isFinite) else { return nil }
    return Call(inputs: inputs, output: output)
  }

  private func expect(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ patterns: inout Patterns
  ) throws {
    let outputs = call.output.shape.elementCount
    let name = "\(rule.name) \(rule.attributes) \(call.inputs.map(\.shape))"
    for position in call.inputs.indices {
      let inputs = call.inputs[position].shape.elementCount
      let expected = try Patterns.jacobian(rule, call, position)
      let pattern = try patterns.pattern(rule, call, position)
      guard let map = try LocalMap.of(rule, call, position: position) else {
        #expect(expected.allSatisfy { $0.allSatisfy { $0 == 0 } }, "\(name)")
        continue
      }
      var all = Matrix(outputs, inputs)
      map.visit(&all)
      var each = Matrix(outputs, inputs)
      for input in 0..<inputs { map.visit(from: input, &each) }
      #expect(all.counts == each.counts && all.factors == each.factors, "\(name)")
      for output in 0..<outputs {
        for input in 0..<inputs {
          let (found, right) = (all.factors[output][input], expected[output][input])
          #expect(abs(found - right) < 1e-12 * max(1, abs(right)), "\(name) \(position)")
          // Random numbers do not show a dependence whose slope happens to be 0, as that on what no
          // label chooses, or on a class of weight 0, is; and others have another order.
          if found == 0, right == 0,
            LocalMap.choosing.union(["cross_entropy", "cosine_similarity"]).contains(rule.name)
          {
            continue
          }
          // A step is flat everywhere, and a softmax of one number is 1: they depend all the same.
          let isFlat = rule.name == "step" && output == input || outputs == 1 && inputs == 1
          #expect(
            all.counts[output][input] == (pattern[output][input] || isFlat ? 1 : 0),
            "\(name) \(position) \(output) \(input)")
        }
      }
    }
  }
}
