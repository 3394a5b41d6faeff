import VizStatistics
import VizTrace

/// Reads records of nodes where their bytes lie, into columns.
///
/// A report wants the numbers of a million summaries; the generated code would make several arrays
/// for each. The tests hold this against it.
struct NodeColumnsReader {
  /// So many steps are read before they are spread over the columns: few enough for the cache.
  private static let chunk = 32
  /// Indices below have their places in an array.
  private static let mostSmall = 1 << 16

  private var result = LoggedNodes()
  private let capacity: Int
  private var numbers: [Node.ID: Int] = [:]
  private var names: [UInt32: String] = [:]
  /// By the indices of the current file; −1 where the node is not known yet.
  private var numberOfSmallIndex: [Int] = []
  /// For each node the steps that are not in the columns yet.
  private var values: [Statistics?] = []
  private var gradients: [Statistics?] = []
  private var updateRatios: [Double] = []
  private var distances: [Double] = []
  private var pending = 0

  /// - Parameter capacity: About how many steps there will be.
  init(capacity: Int) {
    self.capacity = capacity
    result.steps.reserveCapacity(capacity)
    result.wallTimes.reserveCapacity(capacity)
  }

  /// Says what the indices of the next records stand for.
  mutating func beginFile(names: [UInt32: String]) {
    self.names = names
    numberOfSmallIndex = Array(repeating: -1, count: min(names.count, Self.mostSmall))
  }

  /// Takes in a message `NodeRecords`; a malformed one is left out.
  mutating func add(_ message: UnsafeRawBufferPointer, step: Int, wallTime: Double) {
    if pending == Self.chunk { spread() }
    var reader = WireReader(message)
    var isSound = true
    while isSound, let field = reader.nextField() {
      if field.number == 1, field.kind == 2 {
        isSound = reader.lengthDelimited().map { read($0) } ?? false
      } else {
        reader.skip(field)
      }
    }
    if isSound, !reader.isMalformed {
      result.steps.append(step)
      result.wallTimes.append(wallTime)
      pending += 1
    } else {
      for number in result.nodes.indices { clear(number * Self.chunk + pending) }
    }
  }

  /// Everything that was taken in.
  mutating func finish() -> LoggedNodes {
    spread()
    // Names that only malformed records had.
    result.nodes.removeAll {
      $0.value.isEmpty && $0.gradient.isEmpty && $0.updateRatio.isEmpty && $0.distance.isEmpty
    }
    return result
  }

  /// Reads a message `NodeStatistics`; false where it is malformed.
  private mutating func read(_ message: UnsafeRawBufferPointer) -> Bool {
    var reader = WireReader(message)
    var index: UInt32 = 0
    var value: Statistics?
    var gradient: Statistics?
    var (updateRatio, distance) = (Double.nan, Double.nan)
    while let field = reader.nextField() {
      switch (field.number, field.kind) {
      case (1, 0): index = UInt32(truncatingIfNeeded: reader.varint() ?? 0)
      case (2, 2):
        guard let bytes = reader.lengthDelimited(), let read = Statistics(bytes, after: value)
        else { return false }
        value = read
      case (3, 2):
        guard let bytes = reader.lengthDelimited(), let read = Statistics(bytes, after: gradient)
        else { return false }
        gradient = read
      case (4, 1): updateRatio = reader.number()
      case (5, 1): distance = reader.number()
      default: reader.skip(field)
      }
    }
    guard !reader.isMalformed else { return false }
    let row = number(of: index) * Self.chunk + pending
    (values[row], gradients[row]) = (value, gradient)
    (updateRatios[row], distances[row]) = (updateRatio, distance)
    return true
  }

  private mutating func number(of index: UInt32) -> Int {
    let small = Int(index)
    let isSmall = small < numberOfSmallIndex.count
    if isSmall, numberOfSmallIndex[small] >= 0 { return numberOfSmallIndex[small] }
    let node = NodeRecord.name(of: index, in: names)
    let number = numbers[node] ?? result.nodes.count
    if number == result.nodes.count {
      numbers[node] = number
      result.nodes.append(LoggedNode(node: node))
      values += Array(repeating: nil, count: Self.chunk)
      gradients += Array(repeating: nil, count: Self.chunk)
      updateRatios += Array(repeating: .nan, count: Self.chunk)
      distances += Array(repeating: .nan, count: Self.chunk)
    }
    if isSmall { numberOfSmallIndex[small] = number }
    return number
  }

  private mutating func clear(_ row: Int) {
    (values[row], gradients[row]) = (nil, nil)
    (updateRatios[row], distances[row]) = (.nan, .nan)
  }

  /// Appends the rows to the columns.
  private mutating func spread() {
    let done = result.steps.count - pending
    for number in result.nodes.indices {
      let rows = number * Self.chunk..<number * Self.chunk + pending
      result.nodes[number].value.append(values[rows], after: done, capacity)
      result.nodes[number].gradient.append(gradients[rows], after: done, capacity)
      Self.append(updateRatios[rows], to: &result.nodes[number].updateRatio, after: done, capacity)
      Self.append(distances[rows], to: &result.nodes[number].distance, after: done, capacity)
      for row in rows { clear(row) }
    }
    pending = 0
  }

  private static func append(
    _ rows: ArraySlice<Double>, to column: inout [Double], after done: Int, _ capacity: Int
  ) {
    if column.isEmpty {
      guard rows.contains(where: { !$0.isNaN }) else { return }
      column.reserveCapacity(capacity)
      column += Array(repeating: .nan, count: done)
    }
    column += rows
  }
}
