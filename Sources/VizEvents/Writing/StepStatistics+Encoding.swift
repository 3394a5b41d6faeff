import VizTrace

extension StepStatistics {
  /// Appends what `ProtoNodeRecords` has of the table.
  ///
  /// - Parameters:
  ///   - indices: What stands for the ids of the rows.
  ///   - buffer: Where it is appended.
  ///   - scratch: Room for the statistics, each of which is encoded once.
  func append(indices: [UInt32], to buffer: inout ByteBuffer, by scratch: inout ByteBuffer) {
    scratch.removeAll()
    var ends: [Int] = []
    ends.reserveCapacity(statistics.count)
    for one in statistics {
      one.append(to: &scratch)
      ends.append(scratch.count)
    }
    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
    for (index, row) in zip(indices, rows) {
      let value = row.value.map(range)
      let gradient = row.gradient.map(range)
      var size = index == 0 ? 0 : 1 + varintSize(UInt64(index))
      for part in [value, gradient] {
        if let part { size += 1 + varintSize(UInt64(part.count)) + part.count }
      }
      size += (row.updateRatio == nil ? 0 : 9) + (row.distance == nil ? 0 : 9)

      buffer.append(head: 1, count: size)
      if index != 0 {
        buffer.append(1 << 3)
        buffer.append(varint: UInt64(index))
      }
      if let value { buffer.append(scratch.bytes, value, as: 2) }
      if let gradient { buffer.append(scratch.bytes, gradient, as: 3) }
      if let updateRatio = row.updateRatio { buffer.append(number: updateRatio, as: 4) }
      if let distance = row.distance { buffer.append(number: distance, as: 5) }
    }
  }
}

extension ByteBuffer {
  /// Appends a message, which is a part of `bytes`, as a field.
  fileprivate mutating func append(
    _ bytes: UnsafeRawBufferPointer, _ part: Range<Int>, as field: UInt8
  ) {
    append(head: field, count: part.count)
    append(UnsafeRawBufferPointer(rebasing: bytes[part]))
  }
}
