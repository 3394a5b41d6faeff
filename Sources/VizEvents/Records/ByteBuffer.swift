/// Bytes that are appended to, kept for the next use when they are cleared.
///
/// An array checks for uniqueness and room at every number; a scalar's record has ten of them.
// Unchecked, because the memory is pointed to; it has one owner, which cannot be copied.
struct ByteBuffer: ~Copyable, @unchecked Sendable {
  private var memory: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(capacity: Int = 1 << 12) {
    memory = .allocate(byteCount: Swift.max(capacity, 64), alignment: 16)
  }

  deinit { memory.deallocate() }

  /// What was appended.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  mutating func removeAll() {
    count = 0
    // What one large image needed is not kept for good.
    if memory.count > Self.mostKept {
      memory.deallocate()
      memory = .allocate(byteCount: Self.mostKept, alignment: 16)
    }
  }

  private static let mostKept = 1 << 22

  private mutating func reserve(_ additional: Int) {
    guard memory.count - count < additional else { return }
    let grown = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Swift.max(memory.count * 2, count + additional), alignment: 16)
    grown.copyMemory(from: bytes)
    memory.deallocate()
    memory = grown
  }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    memory[count] = byte
    count += 1
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
    count += bytes.count
  }

  mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  /// Appends an integer's bytes, the lowest first.
  mutating func append<Value: FixedWidthInteger>(fixed value: Value) {
    let size = MemoryLayout<Value>.size
    reserve(size)
    memory.storeBytes(of: value.littleEndian, toByteOffset: count, as: Value.self)
    count += size
  }

  mutating func append(fixed value: Double) { append(fixed: value.bitPattern) }

  /// Appends an integer as protocol buffers do: seven bits a byte, the lowest first.
  mutating func append(varint value: UInt64) {
    reserve(10)
    var rest = value
    while rest >= 0x80 {
      memory[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      count += 1
      rest >>= 7
    }
    memory[count] = UInt8(truncatingIfNeeded: rest)
    count += 1
  }

  /// Appends a record with what `write` appends for its data; see ``RecordHeader``.
  mutating func appendRecord(_ write: (inout ByteBuffer) -> Void) {
    let start = count
    append(fixed: UInt64(0))
    append(fixed: UInt32(0))
    write(&self)
    let length = count - start - RecordHeader.size
    memory.storeBytes(of: UInt64(length).littleEndian, toByteOffset: start, as: UInt64.self)
    let header = UnsafeRawBufferPointer(rebasing: memory[start..<start + 8])
    memory.storeBytes(
      of: CRC32C.masked(header).littleEndian, toByteOffset: start + 8, as: UInt32.self)
    append(
      fixed: CRC32C.masked(
        UnsafeRawBufferPointer(rebasing: memory[start + RecordHeader.size..<count])))
  }

  mutating func appendRecord(_ data: [UInt8]) { appendRecord { $0.append(data) } }
}
