import VizBase
import VizTrace

/// What a score shows, before anything has a place: a column for each value of the chain, and what
/// leads from one to the next.
struct ScoreModel: Sendable {
  /// A value with its gradient, and the operation that gave it.
  struct Column: Sendable {
    /// The nodes of the chain that it stands for, in the order of the forward pass; the last one is
    /// shown.
    var nodes: [Int]
    /// What it takes from beside the chain, and shows below the staves.
    var parameters: [Parameter] = []
    var symbol: String
    /// `z₁ = W₁x + b₁`
    var title: String
    /// `∂J/∂z₁`
    var gradientName: String
    /// How the gradient comes back to the column before: `⊙ (1 − a²)`.
    var local = ""
    /// The same in numbers, where there are few.
    var localNumbers: [Double] = []
    /// The columns whose values are used here again.
    var skips: [Int] = []
    var value: TensorData?
    var gradient: TensorData?
    var shape: [String]
    /// Whether the value is written in whole numbers.
    var isWhole = false
    /// What tells it from a column of another kind.
    var signature: String
  }

  /// A leaf, or what is computed from leaves alone.
  struct Parameter: Sendable {
    var node: Int
    /// `W₁`
    var symbol: String
    /// What the graph calls it, where that is another name.
    var name: String?
    /// Whether a gradient was recorded, or should have been.
    var hasGradient: Bool
    var value: TensorData?
    var gradient: TensorData?
    var shape: [String]
    /// Whether the value is written in whole numbers.
    var isWhole = false
  }

  /// Columns that stand for more alike ones behind them.
  struct Repeat: Sendable {
    var first: Int
    var last: Int
    var count: Int
    /// The gradients' norms at the last column of each.
    var norms: [Double]
    /// How many nodes stand behind the ones that are shown.
    var hidden: Int
    /// The indices of the columns of all times, shown or not.
    var nodes: [[Int]]
  }

  private(set) var title: String
  private(set) var columns: [Column] = []
  private(set) var repeats: [Repeat] = []
  /// What stands below a column's gradient: its name, and its norm where not every number is in
  /// sight.
  func words(ofGradientAt index: Int) -> String {
    let column = columns[index]
    var words = column.gradientName
    if let gradient = column.gradient, !gradient.isEmpty {
      if case .matrix = ScoreBlock.style(gradient) {
      } else {
        words += ", norm \(NumberFormat.tightMeasure(gradient.magnitude))"
      }
    }
    let ways = columns.count { $0.skips.contains(index) }
    return words + (ways > 0 ? ", Σ of \(ways + 1)" : "")
  }

  /// What the output is called.
  let output: String
  /// Sentences without full stops on what is not drawn.
  private(set) var remarks: [String] = []
  /// How many digits values and gradients have behind the point.
  private(set) var valueNumbers = NumberFormat(for: [])
  private(set) var gradientNumbers = NumberFormat(for: [])

  /// - Throws: `GraphError` where the graph is none, ``DiagramError`` where it is no chain.
  init(_ graph: ComputationGraph) throws {
    let chain = try ScoreChain(graph)
    title = MathName.inText(graph.name ?? "")
    var names = ScoreNames(graph, chain)
    let groups = Self.groups(graph, chain)
    for group in groups { names.name(chain.nodes[group.upperBound], taking: group, in: chain) }
    output = names.symbol(chain.nodes.last ?? 0)
    var columnOf: [Int: Int] = [:]
    for (index, group) in groups.enumerated() { for node in group { columnOf[node] = index } }
    for group in groups {
      var column = self.column(group, graph, chain, names)
      column.skips = Set(group.flatMap { chain.skips[$0] }.compactMap { columnOf[$0] }).sorted()
      columns.append(column)
    }
    if title.isEmpty, let first = columns.first?.symbol {
      title = "\(first) → \(output), in \(columns.count - 1) steps"
    }
    foldRepeats()
    if !chain.unused.isEmpty {
      let names = chain.unused.prefix(4).joined(separator: ", ")
      remarks.append(
        "not drawn, since \(output) does not depend on it: \(names)"
          + (chain.unused.count > 4 ? ", …" : ""))
    }
    guard columns.count <= Self.mostColumns else {
      throw ScoreChain.refusal("it has \(columns.count) steps, which are too many to read")
    }
    findWholes(graph, chain)
    valueNumbers = Self.format(
      columns.flatMap { column in
        [column.isWhole ? nil : column.value]
          + column.parameters.map { $0.isWhole ? nil : $0.value }
      })
    gradientNumbers = Self.format(
      columns.flatMap { [$0.gradient] + $0.parameters.map(\.gradient) })
  }

  private static let mostColumns = 60

  /// Indices are whole numbers, and so are tensors that were given as whole numbers.
  private mutating func findWholes(_ graph: ComputationGraph, _ chain: ScoreChain) {
    let indices = graph.indices(inputs: IndexLists(inputsOf: graph, chain.index))
    func isWhole(_ node: Int?) -> Bool {
      guard let node else { return false }
      let isGiven = graph.nodes[node].inputs.isEmpty && !graph.nodes[node].isParameter
      let value = graph.nodes[node].value
      return indices.contains(node) || isGiven && value?.scalar == nil && value?.isWhole ?? false
    }
    for column in columns.indices {
      columns[column].isWhole = isWhole(columns[column].nodes.last)
      for parameter in columns[column].parameters.indices {
        columns[column].parameters[parameter].isWhole =
          isWhole(columns[column].parameters[parameter].node)
      }
    }
  }

  /// How the numbers of a value are written.
  func numbers(isWhole: Bool) -> NumberFormat {
    isWhole ? NumberFormat(for: []) : valueNumbers
  }

  /// One number of digits for all that is written out.
  private static func format(_ data: [TensorData?]) -> NumberFormat {
    let numbers = data.compactMap { $0 }.flatMap { data -> [Double] in
      guard case .matrix = ScoreBlock.style(data), case .elements(let values, _) = data else {
        return []
      }
      return values.withoutNoise
    }
    var format = NumberFormat(for: numbers)
    format.decimals = min(format.decimals, 2)
    return format
  }

  // MARK: Columns

  /// Nodes that are one step to a reader: a product with its bias, and a squared distance.
  private static func groups(_ graph: ComputationGraph, _ chain: ScoreChain) -> [ClosedRange<Int>] {
    var groups: [ClosedRange<Int>] = []
    let nodes = chain.nodes.map { graph.nodes[$0] }
    let tail = SquaredDistance(graph, chain)?.range
    for index in nodes.indices {
      if let tail, tail.contains(index), let last = groups.last, tail.contains(last.lowerBound) {
        groups[groups.count - 1] = last.lowerBound...index
        continue
      }
      let isBias =
        nodes[index].operation.traits.contains(.isSum) && chain.skips[index].isEmpty
        && chain.sides[index].count <= 1
        && index > 0 && others(chain, index).allSatisfy { graph.nodes[$0].isLikeAParameter }
      if index > 1, isBias, nodes[index - 1].operation.family == .product,
        nodes[index - 1].givenName == nil, !others(chain, index).isEmpty,
        groups.last == (index - 1)...(index - 1),
        chain.index.consumers(of: chain.nodes[index - 1]).count == 1
      {
        groups[groups.count - 1] = (index - 1)...index
      } else {
        groups.append(index...index)
      }
    }
    return groups
  }

  /// The inputs of a node that do not come by the chain, by its index on it.
  private static func others(_ chain: ScoreChain, _ index: Int) -> [Int] {
    chain.index.inputs(of: chain.nodes[index]).filter { $0 != chain.nodes[index - 1] }
  }

  private func column(
    _ group: ClosedRange<Int>, _ graph: ComputationGraph, _ chain: ScoreChain, _ names: ScoreNames
  ) -> Column {
    let last = chain.nodes[group.upperBound]
    let node = graph.nodes[last]
    let symbol = names.symbol(last)
    var column = Column(
      nodes: group.map { chain.nodes[$0] }, symbol: symbol,
      title: node.inputs.isEmpty ? symbol : "\(symbol) = \(names.expression(last))",
      gradientName: derivative(symbol), value: node.value, gradient: node.gradient,
      shape: node.dimensionTexts, signature: "")
    for index in group {
      for side in chain.sides[index] where !graph.nodes[side].isConstant {
        let leaf = graph.nodes[side]
        let own = names.symbol(side)
        column.parameters.append(
          Parameter(
            node: side, symbol: leaf.inputs.isEmpty ? own : "\(own) = \(names.expression(side))",
            name: names.longName(side), hasGradient: leaf.gradient != nil || leaf.isParameter,
            value: leaf.value, gradient: leaf.gradient,
            shape: leaf.dimensionTexts))
      }
    }
    let skips = group.flatMap { index in chain.skips[index].map { index - $0 } }
    column.signature =
      "\(group.map { graph.nodes[chain.nodes[$0]].op }) \(node.dimensionTexts)"
      + " \(column.parameters.map(\.shape)) \(skips)"
    if group.lowerBound > 0 {
      (column.local, column.localNumbers) = ScoreRule(graph, chain, names).local(of: group)
    }
    return column
  }

  private func derivative(_ symbol: String) -> String { "∂\(output)/∂\(symbol)" }

  // MARK: Repeats

  /// So many alike columns, or groups of them, are one with a count.
  private static let fewestRepeats = 3
  private static let longestRepeat = 8

  private mutating func foldRepeats() {
    var kept: [Column] = []
    var newIndices: [Int: Int] = [:]
    var start = 0
    while start < columns.count {
      guard start > 0, let best = repeated(from: start),
        !isWithinLayer(start, best.length, best.count)
      else {
        newIndices[start] = kept.count
        kept.append(columns[start])
        start += 1
        continue
      }
      let all = Array(columns[start..<(start + best.length * best.count)])
      for offset in 0..<best.length { newIndices[start + offset] = kept.count + offset }
      repeats.append(
        Repeat(
          first: kept.count, last: kept.count + best.length - 1, count: best.count,
          norms: (0..<best.count).compactMap {
            all[$0 * best.length + best.length - 1].gradient?.magnitude
          },
          hidden: all.dropFirst(best.length).reduce(0) { $0 + $1.nodes.count },
          nodes: (0..<best.length).map { offset in
            (0..<best.count).flatMap { all[$0 * best.length + offset].nodes }
          }))
      kept += all.prefix(best.length)
      start += best.length * best.count
    }
    for index in kept.indices {
      kept[index].skips = kept[index].skips.compactMap { newIndices[$0] }
    }
    columns = kept
  }

  /// The longest stretch of alike groups of columns that begins at a column, and the shortest groups.
  private func repeated(from start: Int) -> (length: Int, count: Int)? {
    (1...Self.longestRepeat).compactMap { length -> (length: Int, count: Int)? in
      var count = 1
      while isAlike(start, start + count * length, length) { count += 1 }
      return count >= Self.fewestRepeats ? (length, count) : nil
    }.max { ($0.length * $0.count, -$0.length) < ($1.length * $1.count, -$1.length) }
  }

  /// Whether the same repeats can begin at a column further on that has parameters, as a layer does.
  private func isWithinLayer(_ start: Int, _ length: Int, _ count: Int) -> Bool {
    columns[start].parameters.isEmpty
      && (1..<max(length, 2)).contains { offset in
        guard start + offset < columns.count, !columns[start + offset].parameters.isEmpty else {
          return false
        }
        return repeated(from: start + offset).map { $0.length == length && $0.count >= count }
          ?? false
      }
  }

  private func isAlike(_ a: Int, _ b: Int, _ length: Int) -> Bool {
    b + length <= columns.count
      && (0..<length).allSatisfy { columns[a + $0].signature == columns[b + $0].signature }
  }

  /// The nodes that a column stands for, with those behind it in a repeat.
  func nodes(of column: Int, withParameters: Bool = true) -> [Int] {
    let own = repeats.first { ($0.first...$0.last).contains(column) }
      .map { $0.nodes[column - $0.first] }
    let parameters = withParameters ? columns[column].parameters.map(\.node) : []
    return parameters + (own ?? columns[column].nodes)
  }

  var hidden: Int { repeats.reduce(0) { $0 + $1.hidden } }
}

extension [Double] {
  /// The same numbers, those zero that are 10⁻¹² of the largest or less: what rounding left of a
  /// difference.
  var withoutNoise: [Double] {
    let largest = reduce(0) { $1.isFinite ? Swift.max($0, abs($1)) : $0 }
    return map { abs($0) <= 1e-12 * largest ? 0 : $0 }
  }
}
