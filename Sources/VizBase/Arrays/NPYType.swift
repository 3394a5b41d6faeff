/// How an array of NumPy stores a number.
struct NPYType: Sendable, Equatable {
  enum Kind: Character, Sendable {
    case bool = "b"
    case signed = "i"
    case unsigned = "u"
    case floating = "f"
  }

  var kind: Kind
  /// In bytes.
  var size: Int
  var isBigEndian: Bool

  /// Until a header states another.
  static let unstated = NPYType(kind: .floating, size: 8, isBigEndian: false)

  private init(kind: Kind, size: Int, isBigEndian: Bool) {
    self.kind = kind
    self.size = size
    self.isBigEndian = isBigEndian
  }

  /// The type that NumPy calls so: `<f8`, `>i4`, `|b1`; nil for those that are not read.
  init?(_ name: String) {
    let characters = Array(name)
    guard characters.count == 3, let kind = Kind(rawValue: characters[1]),
      let size = characters[2].wholeNumberValue
    else { return nil }
    let sizes: [Int] =
      switch kind {
      case .bool: [1]
      case .signed, .unsigned: [1, 2, 4, 8]
      case .floating: [2, 4, 8]
      }
    guard sizes.contains(size) else { return nil }
    switch characters[0] {
    case "<": isBigEndian = false
    case ">": isBigEndian = true
    case "|" where size == 1: isBigEndian = false
    case "=": isBigEndian = 1.bigEndian == 1
    default: return nil
    }
    self.kind = kind
    self.size = size
  }

  /// The number whose bytes begin at `start`; nil for a whole one that double precision lacks.
  func number(in bytes: [UInt8], at start: Int) -> Double? {
    var bits: UInt64 = 0
    for index in 0..<size {
      let offset = isBigEndian ? start + index : start + size - 1 - index
      bits = bits << 8 | UInt64(bytes[offset])
    }
    switch (kind, size) {
    case (.bool, _): return bits == 0 ? 0 : 1
    case (.unsigned, _): return Double(exactly: bits)
    case (.signed, _):
      let unused = UInt64(64 - 8 * size)
      return Double(exactly: Int64(bitPattern: bits << unused) >> Int64(unused))
    case (.floating, 2):
      return Double(bits: bits, exponent: 5, fraction: 10, bias: 15, hasInfinities: true)
    case (.floating, 4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case (.floating, _): return Double(bitPattern: bits)
    }
  }
}
