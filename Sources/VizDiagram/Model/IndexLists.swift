import VizTrace

/// Lists of indices, end to end in one array: an array for each of a million nodes takes five times as much.
/// Indices fit 32 bits, as so many nodes fill the memory by themselves.
struct IndexLists: Sendable, RandomAccessCollection {
  private var starts: [Int32] = [0]
  private var elements: [Int32] = []

  init() {}

  /// What each node of a graph takes.
  init(inputsOf graph: ComputationGraph, _ index: NodeIndex) {
    starts.reserveCapacity(graph.nodes.count + 1)
    for node in graph.nodes.indices {
      for input in index.inputs(of: node) { add(input) }
      end()
    }
  }

  /// The elements that are in one of `count` lists, in their order.
  init(_ members: some Collection<Int>, in listOf: Numbering, count: Int) {
    var next = [Int32](repeating: 0, count: count + 1)
    for element in members {
      if let list = listOf[element] { next[list + 1] += 1 }
    }
    for list in 0..<count { next[list + 1] += next[list] }
    starts = next
    elements = [Int32](repeating: 0, count: Int(next[count]))
    for element in members {
      guard let list = listOf[element] else { continue }
      elements[Int(next[list])] = Int32(element)
      next[list] += 1
    }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { starts.count - 1 }

  subscript(list: Int) -> IndexList {
    IndexList(elements, from: Int(starts[list]), to: Int(starts[list + 1]))
  }

  /// Adds to the last list, which ends with ``end()``.
  mutating func add(_ index: Int) { elements.append(Int32(index)) }

  mutating func end() { starts.append(Int32(elements.count)) }

  /// How many indices there are in the list that has not ended.
  var countOfOpen: Int { elements.count - Int(starts[starts.count - 1]) }
}

/// One of several lists of indices.
struct IndexList: Sendable, RandomAccessCollection {
  private let all: [Int32]
  private let start: Int
  let endIndex: Int

  fileprivate init(_ all: [Int32], from start: Int, to end: Int) {
    (self.all, self.start, endIndex) = (all, start, end - start)
  }

  var startIndex: Int { 0 }

  subscript(position: Int) -> Int { Int(all[start + position]) }
}

/// Of each node a number, or none, in four bytes.
struct Numbering: Sendable, RandomAccessCollection {
  /// -1 for none.
  private var numbers: [Int32]

  /// No number for any of so many nodes.
  init(count: Int) { numbers = [Int32](repeating: -1, count: count) }

  var startIndex: Int { 0 }
  var endIndex: Int { numbers.count }

  subscript(node: Int) -> Int? {
    get { numbers[node] < 0 ? nil : Int(numbers[node]) }
    set { numbers[node] = newValue.map { Int32($0) } ?? -1 }
  }
}

/// Of each node one of few values, such as the scopes of a network, each of which is kept once.
struct SharedValues<Value: Sendable>: Sendable, RandomAccessCollection {
  private var values: [Value]
  private var numbers: Numbering
  private let missing: Value

  /// - Parameters:
  ///   - values: The values that there are.
  ///   - numbers: Which of them each node has.
  ///   - missing: What a node has that has none of them.
  init(_ values: [Value], _ numbers: Numbering, missing: Value) {
    (self.values, self.numbers, self.missing) = (values, numbers, missing)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { numbers.count }

  subscript(node: Int) -> Value { numbers[node].map { values[$0] } ?? missing }
}
