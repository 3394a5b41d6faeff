import VizStatistics
import VizTrace

// A training may log every node at every step; the generated code would take longer for that than
// a small network for its step. The tests hold these bytes against those of the generated code.

extension NodeRecord {
  /// Appends the record as a field of `ProtoNodeRecords`.
  func append(index: UInt32, to buffer: inout ByteBuffer) {
    let value = value.map(\.encodedSize)
    let gradient = gradient.map(\.encodedSize)
    var size = index == 0 ? 0 : 1 + varintSize(UInt64(index))
    for part in [value, gradient] {
      if let part { size += 1 + varintSize(UInt64(part)) + part }
    }
    size += (updateRatio == nil ? 0 : 9) + (distance == nil ? 0 : 9)

    buffer.append(head: 1, count: size)
    if index != 0 {
      buffer.append(1 << 3)
      buffer.append(varint: UInt64(index))
    }
    if let value {
      buffer.append(head: 2, count: value)
      self.value?.append(to: &buffer)
    }
    if let gradient {
      buffer.append(head: 3, count: gradient)
      self.gradient?.append(to: &buffer)
    }
    if let updateRatio { buffer.append(number: updateRatio, as: 4) }
    if let distance { buffer.append(number: distance, as: 5) }
  }
}

extension Statistics {
  /// Appends what `ProtoStatistics` has.
  func append(to buffer: inout ByteBuffer) {
    buffer.append(whole: count, as: 1)
    buffer.append(unlessZero: mean, as: 2)
    buffer.append(unlessZero: std, as: 3)
    buffer.append(unlessZero: min, as: 4)
    buffer.append(unlessZero: max, as: 5)
    buffer.append(unlessZero: norm, as: 6)
    buffer.append(whole: zeros, as: 7)
    buffer.append(whole: nan, as: 8)
    buffer.append(whole: inf, as: 9)
    guard let histogram, histogram.binCount > 0 else { return }
    buffer.append(head: 10, count: histogram.encodedSize)
    histogram.forEachCount { buffer.append(varint: $0) }
    // Even ones follow from the range.
    guard !histogram.isEven(from: min, to: max) else { return }
    let edges = histogram.edges
    buffer.append(head: 11, count: 8 * edges.count)
    for edge in edges { buffer.append(fixed: edge) }
  }

  /// How many bytes that takes.
  fileprivate var encodedSize: Int {
    var size = 0
    for count in [count, zeros, nan, inf] where count > 0 { size += 1 + varintSize(UInt64(count)) }
    for number in [mean, std, min, max, norm] where number.bitPattern != 0 { size += 9 }
    guard let histogram, histogram.binCount > 0 else { return size }
    let counts = histogram.encodedSize
    size += 1 + varintSize(UInt64(counts)) + counts
    guard !histogram.isEven(from: min, to: max) else { return size }
    let edges = 8 * histogram.edges.count
    return size + 1 + varintSize(UInt64(edges)) + edges
  }
}

extension Histogram {
  /// How many bytes the counts take.
  fileprivate var encodedSize: Int {
    var size = 0
    forEachCount { size += varintSize($0) }
    return size
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
