import VizAutodiff
import VizBase
import VizTensor
import VizTrace

@testable import VizCheck

/// Every path of a graph of single numbers, listed one by one.
struct BruteForce {
  /// The edges that leave each node: to whom, and the derivative.
  var edges: [[(to: Int, factor: Double)]]

  struct Path {
    var nodes: [Int]
    var factors: [Double]
    var product: Double { factors.reversed().reduce(1, *) }
  }

  /// All paths from a node to another; nil where they are more than `limit`.
  func paths(from start: Int, to end: Int, limit: Int) -> [Path]? {
    var found: [Path] = []
    var open = [Path(nodes: [start], factors: [])]
    var work = 0
    while let path = open.popLast() {
      work += 1
      guard work < 20 * limit else { return nil }
      let last = path.nodes[path.nodes.count - 1]
      if last == end {
        found.append(path)
        guard found.count <= limit else { return nil }
      }
      for edge in edges[last] {
        open.append(Path(nodes: path.nodes + [edge.to], factors: path.factors + [edge.factor]))
      }
    }
    return found
  }
}

extension BruteForce {
  /// Where the elements of each node of a graph begin.
  static func offsets(_ replay: GraphReplay) -> [Int] {
    var (offsets, total) = ([Int](), 0)
    for value in replay.values {
      offsets.append(total)
      total += value?.shape.elementCount ?? 0
    }
    return offsets + [total]
  }

  /// The graph of the elements of tensors: an edge is there where a derivative is not 0 for these
  /// numbers or for any of some that are drawn at random.
  init(_ replay: GraphReplay, _ patterns: inout Patterns) throws {
    let offsets = Self.offsets(replay)
    edges = Array(repeating: [], count: offsets.last ?? 0)
    for index in replay.nodes.indices where !replay.isLeaf(index) {
      guard let rule = replay.rules[index], let call = replay.call(at: index) else { continue }
      for (position, input) in replay.index.inputs(of: index).enumerated() {
        let pattern = try patterns.pattern(rule, call, position)
        let jacobian = try Patterns.jacobian(rule, call, position)
        for (output, row) in jacobian.enumerated() {
          for (element, factor) in row.enumerated() where pattern[output][element] {
            edges[offsets[input] + element].append((offsets[index] + output, factor))
          }
        }
      }
    }
  }
}

/// Which outputs of operations depend on which elements of their arguments, found by trying.
struct Patterns {
  private var known: [String: [[Bool]]] = [:]
  private var random = SplitMix64(seed: 5)

  /// Row by row, one vjp each.
  static func jacobian(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> [[Double]] {
    let shape = call.inputs[position].shape
    guard let vjp = rule.vjp, !rule.choices(call.inputs.map(\.shape)).contains(position) else {
      return Array(
        repeating: Array(repeating: 0, count: shape.elementCount),
        count: call.output.shape.elementCount)
    }
    return try (0..<call.output.shape.elementCount).map { output in
      var g = [Double](repeating: 0, count: call.output.shape.elementCount)
      g[output] = 1
      return try vjp(Tensor(g, shape: call.output.shape), call, position).sum(to: shape).elements
    }
  }

  mutating func pattern(
    _ rule: Primitive<Double>, _ call: Call<Double>, _ position: Int
  ) throws -> [[Bool]] {
    let choices = rule.choices(call.inputs.map(\.shape))
    let chosen = choices.map { call.inputs[$0].elements.description }.sorted()
    let key = "\(rule.name) \(rule.attributes) \(call.inputs.map(\.shape)) \(position) \(chosen)"
    if let pattern = known[key] { return pattern }
    var pattern = try Self.jacobian(rule, call, position).map { $0.map { $0 != 0 } }
    // What picks one of many elements must be tried more often.
    for trial in 0..<(call.output.shape.elementCount == 1 ? 400 : 60) {
      let inputs = call.inputs.enumerated().map { index, input in
        choices.contains(index)
          ? input
          : .random(input.shape, in: trial % 2 == 0 ? -1.5...1.5 : 0.1...1.5, using: &random)
      }
      let tape = Tape<Double>()
      guard let output = try? tape.apply(rule, inputs.map { tape.constant($0) }).value else {
        continue
      }
      let jacobian = try Self.jacobian(rule, Call(inputs: inputs, output: output), position)
      for (row, numbers) in jacobian.enumerated() {
        // 0 times what is not finite is NaN.
        for (column, number) in numbers.enumerated() where number != 0 && number.isFinite {
          pattern[row][column] = true
        }
      }
    }
    known[key] = pattern
    return pattern
  }
}
