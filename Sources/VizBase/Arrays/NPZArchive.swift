/// A file of NumPy's `savez`: arrays by name, each a `.npy` file stored in a zip archive.
package struct NPZArchive: Sendable {
  /// What such a file begins with.
  package static let magic: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  /// The names of the arrays, in the archive's order.
  package let names: [String]
  private let bytes: [UInt8]
  private let ranges: [String: Range<Int>]

  /// Reads the archive's directory; throws ``NPYError`` where it is damaged, or compressed.
  package init(_ bytes: [UInt8]) throws(NPYError) {
    self.bytes = bytes
    // The end of the directory is the last record; behind it stands a comment at most.
    let last = bytes.count - 22
    guard
      let end = stride(from: last, through: max(0, last - 0xFFFF), by: -1).first(where: {
        Self.number(bytes, $0, 4) == 0x0605_4B50
      }), let count = Self.number(bytes, end + 10, 2), let start = Self.number(bytes, end + 16, 4)
    else { throw NPYError("it is an archive without a directory") }
    var (names, ranges): ([String], [String: Range<Int>]) = ([], [:])
    var entry = start
    for _ in 0..<count {
      guard Self.number(bytes, entry, 4) == 0x0201_4B50,
        let method = Self.number(bytes, entry + 10, 2),
        let stored = Self.number(bytes, entry + 20, 4),
        let size = Self.number(bytes, entry + 24, 4),
        let nameLength = Self.number(bytes, entry + 28, 2),
        let extraLength = Self.number(bytes, entry + 30, 2),
        let commentLength = Self.number(bytes, entry + 32, 2),
        let header = Self.number(bytes, entry + 42, 4),
        entry + 46 + nameLength <= bytes.count,
        let ownName = Self.number(bytes, header + 26, 2),
        let ownExtra = Self.number(bytes, header + 28, 2)
      else { throw NPYError("its directory is damaged", at: min(entry, bytes.count)) }
      var name = String(decoding: bytes[(entry + 46)..<(entry + 46 + nameLength)], as: UTF8.self)
      if name.hasSuffix(".npy") { name.removeLast(4) }
      guard method == 0, stored == size else {
        throw NPYError(
          method == 0 || method > 8
            ? "its directory is damaged"
            : "the array \(name.quoted(limit: 40)) is compressed; numpy.savez() stores it as it is",
          at: entry)
      }
      let from = header + 30 + ownName + ownExtra
      guard from + size <= bytes.count else {
        throw NPYError("the array \(name.quoted(limit: 40)) is cut off", at: bytes.count)
      }
      if ranges.updateValue(from..<from + size, forKey: name) == nil { names.append(name) }
      entry += 46 + nameLength + extraLength + commentLength
    }
    self.names = names
    self.ranges = ranges
  }

  /// The array of a name; nil where there is none.
  package func array(_ name: String) throws(NPYError) -> NPYArray? {
    guard let range = ranges[name] else { return nil }
    return try NPYArray(Array(bytes[range]))
  }

  /// A number of little-endian bytes; nil beyond the file.
  private static func number(_ bytes: [UInt8], _ start: Int, _ size: Int) -> Int? {
    guard start >= 0, start <= bytes.count - size else { return nil }
    return bytes[start..<start + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
