import SystemPackage
import VizBase

/// Reads the records of one event file, from its front, and goes on behind damaged ones.
///
/// The file is read a piece at a time, not mapped: another process may cut it while it is read.
struct RecordReader: ~Copyable {
  /// So many faults are kept; ``faultCount`` counts on.
  static let mostFaults = 1000
  private static let pieceSize = 1 << 20

  let path: String
  /// The size of the file when it was opened, which bounds what is allocated for a record.
  let size: Int
  private(set) var faults: [RecordFault] = []
  private(set) var faultCount = 0

  private let file: FileDescriptor
  private var memory: UnsafeMutableRawBufferPointer
  /// How much of the memory is filled, from where in the file.
  private var filled = 0
  private var base = 0
  /// Where the next record begins in the memory.
  private var position = 0
  /// How many bytes more may be checked in vain: bounds the time that a file made to be slow takes.
  private var patience: Int

  init(path: String) throws(EventError) {
    let (file, size) = try Self.open(path)
    self.path = path
    self.file = file
    self.size = size
    patience = size.multipliedReportingOverflow(by: 4).partialValue
    memory = .allocate(byteCount: Self.pieceSize, alignment: 16)
  }

  private static func open(_ path: String) throws(EventError) -> (FileDescriptor, Int) {
    do {
      // Opening a pipe would wait for someone to write into it.
      let file = try FileDescriptor.open(
        FilePath(named: path), .readOnly, options: [.closeOnExec, .nonBlocking])
      FilesRead.note(file)
      do {
        return (file, Int(try file.seek(offset: 0, from: .end)))
      } catch {
        try? file.close()
        throw error
      }
    } catch {
      throw EventError.reading(path, error as? Errno ?? .ioError)
    }
  }

  deinit {
    memory.deallocate()
    try? file.close()
  }

  /// Where the next record begins; after the last, where the whole records end.
  var offset: Int { base + position }

  /// The data of the next whole record, which is valid until the next call; nil at the end.
  mutating func next() throws(EventError) -> (offset: Int, data: UnsafeRawBufferPointer)? {
    while offset < size {
      let start = offset
      if let data = try dataHere() {
        position += RecordHeader.size + data.count + RecordHeader.trailerSize
        return (start, data)
      }
      let isTorn = try isTornHere()
      guard try findNext() else {
        note(isTorn ? .tornTail : .corrupt, start, size - start)
        position = start - base
        return nil
      }
      note(.corrupt, start, offset - start)
    }
    return nil
  }

  /// The data of the record at an offset that ``next()`` once gave; nil if it is not there.
  mutating func data(at offset: Int) throws(EventError) -> UnsafeRawBufferPointer? {
    guard offset >= 0, offset < size else { return nil }
    if offset >= base, offset - base <= filled {
      position = offset - base
    } else {
      (base, position, filled) = (offset, 0, 0)
    }
    return try dataHere()
  }

  /// Counts a record whose data say nothing.
  mutating func noteUnreadable(at start: Int) { note(.unreadable, start, offset - start) }

  private mutating func note(_ kind: RecordFault.Kind, _ offset: Int, _ count: Int) {
    faultCount += 1
    guard faults.count < Self.mostFaults else { return }
    faults.append(RecordFault(kind: kind, file: path, offset: offset, count: count))
  }

  private var window: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[position..<filled])
  }

  /// The data of the record that begins here, if both of its checksums fit.
  private mutating func dataHere() throws(EventError) -> UnsafeRawBufferPointer? {
    try fill(RecordHeader.size)
    guard let header = RecordHeader(window, at: 0),
      let recordSize = header.recordSize(limit: size - offset)
    else { return nil }
    try fill(recordSize)
    let window = window
    // The file may have been cut meanwhile.
    guard window.count >= recordSize else { return nil }
    let end = recordSize - RecordHeader.trailerSize
    let data = UnsafeRawBufferPointer(rebasing: window[RecordHeader.size..<end])
    let checksum = UInt32(
      littleEndian: window.loadUnaligned(fromByteOffset: end, as: UInt32.self))
    guard CRC32C.masked(data) == checksum else {
      patience -= recordSize
      return nil
    }
    return data
  }

  /// Whether the file ends within the record that begins here.
  private mutating func isTornHere() throws(EventError) -> Bool {
    try fill(RecordHeader.size)
    if window.count < RecordHeader.size { return true }
    guard let header = RecordHeader(window, at: 0) else { return false }
    return header.recordSize(limit: size - offset) == nil
  }

  /// Moves on to the next place where a whole record begins.
  private mutating func findNext() throws(EventError) -> Bool {
    while patience > 0 {
      position += 1
      try fill(RecordHeader.size)
      guard window.count >= RecordHeader.size else { return false }
      // Most lengths that are none say more than there is.
      let length = UInt64(littleEndian: window.loadUnaligned(as: UInt64.self))
      if length < UInt64(size), try dataHere() != nil { return true }
    }
    return false
  }

  /// Has so many bytes in the memory from ``position`` on, or as many as the file has.
  private mutating func fill(_ count: Int) throws(EventError) {
    if position > filled {
      (base, position, filled) = (base + position, 0, 0)
    }
    guard filled - position < count else { return }
    let rest = filled - position
    if count > memory.count {
      let grown = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Swift.max(count, Swift.min(memory.count * 2, size)), alignment: 16)
      grown.copyMemory(from: window)
      memory.deallocate()
      memory = grown
    } else {
      UnsafeMutableRawBufferPointer(rebasing: memory[..<rest]).copyMemory(from: window)
    }
    (base, position, filled) = (base + position, 0, rest)
    while filled < memory.count {
      let room = UnsafeMutableRawBufferPointer(rebasing: memory[filled...])
      let got: Int
      do {
        got = try file.read(fromAbsoluteOffset: Int64(base + filled), into: room)
      } catch {
        throw EventError.reading(path, error as? Errno ?? .ioError)
      }
      guard got > 0 else { return }
      filled += got
    }
  }
}
