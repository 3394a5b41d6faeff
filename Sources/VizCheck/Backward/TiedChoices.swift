import VizAutodiff
import VizTensor

/// What an operation that orders elements by their size could choose as well where some are equal.
///
/// Of equal elements each may stand in each of the positions that they have together, so that their
/// gradients are those of these positions in any order, or a mean of such orders: what the output
/// gains along a direction lies between the least and the greatest sum of products of the two in any
/// order (Hardy, Littlewood and Pólya, "Inequalities", 1934, section 10.2). The slopes of the two sides
/// are sums in two of the orders alone.
struct TiedChoices {
  /// Elements that are equal, and the elements of the output that are some of them.
  private struct Block {
    var inputs: [Int] = []
    var outputs: [Int] = []
  }

  private let blocks: [Block]
  private let shape: Shape

  /// Whether a rule takes each element once at most, in an order of size.
  static func isMade(by rule: Primitive<Double>?) -> Bool {
    ["sort", "topk", "kthvalue", "median"].contains(rule?.name)
  }

  /// Nil where the rule is another one, or no equal elements are told apart.
  init?(_ rule: Primitive<Double>?, of x: Tensor<Double>) {
    guard let rule, Self.isMade(by: rule), let jvp = rule.jvp else { return nil }
    let count = x.shape.elementCount
    // What moves by its own index says in the output where it came from.
    guard
      let numbers = try? Tensor((0..<count).map(Double.init), shape: x.shape),
      let output = try? rule.value([x]),
      let sources = try? jvp([numbers], Call(inputs: [x], output: output))?.elements,
      let lines = Self.lines(of: x.shape, rule)
    else { return nil }
    var numbersOfBlocks: [[Double]: Int] = [:]
    var blocks: [Block] = []
    var blockOf = [Int](repeating: 0, count: count)
    for element in 0..<count {
      // NaN is no number's equal, nor its own.
      let key = [Double(lines[element]), x.elements[element] + 0]
      let number = numbersOfBlocks[key] ?? blocks.count
      if number == blocks.count {
        blocks.append(Block())
        numbersOfBlocks[key] = number
      }
      blocks[number].inputs.append(element)
      blockOf[element] = number
    }
    for (element, source) in sources.enumerated() {
      guard let source = Int(exactly: source), blockOf.indices.contains(source) else { return nil }
      blocks[blockOf[source]].outputs.append(element)
    }
    guard blocks.contains(where: { $0.inputs.count > 1 && !$0.outputs.isEmpty }) else { return nil }
    self.blocks = blocks
    shape = x.shape
  }

  /// For each element, which of the lines it lies in that are ordered each for itself.
  private static func lines(of shape: Shape, _ rule: Primitive<Double>) -> [Int]? {
    let count = shape.elementCount
    let axis: Int? =
      switch rule.attributes["axis"] {
      case .int(let axis)?: axis
      case nil: rule.name == "median" ? nil : -1
      default: nil
      }
    guard let axis, !shape.isScalar else { return Array(repeating: 0, count: count) }
    guard let along = try? shape.axis(axis, for: rule.name) else { return nil }
    let extents = shape.extents
    let inner = extents[(along + 1)...].reduce(1, *)
    return (0..<count).map { $0 / (inner * extents[along]) * inner + $0 % inner }
  }

  /// What the cotangent `g` of the output may give along a direction, and how large its terms are.
  func range(
    of g: Tensor<Double>, along direction: [Double]
  ) -> (range: ClosedRange<Double>, terms: Double)? {
    guard direction.count == shape.elementCount else { return nil }
    var (low, high, terms) = (0.0, 0.0, 0.0)
    for block in blocks where !block.outputs.isEmpty {
      let ways = block.inputs.map { direction[$0] }.sorted()
      let parts = parts(of: g, to: block).map(\.value).sorted()
      low += zip(ways, parts.reversed()).reduce(0) { $0 + $1.0 * $1.1 }
      high += zip(ways, parts).reduce(0) { $0 + $1.0 * $1.1 }
      terms += zip(ways, parts).reduce(0) { $0 + ($1.0 * $1.1).magnitude }
    }
    guard low.isFinite, high.isFinite else { return nil }
    return (min(low, high)...max(low, high), terms)
  }

  /// The gradient that goes along with a direction furthest of all that are right.
  func gradient(_ g: Tensor<Double>, along direction: [Double]) -> Tensor<Double>? {
    guard direction.count == shape.elementCount else { return nil }
    var elements = [Double](repeating: 0, count: shape.elementCount)
    for block in blocks where !block.outputs.isEmpty {
      let inputs = block.inputs.sorted { (direction[$0], $0) < (direction[$1], $1) }
      let parts = parts(of: g, to: block).sorted { ($0.value, $0.rank) < ($1.value, $1.rank) }
      for (input, part) in zip(inputs, parts) { elements[input] = part.value }
    }
    return try? Tensor(elements, shape: shape)
  }

  /// What the equal elements get, one of them each: zeros for those that are not chosen.
  private func parts(of g: Tensor<Double>, to block: Block) -> [(value: Double, rank: Int)] {
    block.inputs.indices.map { rank in
      (block.outputs.indices.contains(rank) ? g.elements[block.outputs[rank]] : 0, rank)
    }
  }
}
