import VizTrace

/// How often a scope has been left before each of its nodes: a module that is called twice is entered
/// twice, and what stands between the calls is in neither.
struct ScopeEntries: Sendable {
  /// Of each node, one number for each level of its scope, outermost first.
  private var numbers: [Int32]
  /// Where those of each node begin.
  private var starts: [Int32]

  /// Graphs whose scopes lie further apart in all have one entry of each.
  private static let mostWork = 4_000_000

  init(_ scopes: SharedValues<[Substring]>, order: [Int], inputs: IndexLists) {
    starts = [Int32](repeating: 0, count: scopes.count)
    var total: Int32 = 0
    for node in scopes.indices {
      starts[node] = total
      total += Int32(scopes[node].count)
    }
    numbers = [Int32](repeating: 0, count: Int(total))
    guard total > 0 else { return }
    // Where the nodes of each scope begin and end in the order of the forward pass.
    var spans: [ArraySlice<Substring>: (first: Int, last: Int)] = [:]
    var sequence: [ArraySlice<Substring>] = []
    for (index, node) in order.enumerated() where !inputs[node].isEmpty {
      for depth in scopes[node].indices {
        let key = scopes[node][...depth]
        if spans[key] == nil { sequence.append(key) }
        spans[key, default: (index, index)].last = index
      }
    }
    var work = 0
    // The largest entry on any way to a node, among those of the scope that is looked at.
    var reached = [Int](repeating: 0, count: scopes.count)
    for key in sequence {
      guard let span = spans[key], span.last > span.first else { continue }
      work += span.last - span.first
      guard work <= Self.mostWork else { return }
      let depth = key.count - 1
      func isInside(_ node: Int) -> Bool {
        scopes[node].count > depth && scopes[node][...depth] == key
      }
      for index in span.first...span.last { reached[order[index]] = 0 }
      // 0 before the scope, 2n − 1 within its n-th entry, 2n after that.
      for index in span.first...span.last {
        let node = order[index]
        let before = inputs[node].map { reached[$0] }.max() ?? 0
        reached[node] =
          isInside(node) ? before | 1 : before.isMultiple(of: 2) ? before : before + 1
        if inputs[node].isEmpty { reached[node] = 0 }
        if isInside(node), !inputs[node].isEmpty { self[node, depth] = reached[node] / 2 }
      }
      for index in span.first...span.last { reached[order[index]] = 0 }
    }
    addLeaves(scopes, order: order, inputs: inputs)
  }

  private subscript(node: Int, depth: Int) -> Int {
    get { Int(numbers[Int(starts[node]) + depth]) }
    set { numbers[Int(starts[node]) + depth] = Int32(newValue) }
  }

  /// Of each node a number for each scope on its path: the same where path and entries are.
  func scopeNumbers(_ scopes: SharedValues<[Substring]>) -> SharedValues<[Int]> {
    struct Entry: Hashable {
      var parent: Int?
      var name: Substring
      var number: Int
    }
    var known: [Entry: Int] = [:]
    // The numbers on the path to each entry, its own last.
    var paths: [[Int]] = []
    var innermost = Numbering(count: scopes.count)
    for node in scopes.indices {
      var parent: Int?
      for (depth, name) in scopes[node].enumerated() {
        let entry = Entry(parent: parent, name: name, number: self[node, depth])
        if known[entry] == nil {
          known[entry] = paths.count
          paths.append((parent.map { paths[$0] } ?? []) + [paths.count])
        }
        parent = known[entry]
      }
      innermost[node] = parent
    }
    return SharedValues(paths, innermost, missing: [])
  }

  /// A leaf belongs to the entry in which it is taken first.
  private mutating func addLeaves(
    _ scopes: SharedValues<[Substring]>, order: [Int], inputs: IndexLists
  ) {
    var isPlaced = [Bool](repeating: false, count: scopes.count)
    for node in order {
      for leaf in inputs[node] where inputs[leaf].isEmpty && !isPlaced[leaf] {
        isPlaced[leaf] = true
        let shared = zip(scopes[leaf], scopes[node]).prefix { $0 == $1 }.count
        for depth in 0..<shared { self[leaf, depth] = self[node, depth] }
      }
    }
  }
}
