/// The positions of a node's arguments on the tape, in order.
///
/// Up to two, as most operations have, stand in the node itself: a graph of single numbers has
/// millions of nodes, and a list in memory for each would cost more than what they compute.
public struct TapeInputs: Sendable, Hashable {
  /// The first two; -1 for none.
  private let first, second: Int32
  /// All of them, where they are more, or further along the tape than 32 bits count.
  private let list: [Int]?

  /// No argument: a leaf's.
  static var none: TapeInputs { TapeInputs([]) }

  init(_ a: Int) {
    let first = Int32(exactly: a)
    self.init(first: first ?? -1, second: -1, list: first == nil ? [a] : nil)
  }

  init(_ a: Int, _ b: Int) {
    if let first = Int32(exactly: a), let second = Int32(exactly: b) {
      self.init(first: first, second: second)
    } else {
      self.init(first: -1, second: -1, list: [a, b])
    }
  }

  init(_ positions: [Int]) {
    switch positions.count {
    case 0: self.init(first: -1, second: -1)
    case 1: self.init(positions[0])
    case 2: self.init(positions[0], positions[1])
    default: self.init(first: -1, second: -1, list: positions)
    }
  }

  private init(first: Int32, second: Int32, list: [Int]? = nil) {
    (self.first, self.second, self.list) = (first, second, list)
  }
}

extension TapeInputs: RandomAccessCollection {
  /// The first argument.
  public var startIndex: Int { 0 }
  /// Behind the last argument: as many as there are.
  public var endIndex: Int { list?.count ?? (first < 0 ? 0 : second < 0 ? 1 : 2) }
  /// Where an argument, which counts from 0, stands on the tape.
  public subscript(position: Int) -> Int {
    if let list { return list[position] }
    precondition(indices.contains(position), "a node has no such argument")
    return Int(position == 0 ? first : second)
  }
}
