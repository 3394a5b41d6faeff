/// A place in a text file, as an editor counts it.
public struct TextPlace: Sendable, Hashable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars, from 1.
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public var description: String { "\(line):\(column)" }
}

extension TextPlace {
  /// The place of the byte at `offset` in UTF-8 text; a line ends with LF, CR or CRLF.
  ///
  /// - Complexity: O(`offset`); errors alone ask for it.
  init(of offset: Int, in bytes: [UInt8]) {
    line = 1
    column = 1
    var previous: UInt8 = 0
    for byte in bytes.prefix(offset).dropFirst(bytes.starts(with: utf8ByteOrderMark) ? 3 : 0) {
      switch byte {
      case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"):
        break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        line += 1
        column = 1
      case 0x80...0xBF:
        break  // continues a scalar that has been counted
      default:
        column += 1
      }
      previous = byte
    }
  }
}

let utf8ByteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
