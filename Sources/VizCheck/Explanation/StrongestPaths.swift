import VizTensor

/// The paths with the greatest products, the strongest first, without listing any others.
///
/// Every element knows its strongest path from ``PathSums``. Its next one is found when it is asked
/// for: it leaves along another edge, or goes on along the same one by the next path of the element
/// behind it, so that *k* paths of length *L* take O(*k L* log *k*) besides one look at the edges
/// along them (Jiménez and Marzal, "Computing the K Shortest Paths: A New Algorithm and an
/// Experimental Comparison", 1999).
struct StrongestPaths {
  /// An edge from an element towards an output; one that ends there leads to no element.
  private struct Step {
    /// The index of the consumer among the nodes, or -1 at the end.
    var consumer: Int
    var element: Int
    /// The derivative; at the end the weight of the output.
    var factor: Double
  }

  /// A path that goes on along a step by the path of that rank from there.
  private struct Candidate {
    var step: Int
    var rank: Int
    var magnitude: PathMagnitude
  }

  /// What is known of one element.
  private struct Entry {
    var steps: [Step]
    /// The paths that were found, the strongest first.
    var found: [Candidate] = []
    /// A heap of those that may come next, the strongest at its root.
    var open: [Candidate]
    /// Whether there are no more than those that were found.
    var isExhausted = false
  }

  private let graph: ElementGraph
  private let sums: PathSums
  /// The index among ``entries`` of each element that was looked at; -1 for others.
  private var entryOf: [Int32]
  private var entries: [Entry] = []

  init(_ graph: ElementGraph, _ sums: PathSums) {
    self.graph = graph
    self.sums = sums
    entryOf = Array(repeating: -1, count: graph.elementCount)
  }

  /// A path from an element to an output: the elements on it and the derivatives between them.
  struct Path {
    /// The element of each node, from the first to the output.
    var elements: [(node: Int, element: Int)]
    var factors: [Double]
    /// What the output is weighted with.
    var seed: Double
  }

  /// The strongest paths from an element of a node, at most so many.
  mutating func paths(from node: Int, _ element: Int, limit: Int) -> [Path] {
    var paths: [Path] = []
    guard sums.isReaching[graph.position(node, element)] else { return [] }
    while paths.count < limit, find(node, element, rank: paths.count) {
      paths.append(path(from: node, element, rank: paths.count))
    }
    return paths
  }

  /// Follows a path that was found.
  private mutating func path(from node: Int, _ element: Int, rank: Int) -> Path {
    var path = Path(elements: [(node, element)], factors: [], seed: 1)
    var (node, element, rank) = (node, element, rank)
    while find(node, element, rank: rank) {
      let entry = entries[Int(entryOf[graph.position(node, element)])]
      let step = entry.steps[entry.found[rank].step]
      guard step.consumer >= 0 else {
        path.seed = step.factor
        break
      }
      path.factors.append(step.factor)
      path.elements.append((step.consumer, step.element))
      (rank, node, element) = (entry.found[rank].rank, step.consumer, step.element)
    }
    return path
  }

  /// Finds the paths of an element up to a rank; false where it has no so many.
  private mutating func find(_ node: Int, _ element: Int, rank: Int) -> Bool {
    // The next path of an element may need the next one of an element behind it, and so on.
    var waiting: [(entry: Int, rank: Int)] = [(entry(of: node, element), rank)]
    while let (index, rank) = waiting.last {
      if entries[index].isExhausted || entries[index].found.count > rank {
        waiting.removeLast()
        continue
      }
      if let last = entries[index].found.last {
        let step = entries[index].steps[last.step]
        if step.consumer >= 0 {
          let behind = entry(of: step.consumer, step.element)
          if entries[behind].found.count <= last.rank + 1, !entries[behind].isExhausted {
            waiting.append((behind, last.rank + 1))
            continue
          }
          if entries[behind].found.count > last.rank + 1 {
            let next = entries[behind].found[last.rank + 1].magnitude
            push(
              Candidate(step: last.step, rank: last.rank + 1, magnitude: next * step.factor),
              to: index)
          }
        }
      }
      if let next = pop(index) {
        entries[index].found.append(next)
      } else {
        entries[index].isExhausted = true
      }
    }
    return entries[entry(of: node, element)].found.count > rank
  }

  /// Looks at the edges that leave an element, once.
  private mutating func entry(of node: Int, _ element: Int) -> Int {
    let position = graph.position(node, element)
    if entryOf[position] >= 0 { return Int(entryOf[position]) }
    var collector = StepCollector()
    for index in graph.leaving[node] {
      let arc = graph.arcs[Int(index)]
      collector.consumer = arc.consumer
      arc.map.visit(from: element, &collector)
    }
    var steps: [Step] = []
    var open: [Candidate] = []
    if let seed = graph.seeds[node]?.elements[element], seed != 0 {
      open.append(Candidate(step: 0, rank: 0, magnitude: PathMagnitude(seed)))
      steps.append(Step(consumer: -1, element: 0, factor: seed))
    }
    for step in collector.steps {
      let behind = graph.position(step.consumer, step.element)
      guard sums.isReaching[behind] else { continue }
      open.append(
        Candidate(
          step: steps.count, rank: 0, magnitude: sums.greatest[behind] * step.factor))
      steps.append(Step(consumer: step.consumer, element: step.element, factor: step.factor))
    }
    // A sorted list is a heap.
    open.sort { Self.isBefore($0, $1) }
    entryOf[position] = Int32(entries.count)
    entries.append(Entry(steps: steps, open: open))
    return entries.count - 1
  }

  // MARK: - The heap

  /// The stronger first, and of equals the one along the earlier edge.
  private static func isBefore(_ a: Candidate, _ b: Candidate) -> Bool {
    if a.magnitude != b.magnitude { return a.magnitude > b.magnitude }
    return (a.step, a.rank) < (b.step, b.rank)
  }

  private mutating func push(_ candidate: Candidate, to index: Int) {
    entries[index].open.append(candidate)
    var child = entries[index].open.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Self.isBefore(entries[index].open[child], entries[index].open[parent]) else { return }
      entries[index].open.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func pop(_ index: Int) -> Candidate? {
    guard let first = entries[index].open.first, let last = entries[index].open.popLast() else {
      return nil
    }
    guard !entries[index].open.isEmpty else { return first }
    entries[index].open[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      let count = entries[index].open.count
      guard child < count else { return first }
      if child + 1 < count,
        Self.isBefore(entries[index].open[child + 1], entries[index].open[child])
      {
        child += 1
      }
      guard Self.isBefore(entries[index].open[child], entries[index].open[parent]) else {
        return first
      }
      entries[index].open.swapAt(child, parent)
      parent = child
    }
  }
}

/// The edges that leave one element.
struct StepCollector: EdgeVisitor {
  var consumer = 0
  private(set) var steps: [(consumer: Int, element: Int, factor: Double)] = []

  mutating func edge(_ output: Int, _ input: Int, _ factor: Double) {
    steps.append((consumer, output, factor))
  }
}
