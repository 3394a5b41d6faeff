/// What files of UTF-8 text have in common.
package enum UTF8Text {
  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The place of the byte at `offset` as an editor counts it: the line, and the column in Unicode
  /// scalars, both from 1. A line ends with LF, CR or CRLF.
  ///
  /// - Complexity: O(`offset`); errors alone ask for it.
  package static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var (line, column) = (1, 1)
    var previous: UInt8 = 0
    let mark = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    for byte in bytes.prefix(offset).dropFirst(mark) {
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
    return (line, column)
  }
}
