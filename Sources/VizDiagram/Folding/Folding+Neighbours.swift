import VizTrace

// The last resort: neighbours, between which few values pass.
extension Folding {
  /// Folds all but the outputs, and a few inputs, into stretches of the order in which they are
  /// computed; what is folded already stays together.
  ///
  /// - Parameter apart: Nodes that stay as they are.
  mutating func foldNeighbours(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, most: Int, apart: Set<Int> = []
  ) {
    // A quarter of the cards for inputs, one for outputs, half for what is between.
    let few = max(most / 4, 1)
    let outputs = outputs(of: graph)
    let all = graph.nodes.indices.filter {
      partOf[$0] == nil && inputs[$0].isEmpty && graph.nodes[$0].op != "constant"
    }
    // Weights that stand in the cards of folds need no card.
    let lodged = all.filter(lodgers.mayStandInFold)
    let leaves = all.filter { !lodgers.mayStandInFold($0) }
    var shown = Set(leaves.count <= few ? leaves : []).union(lodged).union(apart)
    if outputs.count <= few { shown.formUnion(outputs) }
    let (atoms, cuts) = self.atoms(graph, order: order, inputs: inputs, shown: shown)
    // Cut where few values pass, into pieces that are joined again as far as there are too many cards:
    // what is small with its neighbour first, so that folds that have a name keep it.
    let pieces = split(atoms, at: cuts, inputs: inputs, into: 2 * most)
    let names = leafNames(graph)
    for range in join(pieces, of: atoms, at: Set(cuts), graph, upTo: most) {
      let nodes = range.flatMap { atoms[$0] }
      // What is a fold already keeps its name.
      guard range.count > 1, nodes.count > 1 else { continue }
      replace(Part(title: title(of: atoms[range], nodes, graph, among: names), nodes: nodes))
    }
  }

  /// Nodes that stay together, in an order in which they can be computed; and the places between them
  /// at which something stands that stays in sight and is taken by others: no fold may reach over it.
  private func atoms(
    _ graph: ComputationGraph, order: [Int], inputs: IndexLists, shown: Set<Int>
  ) -> (atoms: IndexLists, cuts: [Int]) {
    let steps = FoldSteps(graph, order: order, inputs: inputs, folding: self, shown: shown)
    let isSequence = !steps.nodes.isEmpty
    var atoms = IndexLists()
    var cuts: [Int] = []
    var isUsed = [Bool](repeating: false, count: inputs.count)
    for operands in inputs { for operand in operands { isUsed[operand] = true } }
    var isPlaced = [Bool](repeating: false, count: inputs.count)
    func add(_ nodes: some Collection<Int>) {
      for node in nodes where !isPlaced[node] && !shown.contains(node) {
        isPlaced[node] = true
        atoms.add(node)
      }
      if atoms.countOfOpen > 0 { atoms.end() }
      for node in nodes where shown.contains(node) && isUsed[node] && !inputs[node].isEmpty {
        cuts.append(atoms.count)
      }
    }
    for (step, nodes) in steps.nodes.enumerated() {
      // What several take stands before the first of them.
      for leaf in steps.leaves(of: step, inputs) { add(CollectionOfOne(leaf)) }
      if steps.parts[step] == nil, nodes.count > Self.readable || steps.isFixed[step] {
        for node in nodes { add(CollectionOfOne(node)) }
      } else {
        add(nodes)
      }
    }
    for node in order where !isPlaced[node] && (!isSequence || !shown.contains(node)) {
      add(CollectionOfOne(node))
    }
    return (atoms, cuts)
  }

  /// Ranges of the atoms, each time the one of most nodes parted where the fewest values pass.
  private func split(
    _ atoms: IndexLists, at cuts: [Int], inputs: IndexLists, into count: Int
  ) -> [Range<Int>] {
    guard !atoms.isEmpty else { return [] }
    var atomOf = Numbering(count: inputs.count)
    var sizes = [0]
    sizes.reserveCapacity(atoms.count + 1)
    for (index, nodes) in atoms.enumerated() {
      for node in nodes { atomOf[node] = index }
      sizes.append(sizes[index] + nodes.count)
    }
    var last = [Int32](repeating: 0, count: atoms.count)
    for (index, nodes) in atoms.enumerated() {
      for node in nodes {
        // A leaf could stand anywhere.
        for input in inputs[node] where !inputs[input].isEmpty {
          if let source = atomOf[input] { last[source] = max(last[source], Int32(index)) }
        }
      }
    }
    var crossing = [Int32](repeating: 0, count: atoms.count + 1)
    for (index, end) in last.enumerated() where end > index {
      crossing[index + 1] += 1
      crossing[min(Int(end) + 1, atoms.count)] -= 1
    }
    for index in crossing.indices.dropFirst() { crossing[index] += crossing[index - 1] }
    let ends = Set([0, atoms.count] + cuts).sorted()
    var ranges = zip(ends, ends.dropFirst()).map { $0..<$1 }
    while ranges.count < count {
      func size(_ range: Range<Int>) -> Int {
        range.count > 1 ? sizes[range.upperBound] - sizes[range.lowerBound] : 0
      }
      guard let widest = ranges.indices.max(by: { size(ranges[$0]) < size(ranges[$1]) }),
        ranges[widest].count > 1
      else { break }
      let range = ranges[widest]
      let middle = (sizes[range.lowerBound] + sizes[range.upperBound]) / 2
      let quarter = size(range) / 4
      func distance(_ cut: Int) -> Int { abs(sizes[cut] - middle) }
      func isBetter(_ a: Int, _ b: Int) -> Bool {
        (crossing[a], distance(a), a) < (crossing[b], distance(b), b)
      }
      let cuts = range.dropFirst()
      let near = cuts.lazy.filter { distance($0) <= quarter }
      let choice = near.min(by: isBetter) ?? cuts.min(by: isBetter)
      guard let choice else { break }
      ranges[widest...widest] = [range.lowerBound..<choice, choice..<range.upperBound]
    }
    return ranges
  }

  /// Joins neighbouring pieces until there are no more than `most` cards; of pieces that are each no more
  /// than a stretch of operations, half as many.
  private func join(
    _ pieces: [Range<Int>], of atoms: IndexLists, at cuts: Set<Int>, _ graph: ComputationGraph,
    upTo most: Int
  ) -> [Range<Int>] {
    var ranges = pieces
    var sizes = pieces.map { piece in piece.reduce(0) { $0 + atoms[$1].count } }
    // One that is several atoms becomes a card; one alone stays what it is.
    var cards = pieces.map { $0.count > 1 ? 1 : cardCount(of: atoms[$0.lowerBound]) }
    var count = cardCount(graph) - atoms.reduce(0) { $0 + cardCount(of: $1) } + cards.reduce(0, +)
    while count > most || ranges.count > most / 2 {
      let first = ranges.indices.dropLast().filter { !cuts.contains(ranges[$0].upperBound) }
        .min { (sizes[$0] + sizes[$0 + 1], -$0) < (sizes[$1] + sizes[$1 + 1], -$1) }
      guard let first else { break }
      if count <= most, ranges[first].count == 1 || ranges[first + 1].count == 1 { break }
      ranges[first] = ranges[first].lowerBound..<ranges[first + 1].upperBound
      sizes[first] += sizes[first + 1]
      count -= cards[first] + cards[first + 1] - 1
      cards[first] = 1
      ranges.remove(at: first + 1)
      sizes.remove(at: first + 1)
      cards.remove(at: first + 1)
    }
    return ranges
  }

  /// What neighbours are called: by what their names or scopes share, by the first and the last of them
  /// that have one, or by what they are.
  private func title(
    of atoms: Slice<IndexLists>, _ nodes: [Int], _ graph: ComputationGraph, among leaves: [String]
  ) -> String {
    guard let first = nodes.first, let last = nodes.last else { return "" }
    if let name = name(of: nodes, graph, among: leaves) { return name }
    if let a = scopes[first].first, let b = scopes[last].first {
      return a == b ? "\(a): \(contents(of: nodes, graph))" : "\(a) … \(b)"
    }
    if let a = atoms.first, let b = atoms.last,
      atoms.contains(where: { ownName(of: $0, graph, among: leaves) != nil }),
      let start = ownName(of: a, graph, among: leaves) ?? symbol(of: a, graph),
      let end = ownName(of: b, isLast: true, graph, among: leaves) ?? symbol(of: b, graph)
    {
      return start == end ? start : "\(start) … \(end)"
    }
    return scopesTitle(of: nodes) ?? contents(of: nodes, graph)
  }

  /// The name of a fold, or of its first or last repeat; or what the names of its weights share.
  private func ownName(
    of atom: IndexList, isLast: Bool = false, _ graph: ComputationGraph, among leaves: [String]
  ) -> String? {
    guard let part = atom.first.flatMap({ partOf[$0] }).map({ parts[$0] }) else {
      return name(of: Array(atom), graph, among: leaves)
    }
    let copy = isLast ? part.copies.last : part.copies.first
    if !part.path.isEmpty { return copy?.title ?? part.title }
    return name(of: copy?.nodes ?? part.nodes, graph, among: leaves)
  }

  private func symbol(of atom: IndexList, _ graph: ComputationGraph) -> String? {
    atom.last { !graph.nodes[$0].isLeaf }.map {
      let symbol = graph.nodes[$0].operation.symbol
      return Self.signs[symbol] ?? symbol
    }
  }
}
