import VizTrace

// A training may log every node at every step; the generated code would take longer for that than
// a small network for its step. The tests hold these bytes against those of the generated code.

extension NodeRecord {
  /// Appends the record as a field of `ProtoNodeRecords`.
  func append(index: UInt32, to buffer: inout ByteBuffer) {
    let value = value.map { StatisticsEncoding($0) }
    let gradient = gradient.map { StatisticsEncoding($0) }
    var size = index == 0 ? 0 : 1 + varintSize(UInt64(index))
    if let value { size += 1 + varintSize(UInt64(value.size)) + value.size }
    if let gradient { size += 1 + varintSize(UInt64(gradient.size)) + gradient.size }
    size += (updateRatio == nil ? 0 : 9) + (distance == nil ? 0 : 9)

    buffer.append(head: 1, count: size)
    if index != 0 {
      buffer.append(1 << 3)
      buffer.append(varint: UInt64(index))
    }
    value?.append(as: 2, to: &buffer)
    gradient?.append(as: 3, to: &buffer)
    if let updateRatio { buffer.append(number: updateRatio, as: 4) }
    if let distance { buffer.append(number: distance, as: 5) }
  }
}

/// A summary on its way into a file.
private struct StatisticsEncoding {
  private let summary: TensorSummary
  private let counts: [Int]
  private let countsSize: Int
  /// The edges, unless they follow from the range.
  private let edges: [Double]
  let size: Int

  init(_ summary: TensorSummary) {
    self.summary = summary
    counts = summary.histogram?.counts ?? []
    countsSize = counts.reduce(0) { $0 + varintSize(UInt64(clamping: $1)) }
    let edges = summary.histogram?.edges ?? []
    let isEven =
      counts.isEmpty
      || Histogram.areEven(edges, from: summary.min, to: summary.max, bins: counts.count)
    self.edges = isEven ? [] : edges
    var size = 0
    func add(_ count: Int) { if count > 0 { size += 1 + varintSize(UInt64(count)) } }
    add(summary.count)
    add(summary.zeros)
    add(summary.nan)
    add(summary.inf)
    func add(_ number: Double) { if number.bitPattern != 0 { size += 9 } }
    add(summary.mean)
    add(summary.std)
    add(summary.min)
    add(summary.max)
    add(summary.norm)
    func add(packed bytes: Int) { if bytes > 0 { size += 1 + varintSize(UInt64(bytes)) + bytes } }
    add(packed: countsSize)
    add(packed: 8 * self.edges.count)
    self.size = size
  }

  func append(as field: UInt8, to buffer: inout ByteBuffer) {
    buffer.append(head: field, count: size)
    buffer.append(whole: summary.count, as: 1)
    buffer.append(unlessZero: summary.mean, as: 2)
    buffer.append(unlessZero: summary.std, as: 3)
    buffer.append(unlessZero: summary.min, as: 4)
    buffer.append(unlessZero: summary.max, as: 5)
    buffer.append(unlessZero: summary.norm, as: 6)
    buffer.append(whole: summary.zeros, as: 7)
    buffer.append(whole: summary.nan, as: 8)
    buffer.append(whole: summary.inf, as: 9)
    if !counts.isEmpty {
      buffer.append(head: 10, count: countsSize)
      for count in counts { buffer.append(varint: UInt64(clamping: count)) }
    }
    if !edges.isEmpty {
      buffer.append(head: 11, count: 8 * edges.count)
      for edge in edges { buffer.append(fixed: edge) }
    }
  }
}

extension ByteBuffer {
  /// Appends the head of a field of so many bytes.
  mutating func append(head field: UInt8, count: Int) {
    append(field << 3 | 2)
    append(varint: UInt64(count))
  }

  mutating func append(number: Double, as field: UInt8) {
    append(field << 3 | 1)
    append(fixed: number)
  }

  mutating func append(unlessZero number: Double, as field: UInt8) {
    if number.bitPattern != 0 { append(number: number, as: field) }
  }

  /// Appends a count, which is left out where it is 0.
  mutating func append(whole count: Int, as field: UInt8) {
    guard count > 0 else { return }
    append(field << 3)
    append(varint: UInt64(count))
  }
}

/// How many bytes a varint takes.
func varintSize(_ value: UInt64) -> Int {
  value == 0 ? 1 : (70 - value.leadingZeroBitCount) / 7
}

extension Histogram {
  /// Whether edges are those of ``evenEdges(from:to:bins:)``.
  fileprivate static func areEven(
    _ edges: [Double], from low: Double, to high: Double, bins: Int
  ) -> Bool {
    guard bins > 0, edges.count == bins + 1 else { return false }
    for index in edges.indices
    where edges[index] != evenEdge(index, from: low, to: high, bins: bins) { return false }
    return true
  }
}
