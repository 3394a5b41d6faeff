/// What an array of NumPy says of itself before its numbers: a dictionary as Python writes it.
///
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct NPYHeader {
  private(set) var shape: [Int] = []
  private(set) var isFortranOrder = false
  private(set) var type = NPYType.unstated
  private(set) var typeName = ""
  /// Where the numbers begin.
  let end: Int

  private let bytes: [UInt8]
  private var offset: Int

  init(_ bytes: [UInt8]) throws(NPYError) {
    self.bytes = bytes
    guard bytes.starts(with: NPYArray.magic) else {
      throw NPYError("it is no array of NumPy, which begins with \\x93NUMPY")
    }
    // Version, then the length of the dictionary in 2 bytes, or since version 2 in 4.
    guard bytes.count > 7, 1...3 ~= bytes[6] else {
      throw NPYError("it is of a version of NumPy's format that is not known", at: 6)
    }
    let lengthSize = bytes[6] == 1 ? 2 : 4
    offset = 8 + lengthSize
    guard bytes.count >= offset else { throw NPYError("it ends within its header", at: 8) }
    var length = 0
    for byte in bytes[8..<offset].reversed() { length = length << 8 | Int(byte) }
    guard length <= bytes.count - offset else {
      throw NPYError(
        "its header says that it is \(length) bytes long, and the file ends before", at: 8)
    }
    end = offset + length
    try dictionary()
  }

  private mutating func dictionary() throws(NPYError) {
    var missing: Set = ["descr", "fortran_order", "shape"]
    try expect("{")
    while next() != UInt8(ascii: "}") {
      let start = offset
      let key = try string()
      guard missing.remove(key) != nil else {
        throw NPYError("its header has the field \(key.quoted()), or has it twice", at: start)
      }
      try expect(":")
      switch key {
      case "descr": try readType()
      case "fortran_order": isFortranOrder = try bool()
      default: shape = try tuple()
      }
      if next() == UInt8(ascii: ",") { offset += 1 } else { break }
    }
    try expect("}")
    guard next() == nil else {
      throw NPYError("its header goes on after its dictionary", at: offset)
    }
    if let field = missing.min() { throw NPYError("its header lacks the field \"\(field)\"") }
  }

  private mutating func readType() throws(NPYError) {
    _ = next()
    let start = offset
    guard next() != UInt8(ascii: "[") else {
      throw NPYError("its elements are records of several fields, not numbers", at: start)
    }
    typeName = try string()
    guard let type = NPYType(typeName) else {
      throw NPYError(
        "its elements are of the type \(typeName.quoted(limit: 20)); read are b1, i1 to i8, u1 to "
          + "u8, and f2 to f8", at: start)
    }
    self.type = type
  }

  // MARK: - Words of Python

  /// The next byte that is no white space, which is not consumed; nil at the header's end.
  private mutating func next() -> UInt8? {
    while offset < end {
      let byte = bytes[offset]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      offset += 1
    }
    return nil
  }

  private mutating func expect(_ mark: Character) throws(NPYError) {
    guard let byte = next(), byte == mark.asciiValue else {
      throw NPYError("its header should have \"\(mark)\" here", at: offset)
    }
    offset += 1
  }

  private mutating func string() throws(NPYError) -> String {
    guard let mark = next(), mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"") else {
      throw NPYError("its header should have a word in quotation marks here", at: offset)
    }
    let start = offset + 1
    offset = start
    while offset < end, bytes[offset] != mark { offset += 1 }
    guard offset < end else { throw NPYError("its header ends within a word", at: start) }
    offset += 1
    return String(decoding: bytes[start..<offset - 1], as: UTF8.self)
  }

  private mutating func bool() throws(NPYError) -> Bool {
    _ = next()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[offset..<end].starts(with: word.utf8) {
      offset += word.utf8.count
      return value
    }
    throw NPYError("its header should have True or False here", at: offset)
  }

  private mutating func tuple() throws(NPYError) -> [Int] {
    try expect("(")
    var numbers: [Int] = []
    while let byte = next(), byte != UInt8(ascii: ")") {
      let start = offset
      while offset < end, 0x30...0x39 ~= bytes[offset] { offset += 1 }
      guard let number = Int(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
        throw NPYError("its header should have an extent here", at: start)
      }
      guard numbers.count < 32 else { throw NPYError("it has more than 32 axes", at: start) }
      numbers.append(number)
      // As Python 2 wrote whole numbers.
      if offset < end, bytes[offset] == UInt8(ascii: "L") { offset += 1 }
      if next() == UInt8(ascii: ",") { offset += 1 } else { break }
    }
    try expect(")")
    return numbers
  }
}
